"""Stage 2: one run over three kinds of step: our intents, training-only heads with the teacher's vectors, and Chinese-English pairs."""
import json
import math
import random
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from . import public_sets
from .augment import Examples, encode
from .authored import INDEX, INTENTS, split_by_author
from .config import CONFIGS, Config
from .encoder import Encoder, IntentModel, pooled
from .teacher import WIDTH, Teacher, piece_start, teacher_folder
from .text import WordPieces

SMOOTH_HIGH, SMOOTH_LOW = 0.97, 0.004
POOL_BATCHES = 24
EMA = 0.999
CLAUSE_WEIGHT = 0.5
MOST_CLAUSES = 3


def load_pieces(config: Config) -> WordPieces:
    return WordPieces(json.loads((config.work / "vocabulary.json").read_text("utf8")))


def make_model(config: Config, vocabulary: int, extra: dict[str, int]) -> IntentModel:
    encoder = Encoder(vocabulary, config.hidden, config.layers, config.heads, config.inner, config.positions)
    return IntentModel(encoder, config.hidden, len(INTENTS), config.embedding, extra, WIDTH)


def padded(rows: list[list[int]]) -> torch.Tensor:
    length = max(map(len, rows))
    return torch.tensor([r + [0] * (length - len(r)) for r in rows])


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
        self.heads = {name: (rows, {label: n for n, label in enumerate(sorted({l for _, l in rows}))}) for name, rows in auxiliary().items()}
        vectors = config.work / "teacher.npy"
        self.teacher = np.load(vectors) if vectors.exists() else None
        self.teacher_texts = json.loads((config.work / "teacher_texts.json").read_text()) if self.teacher is not None else []
        self.english_vector = {t: n for n, t in enumerate(self.teacher_texts)}

    def intent_loss(self) -> tuple[torch.Tensor, int]:
        if not self.waiting:
            drawn = [self.examples.draw() for _ in range(self.config.batch * POOL_BATCHES)]
            coded = sorted(((encode(self.pieces, e.clauses, e.context), e) for e in drawn), key=lambda pair: len(pair[0][0]))
            self.waiting = [coded[n : n + self.config.batch] for n in range(0, len(coded), self.config.batch)]
            self.rng.shuffle(self.waiting)
        batch = self.waiting.pop()
        ids, types, clause = (padded([coded[part] for coded, _ in batch]).to(self.device) for part in range(3))
        # What pads counts as context, so that it is in no pool.
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

    def _pool(self, texts: list[str]) -> tuple[torch.Tensor, int]:
        coded = [encode(self.pieces, [t], []) for t in texts]
        ids, types = padded([c[0] for c in coded]).to(self.device), padded([c[1] for c in coded]).to(self.device)
        return self.model.pool(ids, types), ids.numel()

    def head_loss(self) -> tuple[torch.Tensor, int]:
        name = self.rng.choice(sorted(self.heads))
        rows, index = self.heads[name]
        chosen = self.rng.sample(rows, self.config.batch)
        vector, tokens = self._pool([t for t, _ in chosen])
        logits = self.model.extra[name](self.model.dropout(vector))
        loss = F.cross_entropy(logits, torch.tensor([index[label] for _, label in chosen], device=self.device), label_smoothing=0.05)
        return loss + self._toward_teacher(vector, [t for t, _ in chosen]), tokens

    def _toward_teacher(self, vector: torch.Tensor, texts: list[str]) -> torch.Tensor:
        rows = [(n, self.english_vector[t]) for n, t in enumerate(texts) if t in self.english_vector]
        if len(rows) < 2:
            return vector.sum() * 0
        goal = torch.from_numpy(self.teacher[[t for _, t in rows]].astype(np.float32)).to(self.device)
        own = F.normalize(self.model.to_teacher(self.model.embed(vector[[n for n, _ in rows]])), dim=-1)
        # Which texts lie near which matters more than where: rows of similarity are matched as well.
        near = F.kl_div(F.log_softmax(own @ own.T * 10, -1), F.softmax(goal @ goal.T * 10, -1), reduction="batchmean")
        return 4 * (1 - (own * goal).sum(-1)).mean() + near

    def teacher_loss(self) -> tuple[torch.Tensor, int]:
        texts = self.rng.sample(self.teacher_texts, self.config.batch)
        vector, tokens = self._pool(texts)
        return self._toward_teacher(vector, texts), tokens

    def pair_loss(self) -> tuple[torch.Tensor, int]:
        groups = self.rng.sample(self.parallel, min(self.config.batch, len(self.parallel)))
        sides = [self.rng.choice((("zh", "en"), ("zh", "en"), ("zh", "zh"), ("en", "en"))) for _ in groups]
        left = [self.rng.choice(g[a]) for g, (a, _) in zip(groups, sides)]
        right = [self.rng.choice([t for t in g[b] if t != l] or g[b]) for g, (_, b), l in zip(groups, sides, left)]
        vectors, tokens = self._pool(left + right)
        intents = targets([g["intents"] for g in groups] * 2).to(self.device)
        supervised = F.binary_cross_entropy_with_logits(self.model.intents(self.model.dropout(vectors)), intents, reduction="sum") / len(intents)
        a, b = F.normalize(self.model.embed(vectors), dim=-1).chunk(2)
        goal = torch.arange(len(groups), device=self.device)
        alike = a @ b.T * 20
        return (F.cross_entropy(alike, goal) + F.cross_entropy(alike.T, goal)) / 2 + 0.5 * supervised, tokens

    def draw(self, progress: float) -> tuple[torch.Tensor, int]:
        """Half the early steps belong to the wider world, one in six of the late ones."""
        chance = self.rng.random()
        wide = 0.5 if progress < 0.4 and not self.config.start_from else 0.17
        if chance < wide * 0.5 and self.heads:
            return self.head_loss()
        if chance < wide * 0.75 and self.teacher_texts:
            return self.teacher_loss()
        if chance < wide and self.parallel:
            return self.pair_loss()
        return self.intent_loss()


