"""Stage 8: the figures of the model card that figures.json holds, measured on the int8 artefact, beside the linear model trained on the same rows."""
import csv
import json
from itertools import combinations

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from . import public_sets
from .artefact import Artefact, load_artefact
from .authored import INDEX, INTENTS, Family, Row, load_families, split_by_author
from .combine import Combination, decide, logits_of, out_of_scope
from .config import PUBLIC, Config
from .calibrate import micro_f1
from .plots import confusion_svg, reliability_svg
from .train_wide import Wide, linear_model

READY = 0.92
BINS = 10
EVALUATE_ONLY = PUBLIC.parent / "evaluate"


def sets_of(config: Config) -> dict[str, list[Row]]:
    split = split_by_author(config.tuning_authors, config.test_authors)
    rows = split.test or split.train[::15]
    sets = {}
    for lang in ("zh", "en"):
        sets[f"messages {lang}"] = [r for r in rows if r.lang == lang and r.kind == "single"]
        sets[f"turns {lang}"] = [r for r in rows if r.lang == lang and r.kind == "turn"]
        sets[f"near misses {lang}"] = [r for r in rows if r.lang == lang and r.kind == "near"]
    sets["compound"] = [r for r in rows if r.kind == "compound"]
    sets["dialogues"] = split.test_dialogues[1::2]
    return {name: own[: config.most_measured] for name, own in sets.items() if own}


def measure(rows: list[Row], said: list[list[tuple[str, float]]]) -> dict[str, float]:
    pairs = [(set(r.intents), {n for n, _ in s}) for r, s in zip(rows, said)]
    top = [s[0] for s in said]
    right = np.array([t[0] in r.intents for r, t in zip(rows, top)])
    sure = np.array([t[1] for t in top])
    first = [r.intents[0] for r in rows]
    used = sorted(set(first))
    shown = sure >= READY
    return {
        "rows": len(rows),
        "top1": float(right.mean()),
        "macroF1": float(f1_score(first, [t[0] for t in top], labels=used, average="macro", zero_division=0)),
        "microF1": micro_f1(pairs),
        "exact": float(np.mean([a == b for a, b in pairs])),
        "ece": expected_calibration_error(sure, right),
        "shown": float(shown.mean()),
        "shownRight": float(right[shown].mean()) if shown.any() else float("nan"),
    }


def expected_calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    return float(sum(abs(b["confidence"] - b["right"]) * b["rows"] for b in reliability(sure, right)) / max(1, len(sure)))


def reliability(sure: np.ndarray, right: np.ndarray) -> list[dict[str, float]]:
    at = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        {"from": n / BINS, "rows": int((at == n).sum()), "confidence": float(sure[at == n].mean()), "right": float(right[at == n].mean())}
        for n in range(BINS)
        if (at == n).any()
    ]


def linear_said(wide: Wide, rows: list[Row]) -> list[list[tuple[str, float]]]:
    """The gate's linear model names the best label and all others above zero."""
    logits = wide.logits([r.text for r in rows])
    said = []
    for z in logits:
        chosen = {int(z.argmax())} | {int(n) for n in np.flatnonzero(z > 0)}
        said.append([(INTENTS[n], float(1 / (1 + np.exp(-2 * z[n])))) for n in sorted(chosen, key=lambda n: -z[n])])
    return said


