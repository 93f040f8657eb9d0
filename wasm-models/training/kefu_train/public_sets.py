"""Openly licensed public sets: rows for the training-only heads, rows whose label means the same in our taxonomy, unlabelled English for the teacher."""
import csv
import gzip
import json
import random
import sys
import zipfile
from pathlib import Path

from .authored import Row
from .config import PUBLIC

Labelled = list[tuple[str, str]]


def _path(name: str) -> Path | None:
    path = PUBLIC / name
    if path.exists():
        return path
    print(f"public set missing, left out: {path}", file=sys.stderr)
    return None


def clinc(part: str = "train") -> Labelled:
    path = _path("clinc150/data_full.json")
    return [(text, label) for text, label in json.loads(path.read_text("utf8"))[part]] if path else []


def banking(part: str = "train") -> Labelled:
    path = _path(f"banking77/{part}.csv")
    return [(r["text"], r["category"]) for r in csv.DictReader(path.open(encoding="utf8"))] if path else []


def bitext() -> Labelled:
    path = _path("bitext_cs/Bitext_Sample_Customer_Service_Training_Dataset.csv")
    return [(r["utterance"], r["intent"]) for r in csv.DictReader(path.open(encoding="utf8"))] if path else []


def _two_files(folder: str) -> Labelled:
    path = _path(f"{folder}/train_seq.in")
    if not path:
        return []
    labels = (path.parent / "train_label").read_text("utf8").splitlines()
    return list(zip((t.strip() for t in path.read_text("utf8").splitlines()), labels))


def hwu() -> Labelled:
    return _two_files("hwu64")


def snips() -> Labelled:
    return _two_files("snips")


def multidogo() -> Labelled:
    """Customer sentences with `domain:intent`, without repeats."""
    folder = _path("multidogo")
    rows: dict[str, str] = {}
    for path in sorted(folder.glob("*_train.tsv")) if folder else []:
        domain = path.name.split("_")[0]
        for line in path.read_text("utf8").splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) == 7 and cells[6].isalpha() and len(cells[4]) > 1:
                rows.setdefault(cells[4].strip(), f"{domain}:{cells[6]}")
    return list(rows.items())


def taskmaster() -> list[str]:
    path = _path("taskmaster4/utterances.tsv.gz")
    return [line.split("\t")[1].strip() for line in gzip.open(path, "rt", encoding="utf8") if line.startswith("user")] if path else []


def guided_dialogue() -> list[str]:
    path = _path("sgd/train_utterances.tsv.gz")
    return [line.split("\t")[2].strip() for line in gzip.open(path, "rt", encoding="utf8") if line.startswith("U")] if path else []


def chinese_talk() -> list[str]:
    """Chinese sentences about restaurants, sights, films, music: nothing a shop is asked."""
    texts: list[str] = []
    for name in ("val", "test"):
        path = _path(f"crosswoz/{name}.json.zip")
        if path:
            with zipfile.ZipFile(path) as archive:
                dialogues = json.loads(archive.read(archive.namelist()[0]))
            texts += [m["content"] for d in dialogues.values() for m in d["messages"] if m["role"] == "usr"]
    folder = _path("kdconv")
    for path in sorted(folder.glob("*_dev.json")) if folder else []:
        texts += [m["message"] for d in json.loads(path.read_text("utf8")) for m in d["messages"]]
    polite = ("谢", "再见", "拜拜", "好的", "你好", "预订", "嗯", "哦")
    return sorted({t.strip() for t in texts if 6 <= len(t) <= 40 and not any(p in t for p in polite)})


