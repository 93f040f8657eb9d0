"""Stage 7: on the int8 artefact and `tuning_rows` only: how branches join, temperatures per language, thresholds, energy of out of scope."""
import json

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from . import public_sets
from .artefact import load_artefact
from .authored import INDEX, INTENTS, Row, split_by_author
from .combine import OOS, Combination, Logits, Side, chosen, decide, joined, logits_of, side_of
from .config import Config
from .train_wide import load_wide

# Of the turns of logs one in twenty has two wants: what a second name costs the others weighs so much more.
PLAIN_WEIGHT = 9
# Fewer rows with context than this have no constant of their own.
LEAST_WITH_CONTEXT = 100


def tuning_rows(config: Config) -> list[Row]:
    """The tuning authors and dialogues, every other held-back dialogue, and out-of-scope text from public sets that training did not draw."""
    split = split_by_author(config.tuning_authors, config.test_authors)
    rows = (split.tuning or split.train[::20])[: config.most_measured * 4]
    rows = rows + split.tuning_dialogues + split.test_dialogues[::2]
    rows += [Row(t, "en", ["out_of_scope"], "oos") for t, _ in public_sets.clinc("oos_val")]
    rows += [Row(t, "zh", ["out_of_scope"], "oos") for t in public_sets.chinese_talk()[5::60]]
    return rows


def calibrate(config: Config) -> None:
    path = config.work / "combination.json"
    (config.work / "shift.json").unlink(missing_ok=True)
    rows = tuning_rows(config)
    logits = logits_of(load_artefact(config), rows)
    shift = fit_shift(rows, logits)
    (config.work / "shift.json").write_text(json.dumps(shift))
    for own in logits:
        for wide in (own.wide, *(part for _, part in own.clauses)):
            wide[OOS] += shift
    combination = Combination({name: Side() for name in ("zh", "en", "zh-context", "en-context")})
    for name in combination.sides:
        own = [n for n, r in enumerate(rows) if side_of(r) == name or (name.endswith("context") and r.context)]
        if len(own) >= 20:
            combination.sides[name] = fit_side([rows[n] for n in own], [logits[n] for n in own])
        elif name.endswith("context"):
            combination.sides[name] = combination.sides[name.split("-")[0]]
    combination.oos = fit_out_of_scope(combination, rows, logits)
    fit_thresholds(combination, rows, logits)
    combination.sure = fit_sure(combination, rows, logits)
    (config.work / "small.json").write_text(json.dumps(fit_small(config, rows)))
    path.write_text(json.dumps(combination.as_json(), indent=1))
    print(json.dumps(combination.as_json()))


def fit_small(config: Config, rows: list[Row]) -> dict[str, float]:
    """Temperature of the table inside the bundle: confidence = sigmoid(slope·logit + offset) of its first two."""
    z, marks = load_wide(config, "small").logits([r.text for r in rows]), _truth(rows)
    order = np.argsort(-z, axis=1)[:, :2]
    platt = LogisticRegression(C=1e3).fit(np.take_along_axis(z, order, 1).ravel()[:, None], np.take_along_axis(marks, order, 1).ravel())
    return {"slope": float(platt.coef_[0][0]), "offset": float(platt.intercept_[0])}


def _truth(rows: list[Row]) -> np.ndarray:
    marks = np.zeros((len(rows), len(INTENTS)))
    for n, row in enumerate(rows):
        marks[n, [INDEX[i] for i in row.intents]] = 1
    return marks


def fit_shift(rows: list[Row], logits: list[Logits]) -> float:
    """Training sees far more small talk than a shop does: how much the wide logit of out_of_scope must give way, by accuracy of the first."""
    deep, wide, marks = np.array([l.deep for l in logits]), np.array([l.wide for l in logits]), _truth(rows)
    side = fit_side(rows, logits)

    def right(shift: float) -> float:
        z = joined(side, deep, wide)
        z[:, OOS] += side.wide * shift
        return float(marks[np.arange(len(z)), z.argmax(1)].mean())

    return max((float(s) for s in np.arange(-0.6, 0.05, 0.05)), key=lambda s: right(s) - 1e-4 * abs(s))


