"""Fine-tunes the shipped encoder on any set of JSON lines and measures the int8 artefact of it; one JSON line to stdout.

Rows are {"text", "label"} or {"text", "labels": [...]}; the label "oos" means out of scope: such rows are not learnt as a class, in-scope
rows alone count for accuracy, and the AUROC tells how well the two are told apart.
"""
import json
import math
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from scipy.optimize import minimize
from sklearn.metrics import f1_score, roc_auc_score
from torch import nn
from torch.nn import functional as F

from .artefact import open_session, pool
from .augment import encode
from .config import SHIPPED
from .encoder import pooled
from .evaluate import expected_calibration_error
from .onnx_graph import build, read_encoder
from .text import WordPieces
from .training import padded
from .train_wide import fit

OOS = "oos"
HELD = 0.08
DEFAULT_SEED = 7
# A busy machine may take so many times the seconds of fine-tuning by the clock on the wall; progress is said as often, in seconds.
PATIENCE, SAY_EVERY = 3, 10.0


@dataclass
class Row:
    text: str
    labels: list[str]


class Allowance:
    """Seconds of fine-tuning: processor time of each thread, so that other work on the machine costs waiting and not accuracy; and an end to waiting."""

    def __init__(self, seconds: float, threads: int):
        self.seconds, self.threads = seconds, threads
        self.worked, self.began = time.process_time(), time.monotonic()

    def spent(self) -> float:
        """0 at the start, 1 when it is used up."""
        worked, waited = (time.process_time() - self.worked) / self.threads, (time.monotonic() - self.began) / PATIENCE
        return max(worked, waited) / self.seconds


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read_rows(path: str) -> list[Row]:
    rows = []
    for number, line in enumerate(Path(path).read_text("utf8").splitlines(), 1):
        if line.strip():
            given = json.loads(line)
            labels = given["labels"] if "labels" in given else [given["label"]]
            if not isinstance(given.get("text"), str) or not all(isinstance(label, str) for label in labels):
                raise SystemExit(f"{path}, line {number}: wanted text and label or labels")
            rows.append(Row(given["text"], labels))
    return rows