def auxiliary() -> dict[str, list[tuple[str, str]]]:
    return public_sets.auxiliary_heads()


def rate_at(progress: float) -> float:
    return min(1.0, progress / 0.04) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


def train_encoder(config: Config) -> None:
    """Follows the clock; a checkpoint every two minutes lets a broken run go on where it was."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    done = config.work / "encoder.pt"
    if done.exists():
        return
    pieces = load_pieces(config)
    sizes = {name: len({l for _, l in rows}) for name, rows in auxiliary().items()}
    model = make_model(config, len(pieces.vocabulary), sizes).to(device)
    folder = teacher_folder() if config.use_teacher else None
    if config.start_from:
        model.load_state_dict(torch.load(CONFIGS[config.start_from].work / "encoder.pt", weights_only=False)["model"])
    elif folder:
        with torch.no_grad():
            model.encoder.tokens.weight.copy_(piece_start(Teacher(folder), pieces.vocabulary, config.hidden))
    steps = Steps(config, model, pieces, device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=0.02)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    spent, number, tokens, shown = 0.0, 0, 0, 0.0
    checkpoint = config.work / "encoder.partial.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"]), optimiser.load_state_dict(state["optimiser"])
        mean, spent, number = state["mean"], state["spent"], state["number"]
        steps.rng.seed(config.seed + number)
    last, saved, losses = time.monotonic(), spent, []
    model.train()
    while spent < config.train_seconds:
        progress = spent / config.train_seconds
        for group in optimiser.param_groups:
            group["lr"] = config.rate * rate_at(progress)
        loss, size = steps.draw(progress)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        keep = min(EMA, (1 + number) / (10 + number))
        with torch.no_grad():
            state = model.state_dict()
            torch._foreach_lerp_([mean[n] for n in state], list(state.values()), 1 - keep)
        number, tokens = number + 1, tokens + size
        losses.append(loss.item())
        now = time.monotonic()
        # A machine that slept between two steps did not train meanwhile.
        spent, last = spent + min(now - last, 20), now
        if spent - shown > 30:
            shown = spent
            print(f"step {number} {spent:.0f}/{config.train_seconds:.0f} s loss {sum(losses[-200:]) / len(losses[-200:]):.3f} {tokens / 1e6:.2f} M tokens", flush=True, file=sys.stderr)
        if spent - saved > 120:
            saved = spent
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean, "spent": spent, "number": number}, checkpoint)
    torch.save({"model": {n: v.cpu() for n, v in mean.items()}, "steps": number, "tokens": tokens}, done)
    checkpoint.unlink(missing_ok=True)
