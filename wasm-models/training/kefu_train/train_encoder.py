"""Stages 3 and 4: one run over five kinds of step: our intents, training-only heads, the teacher's vectors, Chinese-English pairs, and families of questions that lie close."""
import random
import sys
import time

import torch
from torch.nn import functional as F

from . import public_sets
from .augment import Examples, encode, noisy
from .authored import INDEX, INTENTS, load_families, split_by_author
from .config import Config
from .distil import TeacherTexts, toward
from .encoder import IntentModel, pooled
from .narrow import narrowed
from .shipped import begin_with_shipped
from .text import WordPieces
from .training import Mean, load_pieces, make_model, padded, rate_at

SMOOTH_HIGH, SMOOTH_LOW = 0.97, 0.004
POOL_BATCHES = 24
CLAUSE_WEIGHT = 0.5
MOST_CLAUSES = 3
# Labels in a step that pulls texts of one label together (Khosla et al. 2020), and how sharply.
LABELS, SHARP = 16, 14.0
HEAD_RATE = 3.0
# Most intents whose groups of wordings are told apart in one step.
NEAR_INTENTS = 3
# Share of the wordings of families that are written as hurried fingers do.
NOISY = 0.2
# How sharply wordings of one want are pulled together.
PAIR_SHARP = 20


def targets(names: list[list[str]]) -> torch.Tensor:
    out = torch.full((len(names), len(INTENTS)), SMOOTH_LOW)
    for row, own in enumerate(names):
        for name in own:
            out[row, INDEX[name]] = SMOOTH_HIGH
    return out