class Tuned(nn.Module):
    def __init__(self, encoder: nn.Module, width: int, labels: int):
        super().__init__()
        self.encoder, self.dropout, self.head = encoder, nn.Dropout(0.3), nn.Linear(3 * width, labels)

    def forward(self, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        hidden, embedded = self.encoder(ids, types)
        return self.head(self.dropout(pooled(hidden, embedded, ids != 0)))


def fine_tune(model: Tuned, coded: list[list[int]], marks: np.ndarray, single: bool, allowance: Allowance, epochs: int, seed: int) -> None:
    """Layer-wise learning rates and a cosine to zero, over at most `epochs` or what is allowed."""
    fast = list(model.head.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": 2e-4}, {"params": fast, "lr": 2e-3}], betas=(0.9, 0.98), weight_decay=0.02
    )
    peak = [group["lr"] for group in optimiser.param_groups]
    rng, size = random.Random(seed), 32
    goal = torch.tensor(marks, dtype=torch.float32)
    total, number, said = epochs * math.ceil(len(coded) / size), 0, time.monotonic()
    mean = {n: v.detach().clone() for n, v in model.state_dict().items()}
    model.train()
    for epoch in range(epochs):
        for batch in batches(coded, size, rng):
            progress = max(number / total, allowance.spent())
            if progress >= 1:
                break
            for group, rate in zip(optimiser.param_groups, peak):
                group["lr"] = rate * min(1, progress / 0.05 + 0.01) * 0.5 * (1 + math.cos(math.pi * progress))
            ids = padded([coded[n] for n in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, torch.zeros_like(ids)).float()
            own = goal[batch]
            loss = F.cross_entropy(logits, own / own.sum(1, keepdim=True), label_smoothing=0.1) if single else F.binary_cross_entropy_with_logits(logits, own, reduction="sum") / len(own)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            number += 1
            with torch.no_grad():
                state = model.state_dict()
                torch._foreach_lerp_([mean[n] for n in state], list(state.values()), 1 - min(0.995, (1 + number) / (10 + number)))
            if time.monotonic() - said > SAY_EVERY:
                said = time.monotonic()
                say(f"epoch {epoch + 1} step {number}/{total} loss {loss.item():.3f}, {progress:.0%} of the time")
    model.load_state_dict(mean)
    say(f"fine-tuned: {number} of {total} steps")


def batches(coded: list[list[int]], size: int, rng: random.Random) -> list[list[int]]:
    order = list(range(len(coded)))
    rng.shuffle(order)
    pools = [sorted(order[n : n + size * 20], key=lambda m: len(coded[m])) for n in range(0, len(order), size * 20)]
    found = [p[n : n + size] for p in pools for n in range(0, len(p), size)]
    rng.shuffle(found)
    return found


def deep_logits(encoder: nn.Module, head: nn.Linear, pieces: WordPieces, texts: list[str]) -> np.ndarray:
    session = open_session(build(encoder).SerializeToString())
    weight, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
    out = []
    for text in texts:
        ids = np.array(encode(pieces, [text], [])[0], np.int32)
        hidden, embedded = session.run(None, {"ids": ids, "types": np.zeros_like(ids)})
        out.append(pool(hidden, embedded, ids >= 0) @ weight.T + bias)
    return np.array(out)


def benchmark(train_path: str, test_path: str, seconds: float, threads: int, seed: int = DEFAULT_SEED) -> dict[str, float]:
    started = time.monotonic()
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    train, test = read_rows(train_path), read_rows(test_path)
    inside = [r for r in train if OOS not in r.labels]
    names = sorted({label for r in inside for label in r.labels})
    index = {name: n for n, name in enumerate(names)}
    single = all(len(r.labels) == 1 for r in inside)
    random.Random(seed).shuffle(inside)
    marks = np.zeros((len(inside), len(names)), np.int8)
    for n, row in enumerate(inside):
        marks[n, [index[label] for label in row.labels]] = 1
    held = max(1, int(len(inside) * HELD))
    pieces = WordPieces((SHIPPED / "pieces.txt").read_text("utf8").split("\n"))
    encoder = read_encoder(onnx.load(str(SHIPPED / "encoder.onnx")))
    model = Tuned(encoder, encoder.norm.weight.shape[0], len(names))
    texts = [r.text for r in inside]
    say(f"{len(inside)} rows of {len(names)} labels to learn, {len(test)} to measure")
    coded = [encode(pieces, [t], [])[0] for t in texts]
    fine_tune(model, coded[held:], marks[held:], single, Allowance(seconds, threads), epochs=14, seed=seed)
    model.eval()
    say("n-grams, without the rows that say how both are joined")
    partial = fit(texts[held:], marks[held:], seed)
    deep_held, wide_held = deep_logits(encoder, model.head, pieces, texts[:held]), partial.logits(texts[:held])
    mix = join_by(deep_held, wide_held, marks[:held].astype(float), single)
    say("n-grams of all rows")
    wide = fit(texts, marks, seed)
    say("measuring")
    logits = joined(mix, deep_logits(encoder, model.head, pieces, [r.text for r in test]), wide.logits([r.text for r in test]))
    report = measured(test, names, logits, single)
    return {**report, "seconds": round(time.monotonic() - started, 1)}


def joined(mix: np.ndarray, deep: np.ndarray, wide: np.ndarray) -> np.ndarray:
    return np.exp(mix[0]) * deep + np.exp(mix[1]) * wide + mix[2]


def join_by(deep: np.ndarray, wide: np.ndarray, marks: np.ndarray, single: bool) -> np.ndarray:
    def loss(mix: np.ndarray) -> float:
        z = joined(mix, deep, wide)
        if single:
            return float((np.logaddexp.reduce(z, axis=1) - (marks * z).sum(1)).mean()) + 1e-3 * mix[2] ** 2
        return float((np.logaddexp(0, z) - marks * z).sum(1).mean())

    return minimize(loss, np.array([0.0, 1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 400}).x


def measured(test: list[Row], names: list[str], logits: np.ndarray, single: bool) -> dict[str, float | None]:
    inside = np.array([OOS not in r.labels for r in test])
    energy = np.logaddexp.reduce(logits, axis=1)
    rows, z = [r for r in test if OOS not in r.labels], logits[inside]
    best = z.argmax(1)
    right = np.array([names[b] in r.labels for r, b in zip(rows, best)])
    shares = np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None]) if single else 1 / (1 + np.exp(-z))
    said = [{names[b]} if single else {names[b]} | {names[n] for n in np.flatnonzero(s >= 0.5)} for b, s in zip(best, shares)]
    hit = sum(len(a & set(r.labels)) for a, r in zip(said, rows))
    return {
        "accuracy": round(float(right.mean()), 4),
        "macroF1": round(float(f1_score([r.labels[0] for r in rows], [names[b] for b in best], average="macro", zero_division=0)), 4),
        "microF1": round(2 * hit / sum(len(a) + len(r.labels) for a, r in zip(said, rows)), 4),
        "exact": round(float(np.mean([a == set(r.labels) for a, r in zip(said, rows)])), 4),
        "oosAuroc": None if inside.all() else round(float(roc_auc_score(inside, energy)), 4),
        "ece": round(expected_calibration_error(shares[np.arange(len(best)), best], right), 4),
    }
