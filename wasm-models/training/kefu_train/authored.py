"""The text written for this project, split by author."""
import json
from dataclasses import dataclass, field

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


def _lines(name: str) -> list[dict]:
    path = DATA / name
    return [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()] if path.exists() else []


def load_messages() -> list[Row]:
    """Messages without repeats (same normalised text keeps its first label)."""
    seen: set[str] = set()
    rows = []
    for name in ("messages.jsonl", "more.jsonl"):
        for line in _lines(name):
            key = normalise(line["text"])
            if key in seen or not key:
                continue
            seen.add(key)
            rows.append(Row(line["text"], line["lang"], line["intents"], line["kind"], line["author"]))
    return rows


def load_dialogues() -> list[Row]:
    return [Row(d["text"], d["lang"], d["intents"], "context", d["author"], d["context"]) for d in _lines("context.jsonl")]


def load_parallel() -> list[dict]:
    return _lines("parallel.jsonl")


# Dialogues have one author; every fifth is held back whole, parallel groups every tenth.
HELD_DIALOGUE, HELD_GROUP = 5, 10


@dataclass
class Split:
    train: list[Row]
    tuning: list[Row]
    test: list[Row]
    dialogues: list[Row]
    test_dialogues: list[Row]
    parallel: list[dict]
    test_parallel: list[dict]


def split_by_author(tuning: tuple[str, ...], test: tuple[str, ...]) -> Split:
    rows, dialogues, parallel = load_messages(), load_dialogues(), load_parallel()
    everything = not test
    return Split(
        train=[r for r in rows if r.author not in tuning and r.author not in test],
        tuning=[r for r in rows if r.author in tuning],
        test=[r for r in rows if r.author in test],
        dialogues=[r for n, r in enumerate(dialogues) if everything or n % HELD_DIALOGUE],
        test_dialogues=[r for n, r in enumerate(dialogues) if n % HELD_DIALOGUE == 0],
        parallel=[g for n, g in enumerate(parallel) if everything or n % HELD_GROUP],
        test_parallel=[g for n, g in enumerate(parallel) if n % HELD_GROUP == 0],
    )
