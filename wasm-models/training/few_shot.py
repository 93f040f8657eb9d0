"""Own intents from ten examples, as worker/intent/custom does it: accuracy over random intents of a public set, for several shares of the embedding."""
import argparse
import random

import numpy as np

from kefu_train import public_sets
from kefu_train.artefact import load_artefact
from kefu_train.config import CONFIGS

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--config", choices=sorted(CONFIGS), default="full")
parser.add_argument("--intents", type=int, default=25)
given = parser.parse_args()
config = CONFIGS[given.config]
artefact = load_artefact(config)


def vectors(texts: list[str]) -> tuple[np.ndarray, np.ndarray, object]:
    pooled = np.array([artefact.run([t], [])[0] for t in texts])
    flat = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    return artefact.embedding(pooled), flat, artefact.wide.features(texts)


def measure(rows: list[tuple[str, str]], tests: list[tuple[str, str]], rng: random.Random) -> dict[str, float]:
    names = rng.sample(sorted({label for _, label in rows}), given.intents)
    shots = {n: rng.sample([t for t, label in rows if label == n], 10) for n in names}
    asked = [(t, label) for t, label in tests if label in shots][:400]
    known = [t for n in names for t in shots[n]]
    (e1, p1, g1), (e2, p2, g2) = vectors(known), vectors([t for t, _ in asked])
    ngrams = np.asarray((g2 @ g1.T).todense())
    out = {}
    for label, dense in (("embedding", np.maximum(e2 @ e1.T, 0)), ("pooled", np.maximum(p2 @ p1.T, 0))):
        a = e1 if label == "embedding" else p1
        b = e2 if label == "embedding" else p2
        centres = np.array([a[k : k + 10].mean(0) for k in range(0, len(known), 10)])
        to_centre = np.maximum(b @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T, 0)
        for share in (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0):
            each = (share * dense + (1 - share) * ngrams).reshape(len(asked), len(names), 10)
            near = np.sort(each, axis=2)[:, :, -2:].mean(2)
            middle = share * to_centre + (1 - share) * ngrams.reshape(len(asked), len(names), 10).mean(2)
            best = ((near + middle) / 2).argmax(1)
            out[f"{label} {share}"] = float(np.mean([names[k] == label_ for k, (_, label_) in zip(best, asked)]))
    return out


for name, rows, tests in (("clinc150", public_sets.clinc(), public_sets.clinc("test")), ("banking77", public_sets.banking(), public_sets.banking("test"))):
    runs = [measure(rows, tests, random.Random(seed)) for seed in range(3)]
    print(name, {key: round(float(np.mean([r[key] for r in runs])), 3) for key in runs[0]})
