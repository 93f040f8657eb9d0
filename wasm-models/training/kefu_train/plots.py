"""The pictures of the model card as SVG, drawn from the report: reliability diagram and confusion matrix."""
import numpy as np

from .authored import INTENTS

SIZE, EDGE = 360, 44
CELL, NAMES = 13, 150
INK, LINE, FILL = "#1f2937", "#9ca3af", "#2563eb"


def reliability_svg(bins: list[dict[str, float]]) -> str:
    """Share right over confidence; the area of a point is the share of rows in its bin, the diagonal is perfect."""
    inner, all_rows = SIZE - 2 * EDGE, max(1, sum(b["rows"] for b in bins))
    x = lambda value: EDGE + value * inner  # noqa: E731
    y = lambda value: SIZE - EDGE - value * inner  # noqa: E731
    parts = [f'<rect x="{EDGE}" y="{EDGE}" width="{inner}" height="{inner}" fill="none" stroke="{LINE}"/>', _line(x(0), y(0), x(1), y(1))]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(_text(x(tick), SIZE - EDGE + 16, f"{tick:g}", "middle"))
        parts.append(_text(EDGE - 6, y(tick) + 4, f"{tick:g}", "end"))
    path = " ".join(f"{'M' if n == 0 else 'L'}{x(b['confidence']):.1f} {y(b['right']):.1f}" for n, b in enumerate(bins))
    parts.append(f'<path d="{path}" fill="none" stroke="{FILL}" stroke-width="1.5"/>')
    for b in bins:
        radius = 2 + 12 * (b["rows"] / all_rows) ** 0.5
        parts.append(f'<circle cx="{x(b["confidence"]):.1f}" cy="{y(b["right"]):.1f}" r="{radius:.1f}" fill="{FILL}" fill-opacity="0.6"/>')
    parts += [_text(SIZE / 2, SIZE - 8, "confidence of the first intent", "middle"), _text(EDGE, EDGE - 10, "share right", "start")]
    return _svg(SIZE, SIZE, parts)


def confusion_svg(matrix: np.ndarray) -> str:
    """Rows: what the author meant first; columns: what was named first; darkness: share of the row."""
    share = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    width = NAMES + CELL * len(INTENTS) + 8
    parts = []
    for n, name in enumerate(INTENTS):
        parts.append(_text(NAMES - 6, NAMES + CELL * n + 10, name, "end"))
        at = NAMES + CELL * n + 9
        parts.append(f'<text x="{at}" y="{NAMES - 6}" transform="rotate(-90 {at} {NAMES - 6})" fill="{INK}">{name}</text>')
    for row, column in zip(*np.nonzero(share >= 0.01)):
        where = f'x="{NAMES + CELL * column}" y="{NAMES + CELL * row}" width="{CELL - 1}" height="{CELL - 1}"'
        title = f"{INTENTS[row]} → {INTENTS[column]}: {share[row, column]:.0%}"
        parts.append(f'<rect {where} fill="{FILL if row == column else "#dc2626"}" fill-opacity="{0.15 + 0.85 * share[row, column]:.2f}"><title>{title}</title></rect>')
    return _svg(width, width, parts)


def _svg(width: float, height: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="10">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#ffffff"/>', *parts, "</svg>"]) + "\n"


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{words}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-dasharray="4 4"/>'
