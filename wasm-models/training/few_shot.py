"""Own intents from ten examples, as worker/intent/custom does it: accuracy over random intents of a labelled set, by likeness alone, by ridge regression, by both."""
import argparse
import csv
import random
from pathlib import Path

import numpy as np

from kefu_train import public_sets
from kefu_train.artefact import load_artefact
from kefu_train.config import CONFIGS
from kefu_train.evaluate import EVALUATE_ONLY

SHOTS, NEAREST, MOST_ASKED, SEEDS = 10, 2, 400, 3

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--config", choices=sorted(CONFIGS), default="full")
parser.add_argument("--intents", type=int, default=25)
given = parser.parse_args()
artefact = load_artefact(CONFIGS[given.config])


def vectors(texts: list[str]):
    return artefact.embedding(np.array([artefact.run([t], [])[0] for t in texts])), artefact.wide.features(texts)


def measure(rows: list[tuple[str, str]], tests: list[tuple[str, str]], rng: random.Random) -> dict[str, float]:
    labels = sorted({label for _, label in rows})
    names = rng.sample(labels, min(given.intents, len(labels)))
    shots = {n: rng.sample([t for t, label in rows if label == n], SHOTS) for n in names}
    asked = [(t, label) for t, label in tests if label in shots][:MOST_ASKED]
    known = [t for n in names for t in shots[n]]
    (e1, g1), (e2, g2) = vectors(known), vectors([t for t, _ in asked])
    truth = np.array([names.index(label) for _, label in asked])
    own = np.repeat(np.arange(len(names)), SHOTS)
    centres = np.array([e1[own == k].mean(0) for k in range(len(names))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    g12, g11 = np.asarray((g2 @ g1.T).todense()), np.asarray((g1 @ g1.T).todense())
    out = {}
    for share in (0.35, 0.5, 0.65, 0.8, 1.0):
        joint = share * np.maximum(e2 @ e1.T, 0) + (1 - share) * g12
        each = joint.reshape(len(asked), len(names), SHOTS)
        near = np.sort(each, axis=2)[:, :, -NEAREST:].mean(2)
        middle = share * np.maximum(e2 @ centres.T, 0) + (1 - share) * g12.reshape(each.shape).mean(2)
        like = (near + middle) / 2
        out[f"like {share}"] = float((like.argmax(1) == truth).mean())
        kernel, across = share * (e1 @ e1.T) + (1 - share) * g11, share * (e2 @ e1.T) + (1 - share) * g12
        for softness in (0.03, 0.1, 0.3):
            ridge = across @ np.linalg.solve(kernel + softness * np.eye(len(known)), np.eye(len(names))[own])
            out[f"ridge {share} {softness}"] = float((ridge.argmax(1) == truth).mean())
            out[f"both {share} {softness}"] = float(((like + ridge).argmax(1) == truth).mean())
    return out


def smp() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Chinese messages of 31 domains that no step of training has seen."""
    path: Path = EVALUATE_ONLY / "smp2017/Chinese_data.csv"
    rows = [(r[0], r[1]) for r in csv.reader(path.open(encoding="utf8"), delimiter="\t") if len(r) == 2][1:] if path.exists() else []
    random.Random(5).shuffle(rows)
    often = {label for label in {l for _, l in rows} if sum(l == label for _, l in rows) >= 4 * SHOTS}
    rows = [r for r in rows if r[1] in often]
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]


for name, (rows, tests) in {
    "clinc150": (public_sets.clinc(), public_sets.clinc("test")), "banking77": (public_sets.banking(), public_sets.banking("test")), "smp2017": smp(),
}.items():
    runs = [measure(rows, tests, random.Random(seed)) for seed in range(SEEDS)] if rows else []
    if runs:
        print(name, {key: round(float(np.mean([r[key] for r in runs])), 3) for key in runs[0]}, flush=True)
