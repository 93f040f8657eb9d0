"""Own intents from ten examples, as worker/intent/custom does it: accuracy over random intents of a labelled set.

`best of all`: the right one among them is named when one must be: by likeness alone, by the regression. `as it ships`: with suggested
thresholds, as POST /v1/intents and understanding do it; a message that none of them takes counts as wrong. `taken`: share of other messages
(of the shop's own authors, of labels that were not drawn) that one of them takes.
"""
import argparse
import csv
import random
from pathlib import Path

import numpy as np
from scipy.sparse import vstack

from kefu_train import public_sets
from kefu_train.artefact import load_artefact
from kefu_train.authored import split_by_author
from kefu_train.config import CONFIGS
from kefu_train.evaluate import EVALUATE_ONLY

SHOTS, MOST_ASKED, SEEDS, OTHERS = 10, 400, 3, 400
# As in worker/intent/custom/custom-intents.ts and ridge.ts.
SHARE, NEAREST, SHARPNESS, SOFTNESS = 0.65, 2, 2.5, 0.05
NEARLY, SURE, SURE_OF_FEW = 0.1, 0.35, 0.3
LOWEST, HIGHEST, MISSED, SLACK = 0.3, 0.75, 0.1, 0.03

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--config", choices=sorted(CONFIGS), default="full")
parser.add_argument("--intents", type=int, default=25)
given = parser.parse_args()
config = CONFIGS[given.config]
artefact = load_artefact(config)


def vectors(texts: list[str]):
    return artefact.embedding(np.array([artefact.run([t], [])[0] for t in texts])), artefact.wide.features(texts)


def across(a, b, clipped: bool = False) -> np.ndarray:
    alike = a[0] @ b[0].T
    return SHARE * (np.maximum(alike, 0) if clipped else alike) + (1 - SHARE) * np.asarray((a[1] @ b[1].T).todense())


def likeness(texts, examples) -> np.ndarray:
    centre = examples[0].mean(0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-9)
    ngrams = np.asarray((texts[1] @ examples[1].T).todense()).mean(1)
    near = np.sort(across(texts, examples, clipped=True), axis=1)[:, -NEAREST:].mean(1)
    return (SHARE * np.maximum(texts[0] @ centre, 0) + (1 - SHARE) * ngrams + near) / 2


def suggested(examples, others: np.ndarray) -> float:
    """`others`: likeness of the examples of intents that were there before."""
    part = lambda rows: (examples[0][rows], examples[1][rows])  # noqa: E731
    own = sorted(float(likeness(part([n]), part([m for m in range(SHOTS) if m != n]))[0]) for n in range(SHOTS))
    low, foreign = own[int(SHOTS * MISSED)], sorted(others, reverse=True)
    high = foreign[int(len(foreign) * MISSED)] if len(foreign) else 0.0
    return min(HIGHEST, max(LOWEST, (high + low) / 2 if high > low else low - SLACK))


def taken(above: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Number of the intent each message is named as, -1 for none."""
    near = np.where(above >= -NEARLY, said, -np.inf)
    first = near.argmax(1)
    enough = np.take_along_axis(said, first[:, None], 1)[:, 0] >= SURE + SURE_OF_FEW / above.shape[1]
    return np.where((above >= 0).any(1) | ((above >= -NEARLY).any(1) & enough), first, -1)


def measure(rows: list[tuple[str, str]], tests: list[tuple[str, str]], shop, rng: random.Random) -> dict[str, float]:
    labels = sorted({label for _, label in rows})
    names = rng.sample(labels, min(given.intents, len(labels)))
    shots = [vectors(rng.sample([t for t, label in rows if label == n], SHOTS)) for n in names]
    asked = [(t, label) for t, label in tests if label in names][:MOST_ASKED]
    other = [t for t, label in tests if label not in names][:OTHERS]
    truth = np.array([names.index(label) for _, label in asked])
    joined = lambda parts: (np.concatenate([e for e, _ in parts]), vstack([g for _, g in parts]).tocsr())  # noqa: E731
    known, thresholds = joined(shots), []
    for place, examples in enumerate(shots):
        thresholds.append(suggested(examples, likeness(joined(shots[:place]), examples) if place else np.zeros(0)))
    kernel = lambda texts: np.exp(SHARPNESS * (across(texts, known) - 1))  # noqa: E731
    learnt = np.linalg.solve(kernel(known) + SOFTNESS * np.eye(len(known[0])), np.eye(len(names))[np.repeat(np.arange(len(names)), SHOTS)])

    def read(texts) -> tuple[np.ndarray, np.ndarray]:
        return np.stack([likeness(texts, examples) for examples in shots], axis=1), kernel(texts) @ learnt

    alike, said = read(vectors([t for t, _ in asked]))
    out = {
        "best of all, likeness": float((alike.argmax(1) == truth).mean()), "best of all, regression": float((said.argmax(1) == truth).mean()),
        "as it ships": float((taken(alike - thresholds, said) == truth).mean()),
    }
    for name, texts in (("taken of the shop's", shop), ("taken of other labels", vectors(other) if other else None)):
        if texts is not None:
            away, told = read(texts)
            out[name] = float((taken(away - thresholds, told) >= 0).mean())
    return out


def smp() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Chinese messages of 31 domains that no step of training has seen."""
    path: Path = EVALUATE_ONLY / "smp2017/Chinese_data.csv"
    rows = [(r[0], r[1]) for r in csv.reader(path.open(encoding="utf8"), delimiter="\t") if len(r) == 2][1:] if path.exists() else []
    random.Random(5).shuffle(rows)
    often = {label for label in {l for _, l in rows} if sum(l == label for _, l in rows) >= 4 * SHOTS}
    rows = [r for r in rows if r[1] in often]
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]


held = split_by_author(config.tuning_authors, config.test_authors).tuning
shop_messages = vectors([r.text for r in random.Random(1).sample(held, min(OTHERS, len(held)))])
for name, (rows, tests) in {
    "clinc150": (public_sets.clinc(), public_sets.clinc("test")), "banking77": (public_sets.banking(), public_sets.banking("test")), "smp2017": smp(),
}.items():
    runs = [measure(rows, tests, shop_messages, random.Random(seed)) for seed in range(SEEDS)] if rows else []
    if runs:
        print(name, {key: round(float(np.mean([r[key] for r in runs])), 3) for key in runs[0]}, flush=True)
