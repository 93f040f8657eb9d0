"""How the two branches become calibrated confidences. Mirrors wasm-models/runtime/combine.ts."""
from dataclasses import asdict, dataclass, field

import numpy as np

from .artefact import Artefact
from .authored import INDEX, INTENTS, Row
from .clauses import HAN, clauses_of

OOS = INDEX["out_of_scope"]
# A clause raises no score beyond this: its logit would have no end.
HIGHEST = 0.9999


@dataclass
class Side:
    """height = slope·(deep·d + wide·w + bias) + offset; intents are chosen by their score, sigmoid(height)."""
    deep: float = 1.0
    wide: float = 1.0
    bias: float = 0.0
    slope: float = 1.0
    offset: float = 0.0


@dataclass
class Combination:
    sides: dict[str, Side] = field(default_factory=dict)
    # A second intent is named from here on: in a message of several clauses, and in one of a single clause.
    second: float = 0.5
    alone: float = 0.5
    # A clause of its own may name one from here on.
    clause: float = 0.7
    # What is said of a chosen intent: sigmoid(height·h + above·(h - highest of those not named) + with context or not).
    sure: dict[str, float] = field(default_factory=lambda: {"height": 1.0, "above": 0.0, "alone": 0.0, "context": 0.0})
    # sigmoid(energy·e + label·logit of out_of_scope + bias), e = log-sum-exp of the other logits
    oos: dict[str, float] = field(default_factory=lambda: {"energy": -1.0, "label": 1.0, "bias": 0.0})

    def as_json(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_json(held: dict) -> "Combination":
        return Combination({k: Side(**v) for k, v in held["sides"].items()}, held["second"], held["alone"], held["clause"], held["sure"], held["oos"])


@dataclass
class Logits:
    """Of one message: deep and wide logits of the whole, and of each clause when there are several."""
    deep: np.ndarray
    wide: np.ndarray
    clauses: list[tuple[np.ndarray, np.ndarray]]


def side_of(row: Row) -> str:
    """By what the text is written in, as the runtime sees it, not by what the row says."""
    lang = "zh" if HAN.search(row.text) else "en"
    return f"{lang}-context" if row.context else lang


def logits_of(artefact: Artefact, rows: list[Row]) -> list[Logits]:
    split = [clauses_of(r.text) for r in rows]
    flat = [r.text for r in rows] + [c for cs in split if len(cs) > 1 for c in cs]
    wide, at, out = artefact.wide.logits(flat), len(rows), []
    for number, (row, clauses) in enumerate(zip(rows, split)):
        whole, parts = artefact.run(clauses, row.context)
        own = []
        if len(clauses) > 1:
            own = [(artefact.deep_logits(p), wide[at + n]) for n, p in enumerate(parts)]
            at += len(clauses)
        out.append(Logits(artefact.deep_logits(whole), wide[number], own))
    return out


def joined(side: Side, deep: np.ndarray, wide: np.ndarray) -> np.ndarray:
    return side.deep * deep + side.wide * wide + side.bias


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def heights(side: Side, deep: np.ndarray, wide: np.ndarray) -> np.ndarray:
    return side.slope * joined(side, deep, wide) + side.offset


def height_of(score: float) -> float:
    return float(np.log(score / (1 - score)))


TALK_LABELS = np.array([n in ("greeting", "thanks_goodbye", "acknowledge", "provide_info", "out_of_scope") for n in INTENTS])


@dataclass
class Named:
    name: str
    height: float
    # Over the highest of those that are not named.
    above: float


def chosen(combination: Combination, row: Row, logits: Logits) -> list[Named]:
    """Named intents, highest first. Politeness and bare data beside a want are not named."""
    side = combination.sides[side_of(row)]
    own = heights(side, logits.deep, logits.wide)
    whole, lifted = sigmoid(own), own.copy()
    picked = {int(own.argmax())} | {int(n) for n in np.flatnonzero(whole >= (combination.second if logits.clauses else combination.alone))}
    for deep, wide in logits.clauses:
        part = sigmoid(heights(side, deep, wide))
        best = int(part.argmax())
        # A clause may raise what the whole half-saw; alone it needs more.
        if part[best] >= combination.clause and whole[best] >= combination.second / 3 and not TALK_LABELS[best]:
            lifted[best] = max(lifted[best], height_of(min(part[best], 0.5 * (part[best] + whole[best]) + 0.1, HIGHEST)))
            picked.add(best)
    wants = {n for n in picked if not TALK_LABELS[n]}
    if wants and len(picked) > len(wants):
        best = int(own.argmax())
        picked = wants if best in wants else {best}
    ranked = sorted(picked, key=lambda n: -lifted[n])[:4]
    rest = np.delete(own, ranked).max()
    return [Named(INTENTS[n], float(lifted[n]), float(lifted[n] - rest)) for n in ranked]


def decide(combination: Combination, row: Row, logits: Logits) -> list[tuple[str, float]]:
    """Named intents with what is said of them."""
    sure = combination.sure
    apart = sure["context"] if row.context else sure["alone"]
    said = lambda one: float(sigmoid(np.array(sure["height"] * one.height + sure["above"] * one.above + apart)))  # noqa: E731
    return [(one.name, said(one)) for one in chosen(combination, row, logits)]


def out_of_scope(combination: Combination, row: Row, logits: Logits) -> float:
    z = joined(combination.sides[side_of(row)], logits.deep, logits.wide)
    inside = np.delete(z, OOS)
    energy = float(np.log(np.exp(inside - inside.max()).sum()) + inside.max())
    return float(sigmoid(np.array(combination.oos["energy"] * energy + combination.oos["label"] * z[OOS] + combination.oos["bias"])))
