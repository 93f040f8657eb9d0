"""Stage 5: the wide branch: one-vs-rest linear models over hashed n-grams, the strongest features kept, weights in four bits. Also the linear model of the gate."""
import random
from dataclasses import dataclass
from pathlib import Path

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
TOLERANCE = 1e-3
# Weights that ship are whole numbers from -7 to 7 with a scale per feature; the scale is the best of these shares of the largest weight.
MOST_STEPS, SHARES = 7, (1.0, 0.85, 0.7, 0.55)
# Scales and idf ship as 16-bit parts of the largest.
PARTS = 65_535


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
    """keys [K] sorted; idf [K]; weights int8 [K, L] with a scale per label, and where they have but four bits one per feature; bias [L]."""
    keys: np.ndarray
    idf: np.ndarray
    weights: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    rows: np.ndarray | None = None

    def features(self, texts: list[str]) -> csr_matrix:
        pointer, keys, counts = counted(texts)
        return _matrix(pointer, keys, counts, self.keys, self.idf)

    def logits(self, texts: list[str]) -> np.ndarray:
        return np.asarray(self.features(texts) @ self.exact()) + self.bias

    def exact(self) -> np.ndarray:
        weights = self.weights.astype(np.float32) * self.scale
        return weights if self.rows is None else weights * self.rows[:, None]

    def strongest(self, texts: int, kept: int) -> np.ndarray:
        """Places of the features that move most: weight times how often it is seen."""
        documents = (1 + texts) / np.exp(self.idf - 1) - 1
        strength = np.sqrt((self.exact() ** 2).sum(1)) * self.idf * np.log1p(np.maximum(documents, 0))
        return np.sort(np.argpartition(-strength, kept)[:kept]) if kept < len(self.keys) else np.arange(len(self.keys))

    def saved(self, path: Path) -> None:
        np.savez(path, **{name: value for name, value in vars(self).items() if value is not None})


def _matrix(pointer, keys, counts, known, idf) -> csr_matrix:
    """(1 + ln count)·idf, each row of length 1 over the features that are known."""
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = known[at] == keys
    kept = np.concatenate([[0], np.cumsum(hit)])[pointer]
    x = csr_matrix(((1 + np.log(counts[hit])) * idf[at[hit]], at[hit], kept), shape=(len(pointer) - 1, len(known)), dtype=np.float32)
    norms = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    return diags(1 / np.maximum(norms, 1e-9)).astype(np.float32) @ x


def fit(texts: list[str], marks: np.ndarray, seed: int) -> Wide:
    """marks [N, L] of 0/1. Every feature that is in two texts."""
    pointer, keys, counts = counted(texts)
    known, documents = np.unique(keys, return_counts=True)
    often = documents >= LEAST_DOCUMENTS
    idf = (np.log((1 + len(texts)) / (1 + documents[often])) + 1).astype(np.float32)
    return _fitted(_matrix(pointer, keys, counts, known[often], idf), marks, known[often], idf, seed)


def smaller(wide: Wide, texts: list[str], marks: np.ndarray, kept: int, seed: int) -> Wide:
    """The strongest features of a wide branch with weights learnt anew."""
    best = wide.strongest(len(texts), kept)
    return _fitted(_matrix(*counted(texts), wide.keys[best], wide.idf[best]), marks, wide.keys[best], wide.idf[best], seed)


def _fitted(x: csr_matrix, marks: np.ndarray, known: np.ndarray, idf: np.ndarray, seed: int) -> Wide:
    weights, bias = _one_vs_rest(x, marks, seed)
    scale = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    return Wide(known.astype(np.uint32), idf, np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias.astype(np.float32))


def _one_vs_rest(x: csr_matrix, marks: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = np.zeros((x.shape[1], marks.shape[1]), np.float32), np.full(marks.shape[1], -1.0, np.float32)
    for label in range(marks.shape[1]):
        if 0 < marks[:, label].sum() < len(marks):
            model = LinearSVC(C=REGULARISATION, tol=TOLERANCE, random_state=seed).fit(x, marks[:, label])
            weights[:, label], bias[label] = model.coef_[0], model.intercept_[0]
    return weights, bias


def four_bits(wide: Wide) -> Wide:
    """Half the size; on 2 000 messages of the tuning authors it changed top-1 by less than half a point."""
    exact = wide.exact()
    largest, least = np.abs(exact).max(1), np.full(len(exact), np.inf)
    rows, weights = np.zeros(len(exact), np.float32), np.zeros(exact.shape, np.int8)
    for share in SHARES:
        tried = in_parts(np.maximum(largest * share / MOST_STEPS, 1e-7))
        whole = np.clip(np.round(exact / np.maximum(tried, 1e-7)[:, None]), -MOST_STEPS, MOST_STEPS)
        apart = ((exact - whole * tried[:, None]) ** 2).sum(1)
        better = apart < least
        least[better], rows[better], weights[better] = apart[better], tried[better], whole[better]
    return Wide(wide.keys, in_parts(wide.idf), weights, np.ones(exact.shape[1], np.float32), wide.bias, rows)


def in_parts(values: np.ndarray) -> np.ndarray:
    """As they are once kept in 16 bits."""
    codes, step = parts_of(values)
    return codes * step


def parts_of(values: np.ndarray) -> tuple[np.ndarray, np.float32]:
    step = np.float32(values.max() / PARTS)
    return np.round(values / step).astype(np.uint16), step


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


def linear_model(config: Config) -> Wide:
    """On every feature: the model of the gate, and what the wide branch is chosen from."""
    path = config.work / "linear.npz"
    if not path.exists():
        texts, names = training_texts(config)
        fit(texts, marks_of(names), config.seed).saved(path)
    return Wide(**np.load(path))


def train_wide(config: Config) -> None:
    path = config.work / "wide.npz"
    if path.exists():
        return
    linear = linear_model(config)
    texts, names = training_texts(config)
    wide = smaller(linear, texts, marks_of(names), config.wide_kept, config.seed)
    smaller(wide, texts, marks_of(names), config.small_kept, config.seed).saved(config.work / "small.npz")
    four_bits(wide).saved(path)
    print(f"wide branch: {len(wide.keys)} features, from {len(texts)} rows")


def load_wide(config: Config, name: str = "wide") -> Wide:
    return Wide(**np.load(config.work / f"{name}.npz"))
