"""Stage 2: the encoder begins as layers of the teacher and learns to give its sentence vectors, for English text and for Chinese with a known translation."""
import json
import random
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from .augment import encode
from .config import Config
from .teacher import Teacher, begin_with, teacher_folder
from .text import WordPieces
from .training import Mean, load_pieces, make_model, padded, rate_at

POOL_BATCHES = 30
SHARP = 12.0


def toward(own: torch.Tensor, lifted: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    """`lifted` should be the teacher's vector; `own`, the embedding that ships, should say the same about which text lies near which."""
    near = F.kl_div(F.log_softmax(_others(own), -1), F.softmax(_others(goal), -1), reduction="batchmean")
    return 4 * (1 - (F.normalize(lifted, dim=-1) * goal).sum(-1)).mean() + near


def _others(vectors: torch.Tensor) -> torch.Tensor:
    unit = F.normalize(vectors, dim=-1)
    alike = unit @ unit.T * SHARP
    return alike.masked_fill(torch.eye(len(alike), dtype=torch.bool, device=alike.device), -1e4)


class TeacherTexts:
    """Texts with the teacher's vectors, in batches of like length."""

    def __init__(self, config: Config, pieces: WordPieces, rng: random.Random):
        self.vectors = np.load(config.work / "teacher.npy")
        self.texts: list[str] = json.loads((config.work / "teacher_texts.json").read_text())
        self.pieces, self.rng, self.size = pieces, rng, config.batch
        self.waiting: list[list[tuple[list[int], int]]] = []

    def draw(self) -> tuple[torch.Tensor, torch.Tensor]:
        if not self.waiting:
            chosen = self.rng.sample(range(len(self.texts)), min(len(self.texts), self.size * POOL_BATCHES))
            coded = sorted(((encode(self.pieces, [self.texts[n]], [])[0], n) for n in chosen), key=lambda c: len(c[0]))
            self.waiting = [coded[n : n + self.size] for n in range(0, len(coded), self.size)]
            self.rng.shuffle(self.waiting)
        batch = self.waiting.pop()
        return padded([ids for ids, _ in batch]), torch.from_numpy(self.vectors[[n for _, n in batch]].astype(np.float32))


def distil(config: Config) -> None:
    """Follows the clock; a checkpoint every two minutes lets a broken run go on where it was."""
    done, checkpoint = config.work / "distilled.pt", config.work / "distilled.partial.pt"
    folder = teacher_folder() if config.use_teacher else None
    if done.exists() or not folder or config.go_on:
        return
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pieces = load_pieces(config)
    model = make_model(config, len(pieces.vocabulary), {})
    begin_with(Teacher(folder), model.encoder, pieces.vocabulary, config.teacher_layers)
    model.to(device)
    texts = TeacherTexts(config, pieces, random.Random(config.seed))
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.distil_rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean = Mean(model)
    spent, number, shown, losses = 0.0, 0, 0.0, []
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"]), optimiser.load_state_dict(state["optimiser"])
        mean.held, spent, number = state["mean"], state["spent"], state["number"]
        texts.rng.seed(config.seed + number)
    last, saved = time.monotonic(), spent
    model.train()
    while spent < config.distil_seconds:
        for group in optimiser.param_groups:
            group["lr"] = config.distil_rate * rate_at(spent / config.distil_seconds)
        ids, goal = (part.to(device) for part in texts.draw())
        with torch.autocast(device, dtype=torch.bfloat16):
            pooled = model.pool(ids, torch.zeros_like(ids))
        own = model.embed(pooled)
        loss = toward(own, model.to_teacher(own), goal)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        mean.follow(model, number)
        number += 1
        losses.append(loss.item())
        now = time.monotonic()
        spent, last = spent + min(now - last, 20), now
        if spent - shown > 20:
            shown = spent
            print(f"distil {number} {spent:.0f}/{config.distil_seconds:.0f} s loss {sum(losses[-200:]) / len(losses[-200:]):.3f}", flush=True, file=sys.stderr)
        if spent - saved > 120:
            saved = spent
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean.held, "spent": spent, "number": number}, checkpoint)
    torch.save({n: v.cpu() for n, v in mean.held.items()}, done)
    checkpoint.unlink(missing_ok=True)
