"""Stage 9: no model ships that is below the linear model on the same rows, or below the one shipped before, by more than chance explains."""
import json
import math
import sys

from .config import Config, SHIPPED

FIGURES = SHIPPED.parent / "intent/figures.json"
# Smaller sets say too little, and a difference within so many standard errors may be chance.
LEAST_ROWS, ERRORS = 100, 1.0
HELD_TO = ("top1", "microF1")


def below(own: dict[str, float], other: dict[str, float]) -> list[str]:
    """Figures in which `own` is below `other` on a set of the same size."""
    rows = int(own["rows"])
    if rows < LEAST_ROWS or rows != int(other["rows"]):
        return []
    slack = {key: ERRORS * math.sqrt(max(other[key] * (1 - other[key]), 1e-6) / rows) for key in HELD_TO}
    return [key for key in HELD_TO if own[key] < other[key] - slack[key]]


def complaints(report: dict, before: dict | None) -> list[str]:
    found = []
    for name, own in report["sets"].items():
        rivals = {"the linear model": own["linear"]}
        if before and name in before["sets"]:
            rivals["the model shipped before"] = before["sets"][name]["model"]
        for rival, figures in rivals.items():
            for key in below(own["model"], figures):
                found.append(f"{name}: {key} {own['model'][key]:.3f} is below {rival} ({figures[key]:.3f})")
    return found


def gate(config: Config, accepted: str = "") -> None:
    report = json.loads((config.work / "report.json").read_text("utf8"))
    before = json.loads(FIGURES.read_text("utf8")) if FIGURES.exists() else None
    found = complaints(report, before)
    for complaint in found:
        print(f"gate: {complaint}", file=sys.stderr)
    if found and config.ship and not accepted:
        raise SystemExit("gate: this model does not ship")
    report["gate"] = {"complaints": found, "accepted": accepted}
    (config.work / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
