"""Stage 4: the wide branch: one-vs-rest linear models over hashed n-grams, the strongest features kept, weights int8. Also the linear model of the gate."""
import random
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.svm import LinearSVC

from . import public_sets
from .augment import Examples
from .authored import INDEX, INTENTS, split_by_author
from .config import Config
from .text import ngram_hashes, normalise

# Share of joined and noisy rows among those the branch learns from.
AUGMENTED = 0.55
REGULARISATION = 0.35
LEAST_DOCUMENTS = 2
# Tolerance of the solver where features are only ranked, and where the weights stay.
ROUGH, EXACT = 3e-2, 1e-3


def counted(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """row pointer, sorted hashes and counts of every text."""
    pointer, keys, counts = [0], [], []
    for text in texts:
        own, times = np.unique(ngram_hashes(normalise(text)), return_counts=True)
        keys.append(own), counts.append(times)
        pointer.append(pointer[-1] + len(own))
    return np.array(pointer), np.concatenate(keys), np.concatenate(counts).astype(np.float32)


@dataclass
class Wide:
    """keys [K] sorted; idf [K]; weights int8 [K, L] with a scale per label; bias [L]."""
    keys: np.ndarray
    idf: np.ndarray
    weights: np.ndarray
    scale: np.ndarray
    bias: np.ndarray

    def features(self, texts: list[str]) -> csr_matrix:
        pointer, keys, counts = counted(texts)
        return _matrix(pointer, keys, counts, self.keys, self.idf)

    def logits(self, texts: list[str]) -> np.ndarray:
        return np.asarray(self.features(texts) @ (self.weights.astype(np.float32) * self.scale)) + self.bias


def _matrix(pointer, keys, counts, known, idf) -> csr_matrix:
    """(1 + ln count)·idf, each row of length 1 over the features that are known."""
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = known[at] == keys
    kept = np.concatenate([[0], np.cumsum(hit)])[pointer]
    x = csr_matrix(((1 + np.log(counts[hit])) * idf[at[hit]], at[hit], kept), shape=(len(pointer) - 1, len(known)), dtype=np.float32)
    norms = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    return diags(1 / np.maximum(norms, 1e-9)).astype(np.float32) @ x


def fit(texts: list[str], marks: np.ndarray, kept: int, seed: int) -> Wide:
    """marks [N, L] of 0/1. Two passes: all features, then again on the strongest."""
    pointer, keys, counts = counted(texts)
    known, documents = np.unique(keys, return_counts=True)
    often = documents >= LEAST_DOCUMENTS
    known, documents = known[often], documents[often]
    idf = (np.log((1 + len(texts)) / (1 + documents)) + 1).astype(np.float32)
    if len(known) > kept:
        weights, _ = _one_vs_rest(_matrix(pointer, keys, counts, known, idf), marks, seed, ROUGH)
        # A feature counts by what it moves: its weight times how often it is seen.
        strength = np.sqrt((weights**2).sum(1)) * idf * np.log1p(documents)
        best = np.sort(np.argpartition(-strength, kept)[:kept])
        known, idf = known[best], idf[best]
    weights, bias = _one_vs_rest(_matrix(pointer, keys, counts, known, idf), marks, seed)
    scale = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    return Wide(known.astype(np.uint32), idf, np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias.astype(np.float32))


def _one_vs_rest(x: csr_matrix, marks: np.ndarray, seed: int, tolerance: float = EXACT) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = np.zeros((x.shape[1], marks.shape[1]), np.float32), np.full(marks.shape[1], -1.0, np.float32)
    for label in range(marks.shape[1]):
        if 0 < marks[:, label].sum() < len(marks):
            model = LinearSVC(C=REGULARISATION, tol=tolerance, random_state=seed).fit(x, marks[:, label])
            weights[:, label], bias[label] = model.coef_[0], model.intercept_[0]
    return weights, bias


def smaller(wide: Wide, texts: list[str], marks: np.ndarray, kept: int, seed: int) -> Wide:
    """The strongest features of a wide branch with weights learnt anew: what understands when no model file can be read."""
    documents = (1 + len(texts)) / np.exp(wide.idf - 1) - 1
    strength = np.sqrt(((wide.weights * wide.scale) ** 2).sum(1)) * wide.idf * np.log1p(np.maximum(documents, 0))
    best = np.sort(np.argpartition(-strength, kept)[:kept])
    known, idf = wide.keys[best], wide.idf[best]
    pointer, keys, counts = counted(texts)
    weights, bias = _one_vs_rest(_matrix(pointer, keys, counts, known, idf), marks, seed)
    scale = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    return Wide(known, idf, np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias.astype(np.float32))


def marks_of(names: list[list[str]]) -> np.ndarray:
    marks = np.zeros((len(names), len(INTENTS)), np.int8)
    for row, own in enumerate(names):
        marks[row, [INDEX[n] for n in own]] = 1
    return marks


def training_texts(config: Config) -> tuple[list[str], list[list[str]]]:
    """Every row once, then joined, dressed and noisy ones until there are enough."""
    split = split_by_author(config.tuning_authors, config.test_authors)
    rng = random.Random(config.seed + 1)
    mapped = public_sets.mapped_rows(random.Random(config.seed))
    rows = split.train + mapped
    rows = rows if len(rows) <= config.wide_rows else rng.sample(rows, config.wide_rows)
    texts, names = [r.text for r in rows], [r.intents for r in rows]
    for group in split.parallel:
        for text in group["zh"] + group["en"]:
            texts.append(text), names.append(group["intents"])
    examples = Examples(split.train, mapped, [], rng)
    most = min(config.wide_rows, int(len(rows) / (1 - AUGMENTED)))
    while len(texts) < most:
        example = examples.draw()
        texts.append(example.text), names.append(example.intents)
    return texts, names


def train_wide(config: Config) -> None:
    path = config.work / "wide.npz"
    if path.exists():
        return
    texts, names = training_texts(config)
    wide = fit(texts, marks_of(names), config.wide_kept, config.seed)
    np.savez(path, keys=wide.keys, idf=wide.idf, weights=wide.weights, scale=wide.scale, bias=wide.bias)
    small = smaller(wide, texts, marks_of(names), config.small_kept, config.seed)
    np.savez(config.work / "small.npz", keys=small.keys, idf=small.idf, weights=small.weights, scale=small.scale, bias=small.bias)
    print(f"wide branch: {len(wide.keys)} features, {wide.weights.nbytes / 1e6:.2f} MB, from {len(texts)} rows")


def load_wide(config: Config, name: str = "wide") -> Wide:
    return Wide(**np.load(config.work / f"{name}.npz"))