def evaluate(config: Config) -> None:
    artefact = load_artefact(config)
    combination = Combination.from_json(json.loads((config.work / "combination.json").read_text()))
    linear = linear_model(config)
    report: dict = {"sets": {}}
    all_rows: list[Row] = []
    all_said: list[list[tuple[str, float]]] = []
    for name, rows in sets_of(config).items():
        logits = logits_of(artefact, rows)
        said = [decide(combination, r, l) for r, l in zip(rows, logits)]
        report["sets"][name] = {
            "model": measure(rows, said),
            "linear": measure(rows, linear_said(linear, rows)),
            "deep top1": _top1(rows, [l.deep for l in logits]),
            "wide top1": _top1(rows, [l.wide for l in logits]),
        }
        all_rows += rows
        all_said += said
    sure = np.array([s[0][1] for s in all_said])
    right = np.array([s[0][0] in r.intents for r, s in zip(all_rows, all_said)])
    report["reliability"] = reliability(sure, right)
    report["confusion"] = confused(all_rows, all_said)
    report["outOfScope"] = scope(artefact, combination, sets_of(config))
    report["retrieval"] = retrieval(artefact, split_by_author(config.tuning_authors, config.test_authors).test_parallel)
    report["paraphrase"] = paraphrase(artefact)
    report["alike"] = alike(artefact, load_families()[1])
    (config.work / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
    (config.work / "reliability.svg").write_text(reliability_svg(report["reliability"]))
    (config.work / "confusion.svg").write_text(confusion_svg(matrix(all_rows, all_said)))
    for name, own in report["sets"].items():
        model, base = own["model"], own["linear"]
        print(f"{name:16} n {model['rows']:5} top1 {model['top1']:.3f} (linear {base['top1']:.3f}, deep {own['deep top1']:.3f}, wide {own['wide top1']:.3f})"
              f" macroF1 {model['macroF1']:.3f} microF1 {model['microF1']:.3f} ({base['microF1']:.3f}) exact {model['exact']:.3f} ({base['exact']:.3f})"
              f" ece {model['ece']:.3f} shown {model['shown']:.2f} right {model['shownRight']:.3f}")
    print({k: report[k] for k in ("outOfScope", "retrieval", "paraphrase", "alike")})


def _top1(rows: list[Row], logits: list[np.ndarray]) -> float:
    return float(np.mean([INTENTS[int(z.argmax())] in r.intents for r, z in zip(rows, logits)]))


def matrix(rows: list[Row], said: list[list[tuple[str, float]]]) -> np.ndarray:
    """[meant first, named first]; a row whose first named intent is any of its own counts as right."""
    counts = np.zeros((len(INTENTS), len(INTENTS)), int)
    for row, own in zip(rows, said):
        meant = own[0][0] if own[0][0] in row.intents else row.intents[0]
        counts[INDEX[meant], INDEX[own[0][0]]] += 1
    return counts


def confused(rows: list[Row], said: list[list[tuple[str, float]]]) -> list[dict]:
    counts: dict[tuple[str, str], int] = {}
    for row, own in zip(rows, said):
        if own[0][0] not in row.intents:
            pair = (row.intents[0], own[0][0])
            counts[pair] = counts.get(pair, 0) + 1
    return [{"is": a, "said": b, "rows": n} for (a, b), n in sorted(counts.items(), key=lambda kv: -kv[1])[:20]]


def scope(artefact: Artefact, combination: Combination, sets: dict[str, list[Row]]) -> dict[str, float]:
    """AUROC of out of scope: held-back authors against each other, and against public small talk no step has seen."""
    rows = [r for name, own in sets.items() if name.startswith(("messages", "turns")) for r in own]
    foreign = [Row(t, "en", ["out_of_scope"]) for t, _ in public_sets.clinc("oos_test")[:500]] + [
        Row(t, "zh", ["out_of_scope"]) for t in public_sets.chinese_talk()[7::40]
    ]
    scores = [out_of_scope(combination, r, l) for r, l in zip(rows + foreign, logits_of(artefact, rows + foreign))]
    marks = ["out_of_scope" in r.intents for r in rows]
    out = {"authored": float(roc_auc_score(marks, scores[: len(rows)]))} if any(marks) else {}
    if foreign:
        inside = [s for s, m in zip(scores, marks) if not m]
        out["public"] = float(roc_auc_score([0] * len(inside) + [1] * len(foreign), inside + scores[len(rows) :]))
    return out


def vectors(artefact: Artefact, texts: list[str]) -> np.ndarray:
    return np.array([artefact.embedding(artefact.run([t], [])[0]) for t in texts])


def retrieval(artefact: Artefact, groups: list[dict]) -> dict[str, float]:
    """Chinese question → its English wording among all held-back groups."""
    if not groups:
        return {}
    alike = vectors(artefact, [g["zh"][0] for g in groups]) @ vectors(artefact, [g["en"][0] for g in groups]).T
    return {"groups": len(groups), "zhToEnR1": float((alike.argmax(1) == np.arange(len(groups))).mean())}


def paraphrase(artefact: Artefact, most: int = 3_000) -> dict[str, float]:
    path = EVALUATE_ONLY / "bq_corpus/dev.csv"
    if not path.exists():
        return {}
    rows = [r for r in csv.reader(path.open(encoding="utf-8-sig")) if len(r) == 3][1 : most + 1]
    a, b = vectors(artefact, [r[0] for r in rows]), vectors(artefact, [r[1] for r in rows])
    return {"bqPairs": len(rows), "auc": float(roc_auc_score([int(r[2]) for r in rows], (a * b).sum(1)))}


def alike(artefact: Artefact, families: list[Family]) -> dict[str, float]:
    """Pairs inside a family that is not learnt from: two wordings of one question, or of two that lie close. What a step is chosen by, so a little favoured."""
    likeness, same = [], []
    for family in families:
        asked = [(n, wording) for n, question in enumerate(family) for wording in question]
        unit = vectors(artefact, [wording for _, wording in asked])
        for a, b in combinations(range(len(asked)), 2):
            likeness.append(float(unit[a] @ unit[b]))
            same.append(asked[a][0] == asked[b][0])
    return {"families": len(families), "pairs": len(same), "auc": float(roc_auc_score(same, likeness))} if same else {}