class Steps:
    """Makes batches of like length and the loss of each."""

    def __init__(self, config: Config, model: IntentModel, pieces: WordPieces, device: str):
        split = split_by_author(config.tuning_authors, config.test_authors)
        self.rng = random.Random(config.seed)
        self.config, self.model, self.pieces, self.device = config, model, pieces, device
        self.examples = Examples(split.train, public_sets.mapped_rows(random.Random(config.seed)), split.dialogues, self.rng)
        self.waiting: list = []
        self.parallel = split.parallel
        self.families, _ = load_families()
        self.heads = head_rows(config)
        self.texts = TeacherTexts(config, pieces, self.rng) if (config.work / "teacher.npy").exists() else None

    def next_batch(self) -> list:
        if not self.waiting:
            drawn = [self.examples.draw() for _ in range(self.config.batch * POOL_BATCHES)]
            coded = sorted(((encode(self.pieces, e.clauses, e.context), e) for e in drawn), key=lambda pair: len(pair[0][0]))
            self.waiting = [coded[n : n + self.config.batch] for n in range(0, len(coded), self.config.batch)]
            self.rng.shuffle(self.waiting)
        return self.waiting.pop()

    def batch_ids(self) -> torch.Tensor:
        return padded([coded[0] for coded, _ in self.next_batch()]).to(self.device)

    def intent_loss(self) -> tuple[torch.Tensor, int]:
        batch = self.next_batch()
        ids, types, clause = (padded([coded[part] for coded, _ in batch]).to(self.device) for part in range(3))
        # What pads counts as context, so that it is in no pool.
        with self._half():
            hidden, embedded = self.model.encoder(ids, types)
        whole = self.model.intents(self.model.dropout(pooled(hidden, embedded, (types == 0) & (ids != 0))))
        loss = F.binary_cross_entropy_with_logits(whole, targets([e.intents for _, e in batch]).to(self.device), reduction="sum") / len(batch)
        several = [n for n, (_, e) in enumerate(batch) if len(e.clauses) > 1]
        for number in range(1, MOST_CLAUSES + 1):
            rows = [n for n in several if len(batch[n][1].clauses) >= number]
            if rows:
                part = pooled(hidden[rows], embedded[rows], clause[rows] == number)
                goal = targets([batch[n][1].clause_intents[number - 1] for n in rows]).to(self.device)
                loss = loss + CLAUSE_WEIGHT * F.binary_cross_entropy_with_logits(self.model.intents(self.model.dropout(part)), goal, reduction="sum") / len(batch)
        return loss, ids.numel()

    def _half(self):
        return torch.autocast(self.device, dtype=torch.bfloat16)

    def _pool(self, texts: list[str]) -> tuple[torch.Tensor, int]:
        ids = padded([encode(self.pieces, [t], [])[0] for t in texts]).to(self.device)
        with self._half():
            return self.model.pool(ids, torch.zeros_like(ids)), ids.numel()

    def head_loss(self) -> tuple[torch.Tensor, int]:
        """A label of its own for each text of a public set; the embedding that ships should hold texts of one label together."""
        name = self.rng.choice(sorted(self.heads))
        labels = self.heads[name]
        names = self.rng.sample(sorted(labels), min(LABELS, len(labels)))
        rows = [(t, n) for n in names for t in self.rng.sample(labels[n], min(len(labels[n]), self.config.batch // len(names)))]
        vector, tokens = self._pool([t for t, _ in rows])
        index = {label: n for n, label in enumerate(sorted(labels))}
        goal = torch.tensor([index[n] for _, n in rows], device=self.device)
        loss = F.cross_entropy(self.model.extra[name](self.model.dropout(vector)), goal, label_smoothing=0.05)
        return loss + together(self.model.embed(vector), goal), tokens

    def teacher_loss(self) -> tuple[torch.Tensor, int]:
        ids, goal = (part.to(self.device) for part in self.texts.draw())
        with self._half():
            vector = self.model.pool(ids, torch.zeros_like(ids))
        own = self.model.embed(vector)
        return toward(own, self.model.to_teacher(own), goal), ids.numel()

    def _groups(self, most: int) -> list[dict]:
        """Every other time of a few intents only: wants that lie close are what is hard to tell apart."""
        pool = self.parallel
        if self.rng.random() < 0.5:
            names = {self.rng.choice(pool)["intents"][0] for _ in range(self.rng.randint(1, NEAR_INTENTS))}
            pool = [g for g in pool if g["intents"][0] in names]
        return self.rng.sample(pool, min(most, len(pool)))

    def pair_loss(self) -> tuple[torch.Tensor, int]:
        groups = self._groups(self.config.batch // 2)
        sides = [self.rng.choice((("zh", "en"), ("zh", "en"), ("zh", "zh"), ("zh", "zh"), ("en", "en"))) for _ in groups]
        left = [self.rng.choice(g[a]) for g, (a, _) in zip(groups, sides)]
        right = [self.rng.choice([t for t in g[b] if t != l] or g[b]) for g, (_, b), l in zip(groups, sides, left)]
        vectors, tokens = self._pool(left + right)
        intents = targets([g["intents"] for g in groups] * 2).to(self.device)
        supervised = F.binary_cross_entropy_with_logits(self.model.intents(self.model.dropout(vectors)), intents, reduction="sum") / len(intents)
        return paired(self.model.embed(vectors)) + 0.5 * supervised, tokens

    def alike_loss(self) -> tuple[torch.Tensor, int]:
        """Whole families: of each question two wordings, its neighbours are what it must be told apart from. They carry no intent."""
        questions: list[list[str]] = []
        for family in self.rng.sample(self.families, len(self.families)):
            if questions and len(questions) + len(family) > self.config.batch // 2:
                break
            questions += family
        wordings = [self.rng.sample(q, 2) for q in questions]
        texts = [a for a, _ in wordings] + [b for _, b in wordings]
        vectors, tokens = self._pool([noisy(t, self.rng) if self.rng.random() < NOISY else t for t in texts])
        return paired(self.model.embed(vectors)), tokens

    def draw(self, progress: float) -> tuple[torch.Tensor, int]:
        """Two of five early steps belong to the wider world, one in four of the late ones."""
        chance = self.rng.random()
        wide = 0.4 if progress < 0.4 else 0.24
        if chance < wide * 0.35 and self.heads:
            return self.head_loss()
        if chance < wide * 0.55 and self.texts:
            return self.teacher_loss()
        if chance < wide and self.parallel:
            return self.pair_loss()
        if chance > 1 - self.config.alike_share and self.families:
            return self.alike_loss()
        return self.intent_loss()


def head_rows(config: Config) -> dict[str, dict[str, list[str]]]:
    return {name: by_label(rows) for name, rows in public_sets.auxiliary_heads().items() if name not in config.without_heads}


def by_label(rows: list[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for text, label in rows:
        groups.setdefault(label, []).append(text)
    return groups


def paired(vectors: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways: the second half holds the other wordings of the first, in the same order."""
    a, b = F.normalize(vectors, dim=-1).chunk(2)
    goal = torch.arange(len(a), device=vectors.device)
    alike = a @ b.T * PAIR_SHARP
    return (F.cross_entropy(alike, goal) + F.cross_entropy(alike.T, goal)) / 2


def together(vectors: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Supervised contrastive loss."""
    unit = F.normalize(vectors, dim=-1)
    own = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    alike = F.log_softmax((unit @ unit.T * SHARP).masked_fill(own, -1e4), -1)
    same = (labels[:, None] == labels[None]) & ~own
    return -((alike * same).sum(1) / same.sum(1).clamp(min=1)).mean()


def begin(config: Config, model: IntentModel) -> None:
    distilled = config.work / "distilled.pt"
    if distilled.exists():
        model.load_state_dict(torch.load(distilled, weights_only=False), strict=False)


def train_encoder(config: Config) -> None:
    """The first run, at the teacher's inner width."""
    if config.go_on:
        return
    run(config, "wide-encoder.pt", config.inner, config.train_seconds, 0.1, lambda model, _: begin(config, model))


def narrow_encoder(config: Config) -> None:
    """The second run: of every layer the inner units that move most, and on with those (or with the shipped ones); with units this few none is dropped."""
    if config.go_on:
        go_on = lambda model, steps: begin_with_shipped(model, steps.heads, steps.texts, steps.pieces)  # noqa: E731
        run(config, "encoder.pt", config.narrow, config.narrow_seconds, 0.0, go_on)
        return
    first = config.work / "wide-encoder.pt"
    begin_narrow = lambda model, steps: narrowed(torch.load(first, weights_only=False)["model"], model, steps)  # noqa: E731
    run(config, "encoder.pt", config.narrow, config.narrow_seconds, 0.0, begin_narrow)


def run(config: Config, name: str, inner: int, seconds: float, dropout: float, start) -> None:
    """Follows the clock; a checkpoint every two minutes lets a broken run go on where it was. `start` fills the model."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    done = config.work / name
    checkpoint = done.with_suffix(".partial.pt")
    if done.exists():
        return
    pieces = load_pieces(config)
    sizes = {name: len(labels) for name, labels in head_rows(config).items()}
    model = make_model(config, len(pieces.vocabulary), sizes, inner, dropout).to(device)
    steps = Steps(config, model, pieces, device)
    if not checkpoint.exists():
        start(model, steps)
    slow = list(model.encoder.parameters())
    fast = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW([{"params": slow, "scale": 1.0}, {"params": fast, "scale": HEAD_RATE}], lr=config.rate, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    mean = Mean(model)
    spent, number, tokens, shown = 0.0, 0, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"]), optimiser.load_state_dict(state["optimiser"])
        mean.held, spent, number = state["mean"], state["spent"], state["number"]
        steps.rng.seed(config.seed + number)
    last, saved, losses = time.monotonic(), spent, []
    model.train()
    while spent < seconds:
        progress = spent / seconds
        for group in optimiser.param_groups:
            group["lr"] = config.rate * group["scale"] * rate_at(progress)
        loss, size = steps.draw(progress)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        mean.follow(model, number)
        number, tokens = number + 1, tokens + size
        losses.append(loss.item())
        now = time.monotonic()
        # A machine that slept between two steps did not train meanwhile.
        spent, last = spent + min(now - last, 20), now
        if spent - shown > 30:
            shown = spent
            print(f"step {number} {spent:.0f}/{seconds:.0f} s loss {sum(losses[-200:]) / len(losses[-200:]):.3f} {tokens / 1e6:.2f} M tokens", flush=True, file=sys.stderr)
        if spent - saved > 120:
            saved = spent
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean.held, "spent": spent, "number": number}, checkpoint)
    torch.save({"model": {n: v.cpu() for n, v in mean.held.items()}, "steps": number, "tokens": tokens}, done)
    checkpoint.unlink(missing_ok=True)