def fit_side(rows: list[Row], logits: list[Logits]) -> Side:
    deep, wide, marks = np.array([l.deep for l in logits]), np.array([l.wide for l in logits]), _truth(rows)

    def loss(x: np.ndarray) -> float:
        z = np.exp(x[0]) * deep + np.exp(x[1]) * wide + x[2]
        # Cross-entropy over labels and over the ranking of the first.
        binary = np.logaddexp(0, z).sum(1) - (marks * z).sum(1)
        ranked = np.logaddexp.reduce(z, axis=1) - (marks * z).sum(1) / marks.sum(1)
        return float((binary + ranked).mean())

    best = minimize(loss, np.array([-0.3, 0.3, 0.0]), method="Nelder-Mead", options={"maxiter": 300}).x
    side = Side(float(np.exp(best[0])), float(np.exp(best[1])), float(best[2]))
    z = joined(side, deep, wide)
    # What is shown is the first and sometimes the second: their confidence must be right.
    order = np.argsort(-z, axis=1)[:, :2]
    scores = np.take_along_axis(z, order, 1).ravel()
    right = np.take_along_axis(marks, order, 1).ravel()
    platt = LogisticRegression(C=1e3).fit(scores[:, None], right)
    side.slope, side.offset = float(max(platt.coef_[0][0], 0.1)), float(platt.intercept_[0])
    return side


def fit_sure(combination: Combination, rows: list[Row], logits: list[Logits]) -> dict[str, float]:
    """How often the first intent is right, by its height and how far it stands over what is not named: three numbers for all languages, and one more with context."""
    firsts = [chosen(combination, r, l)[0] for r, l in zip(rows, logits)]
    context = np.array([bool(r.context) for r in rows])
    own = context if context.sum() >= LEAST_WITH_CONTEXT else np.zeros(len(rows), bool)
    features = np.array([[f.height, f.above, c] for f, c in zip(firsts, own)])
    model = LogisticRegression(C=10).fit(features, [f.name in r.intents for f, r in zip(firsts, rows)])
    height, above, apart = (float(c) for c in model.coef_[0])
    alone = float(model.intercept_[0])
    return {"height": height, "above": above, "alone": alone, "context": alone + apart}


def fit_out_of_scope(combination: Combination, rows: list[Row], logits: list[Logits]) -> dict[str, float]:
    features, marks = [], []
    for row, own in zip(rows, logits):
        z = joined(combination.sides[side_of(row)], own.deep, own.wide)
        inside = np.delete(z, OOS)
        features.append([np.logaddexp.reduce(inside), z[OOS]])
        marks.append("out_of_scope" in row.intents)
    model = LogisticRegression(C=1e3, class_weight=None).fit(np.array(features), marks)
    return {"energy": float(model.coef_[0][0]), "label": float(model.coef_[0][1]), "bias": float(model.intercept_[0])}


def micro_f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    hit = sum(len(a & b) for a, b in pairs)
    return 2 * hit / max(1, sum(len(a) + len(b) for a, b in pairs))


def fit_thresholds(combination: Combination, rows: list[Row], logits: list[Logits]) -> None:
    """First what a second intent of a single clause needs, then the pair that serves single and compound messages alike."""
    plain_rows = [(r, l) for r, l in zip(rows, logits) if not l.clauses]

    def alone(threshold: float) -> float:
        combination.alone = threshold
        return micro_f1([(set(r.intents), {n for n, _ in decide(combination, r, l)}) for r, l in plain_rows])

    combination.alone = max((float(t) for t in np.arange(0.3, 0.96, 0.05)), key=alone)
    best = (-1.0, 0.5, 0.7)
    for second in np.arange(0.2, 0.66, 0.05):
        for clause in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1):
            combination.second, combination.clause = float(second), float(clause)
            pairs = [(set(r.intents), {n for n, _ in decide(combination, r, l)}, r.kind) for r, l in zip(rows, logits)]
            plain = micro_f1([(a, b) for a, b, k in pairs if k != "compound"])
            compound = [(a, b) for a, b, k in pairs if k == "compound"]
            score = PLAIN_WEIGHT * plain + (micro_f1(compound) + np.mean([a == b for a, b in compound])) / 2 if compound else plain
            best = max(best, (float(score), float(second), float(clause)))
    _, combination.second, combination.clause = best