BITEXT = {
    "cancel_order": "order_cancel", "change_order": "order_modify", "change_shipping_address": "address_change", "check_invoice": "invoice",
    "get_invoice": "invoice", "check_payment_methods": "payment_method", "check_refund_policy": "return_refund_policy", "complaint": "complaint",
    "contact_human_agent": "human_handoff", "create_account": "account_access", "registration_problems": "account_access",
    "recover_password": "account_access", "delete_account": "account_change", "edit_account": "account_change", "switch_account": "account_change",
    "delivery_options": "shipping_options_fee", "delivery_period": "delivery_schedule", "get_refund": "refund_request",
    "newsletter_subscription": "membership_points", "payment_issue": "payment_issue", "place_order": "order_place", "track_refund": "refund_status",
}
MULTIDOGO = {
    "openinggreeting": "greeting", "thankyou": "thanks_goodbye", "closinggreeting": "thanks_goodbye", "confirmation": "acknowledge",
    "rejection": "acknowledge", "contentonly": "provide_info",
}
BANKING = {
    "transaction_charged_twice": "payment_issue", "declined_card_payment": "payment_issue", "pending_card_payment": "payment_issue",
    "passcode_forgotten": "account_access", "edit_personal_details": "account_change", "terminate_account": "account_change",
    "request_refund": "refund_request", "Refund_not_showing_up": "refund_status",
    "apple_pay_or_google_pay": "payment_method", "supported_cards_and_currencies": "payment_method",
    **dict.fromkeys(
        "exchange_rate atm_support cash_withdrawal_charge card_swallowed top_up_limits change_pin activate_my_card age_limit lost_or_stolen_card "
        "verify_source_of_funds transfer_timing top_up_by_cash_or_cheque disposable_card_limits wrong_amount_of_cash_received".split(),
        "out_of_scope",
    ),
}
CLINC = {"thank_you": "thanks_goodbye", "goodbye": "thanks_goodbye", "greeting": "greeting", "yes": "acknowledge", "no": "acknowledge",
         "order_status": "order_status"}
# Close to a shop's own questions: neither ours nor clearly out of scope.
CLINC_NEAR = {"order", "cancel", "card_declined", "report_fraud", "redeem_rewards", "rewards_balance", "shopping_list", "shopping_list_update",
              "repeat", "maybe", "are_you_a_bot", "application_status", "damaged_card", "new_card", "transactions", "replacement_card_duration"}


def mapped_rows(rng: random.Random, most_each: int = 90) -> list[Row]:
    """Rows whose own label says the same as one of ours; at most `most_each` of one label of one set."""
    groups: dict[tuple[str, str, str], list[str]] = {}

    def add(name: str, text: str, label: str, intent: str | None) -> None:
        if intent and len(text) <= 200:
            groups.setdefault((name, label, intent), []).append(text)

    for text, label in bitext():
        add("bitext", text, label, BITEXT.get(label))
    for text, label in multidogo():
        add("multidogo", text, label, MULTIDOGO.get(label.split(":")[1]))
    for text, label in banking():
        add("banking77", text, label, BANKING.get(label))
    for text, label in clinc():
        add("clinc150", text, "world" if label not in CLINC else label, CLINC.get(label, None if label in CLINC_NEAR else "out_of_scope"))
    for text, label in hwu():
        add("hwu64", text, "world", None if label.startswith("general") or "takeaway" in label else "out_of_scope")
    for text, label in snips():
        add("snips", text, "world", "out_of_scope")
    rows = []
    for (name, label, intent), texts in sorted(groups.items()):
        most = most_each * (6 if label == "world" else 1)
        rows += [Row(t, "en", [intent], "single", name) for t in rng.sample(texts, min(most, len(texts)))]
    chinese = chinese_talk()
    rows += [Row(t, "zh", ["out_of_scope"], "single", "chinese") for t in rng.sample(chinese, min(700, len(chinese)))]
    return rows


def auxiliary_heads() -> dict[str, Labelled]:
    """Sets that train the encoder through heads of their own. Never a test part."""
    sets = {"clinc150": clinc(), "banking77": banking(), "bitext": bitext(), "hwu64": hwu(), "multidogo": multidogo()}
    return {name: rows for name, rows in sets.items() if rows}


def teacher_texts(rng: random.Random, most: int) -> list[str]:
    """English text whose meaning is learnt from the teacher's vectors."""
    parts = [
        ([t for t, _ in clinc()] + [t for t, _ in clinc("oos_train")], 15_100), ([t for t, _ in banking()], 10_000), ([t for t, _ in bitext()], 3_000),
        ([t for t, _ in hwu()], 9_000), ([t for t, _ in multidogo()], 30_000), (taskmaster(), 8_000), (guided_dialogue(), 60_000), ([t for t, _ in snips()], 9_000),
    ]
    texts = [t for rows, share in parts for t in rng.sample(rows, min(share, len(rows)))]
    texts = list(dict.fromkeys(t for t in texts if 3 <= len(t) <= 200))
    rng.shuffle(texts)
    return texts[:most]
