"""The text written for this project, split by author."""
import json
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from .text import DATA, normalise

INTENTS = (
    "order_place order_status order_modify order_cancel address_change urge_shipment track_package tracking_number_lost delivery_schedule "
    "package_not_received shipping_options_fee return_goods exchange_goods refund_request refund_status return_refund_policy return_pickup "
    "damaged_or_defective wrong_or_missing_item repair_warranty installation_service product_info product_recommendation stock_availability "
    "product_usage price_promotion price_protection payment_method payment_issue invoice account_access account_change membership_points "
    "complaint human_handoff greeting thanks_goodbye acknowledge provide_info business_cooperation out_of_scope"
).split()
INDEX = {name: number for number, name in enumerate(INTENTS)}
# Outcomes that carry no label of their own beside a want.
TALK = {"greeting", "thanks_goodbye", "acknowledge", "provide_info", "out_of_scope"}


@dataclass
class Row:
    text: str
    lang: str
    intents: list[str]
    kind: str = "single"
    author: str = ""
    context: list[dict] = field(default_factory=list)


def _lines(*kinds: str) -> list[dict]:
    """Rows of `kind.jsonl`, then of `kind-*.jsonl` by name: a later file only adds to the end, so that what is held back by its place stays held back."""
    paths = [path for kind in kinds for path in (DATA / f"{kind}.jsonl", *sorted(DATA.glob(f"{kind}-*.jsonl"))) if path.exists()]
    return [json.loads(line) for path in paths for line in path.read_text("utf8").splitlines() if line.strip()]


def _tenant_lines() -> list[dict]:
    """A tenant's corrected messages (GET /v1/intents/training-set), named in KEFU_MORE_ROWS: they are learnt from beside what is here."""
    path = os.environ.get("KEFU_MORE_ROWS")
    lines = [json.loads(line) for line in Path(path).read_text("utf8").splitlines() if line.strip()] if path else []
    return [{**line, "lang": "zh" if line["lang"] == "zh" else "en"} for line in lines]


def load_messages() -> list[Row]:
    """Messages without repeats (same normalised text keeps its first label; a tenant's own reading goes before ours)."""
    seen: set[str] = set()
    rows = []
    own = [line for line in _tenant_lines() if not line["context"]]
    for line in own + _lines("messages", "more"):
        key = normalise(line["text"])
        if key in seen or not key or not set(line["intents"]) <= set(INTENTS):
            continue
        seen.add(key)
        rows.append(Row(line["text"], line["lang"], line["intents"], line["kind"], line["author"]))
    return rows


def load_dialogues() -> list[Row]:
    own = [line for line in _tenant_lines() if line["context"] and set(line["intents"]) <= set(INTENTS)]
    return [Row(d["text"], d["lang"], d["intents"], "context", d["author"], d["context"]) for d in _lines("context") + own]


def load_parallel() -> list[dict]:
    return _lines("parallel")


# A family is a list of questions, a question a list of its wordings.
Family = list[list[str]]
# Every tenth family is not learnt from: steps and settings are chosen by it.
HELD_FAMILY = 10


def load_families() -> tuple[list[Family], list[Family]]:
    """Chinese questions that lie close to each other and are not the same: those to learn from, those to choose by. What to choose by hangs on a family's name, so that files may grow."""
    found: dict[tuple[str, str], Family] = {}
    for line in _lines("alike"):
        wordings = list(dict.fromkeys(line["zh"]))
        if len(wordings) > 1:
            found.setdefault((line["author"], line["family"]), []).append(wordings)
    held = {key: zlib.crc32("/".join(key).encode()) % HELD_FAMILY == 0 for key in found}
    families = [(key, own) for key, own in found.items() if len(own) > 1]
    return [own for key, own in families if not held[key]], [own for key, own in families if held[key]]


# Of the first author of dialogues every fifth is held back whole, of the first of parallel groups every tenth; later authors are for training only.
HELD_DIALOGUE, HELD_GROUP = 5, 10
FIRST_AUTHOR = "w7"
# Of the authors of the third round of dialogues every fourth is for calibration, chosen by its text so that files may grow.
TUNING_DIALOGUE, TUNING_DIALOGUE_AUTHORS = 4, {"w58", "w59", "w61"}


@dataclass
class Split:
    train: list[Row]
    tuning: list[Row]
    test: list[Row]
    dialogues: list[Row]
    tuning_dialogues: list[Row]
    test_dialogues: list[Row]
    parallel: list[dict]
    test_parallel: list[dict]


def split_by_author(tuning: tuple[str, ...], test: tuple[str, ...]) -> Split:
    rows, dialogues, parallel = load_messages(), load_dialogues(), load_parallel()
    held_dialogue = [r.author == FIRST_AUTHOR and n % HELD_DIALOGUE == 0 for n, r in enumerate(dialogues)]
    tuned = [r.author in TUNING_DIALOGUE_AUTHORS and zlib.crc32(normalise(r.text).encode()) % TUNING_DIALOGUE == 0 for r in dialogues]
    held_group = [g.get("author", FIRST_AUTHOR) == FIRST_AUTHOR and n % HELD_GROUP == 0 for n, g in enumerate(parallel)]
    return Split(
        train=[r for r in rows if r.author not in tuning and r.author not in test],
        tuning=[r for r in rows if r.author in tuning],
        test=[r for r in rows if r.author in test],
        dialogues=[r for r, held, own in zip(dialogues, held_dialogue, tuned) if not held and not own],
        tuning_dialogues=[r for r, own in zip(dialogues, tuned) if own],
        test_dialogues=[r for r, held in zip(dialogues, held_dialogue) if held],
        parallel=[g for g, held in zip(parallel, held_group) if not held],
        test_parallel=[g for g, held in zip(parallel, held_group) if held],
    )
