"""What a batch is made of: single messages, clauses joined to compound ones, dialogues, noise."""
import random
from dataclasses import dataclass

from .authored import INTENTS, TALK, Row
from .text import CLS, SEP, WordPieces, normalise

JOINTS = {
    "zh": ["", " ", "，", "。", "，但是", "但", "，另外", " 另外", "，顺便", "，还有", " 还有就是", "，然后", "？", "、", "，再问下"],
    "en": [" ", ". ", ", ", " and ", ", and ", " but ", ", but ", ". also ", " also ", ". plus ", "? ", " - ", ", by the way "],
}
HELLO = {"zh": ["你好，", "您好 ", "在吗，", "亲，", "hello ", "请问", "客服 ", "麻烦问下 "], "en": ["hi, ", "hello ", "hey ", "good morning, ", "hi there. ", "excuse me, ", "dear "]}
BYE = {"zh": ["，谢谢", " 谢谢", "，麻烦了", "，急", "🙏", " 在线等"], "en": [", thanks", " please", " thank you", ". cheers", "!!", " asap"]}
DATA_TAIL = {"zh": ["，订单号{n}", " 单号{n}", "，手机尾号{t}", " {n}"], "en": [", order {n}", " order number is {n}", " #{n}", ", my phone ends in {t}"]}
# Characters of a message that is joined with others.
LONGEST_CLAUSE = {"zh": 36, "en": 64}
EMOJI = ["😭", "🙏", "😡", "😂", "👍", "😅", "🥲", "[图片]", "[表情]"]
FULL_WIDTH = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "!?,0123456789abcdefghijklmnopqrstuvwxyz"})
HOMOPHONES = dict(zip("的得地在再做作他她它吗嘛退货单号快递发票账帐", "得的的再在作做她他他嘛吗腿或但好块弟法飘帐账"))


def noisy(text: str, rng: random.Random) -> str:
    """A message as hurried fingers write it."""
    if len(text) < 3:
        return text
    at = rng.randrange(len(text) - 1)
    match rng.randrange(9):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 2:
            return text[:at] + text[at] + text[at:]
        case 3:
            return "".join(HOMOPHONES.get(c, c) if rng.random() < 0.3 else c for c in text)
        case 4:
            return text.translate(FULL_WIDTH)
        case 5:
            return text + rng.choice(EMOJI) * rng.randint(1, 3)
        case 6:
            return "".join(c for c in text if c not in "，。？！,.?!'")
        case 7:
            return text + rng.choice(["！！！", "???", "...", "。。。", "～", "啊", "呀", "呢", " pls", " plz"])
        case _:
            return text.upper() if text.isascii() else " ".join([text[:at], text[at:]])


@dataclass
class Example:
    """Clauses in order, with the intents of each; intents of the whole; earlier turns."""
    clauses: list[str]
    clause_intents: list[list[str]]
    intents: list[str]
    context: list[dict]

    @property
    def text(self) -> str:
        return "".join(self.clauses)


class Examples:
    """An endless, seeded stream."""

    def __init__(self, rows: list[Row], mapped: list[Row], dialogues: list[Row], rng: random.Random):
        self.rng = rng
        self.rows, self.mapped, self.dialogues = rows, mapped, dialogues
        self.single = _by_intent([r for r in rows if len(r.intents) == 1])
        self.mapped_by = _by_intent(mapped)
        self.wants = {
            lang: _by_intent([r for r in rows if r.lang == lang and len(r.intents) == 1 and r.intents[0] not in TALK and len(r.text) <= LONGEST_CLAUSE[lang]])
            for lang in ("zh", "en")
        }
        # Turns as logs read, compound and near misses carry more than messages written intent by intent.
        self.special = [r for r in rows if r.kind in ("turn", "compound", "near")]
        self.agents = {lang: [t["text"] for d in dialogues if d.lang == lang for t in d.context if t["from"] != "customer"] for lang in ("zh", "en")}

    def draw(self) -> Example:
        chance = self.rng.random()
        if chance < 0.26:
            return self._plain(self.rng.choice(self.rows))
        if chance < 0.52 and self.special:
            return self._plain(self.rng.choice(self.special))
        if chance < 0.60 and self.mapped:
            return self._plain(self.rng.choice(self.mapped) if self.rng.random() < 0.5 else self._balanced(self.mapped_by))
        if chance < 0.70:
            return self._plain(self._balanced(self.single))
        if chance < 0.78 and self.dialogues:
            return self._dialogue(self.rng.choice(self.dialogues))
        return self._joined(2 if chance < 0.93 else 3)

    def _balanced(self, groups: dict[str, list[Row]]) -> Row:
        return self.rng.choice(groups[self.rng.choice(sorted(groups))])

    def _plain(self, row: Row) -> Example:
        text = self._dressed(row.text, row.lang, set(row.intents) <= TALK)
        context = self._chatter(row) if self.rng.random() < 0.12 else []
        return Example([text], [row.intents], row.intents, context)

    def _dressed(self, text: str, lang: str, talk: bool) -> str:
        rng = self.rng
        if not talk:
            if rng.random() < 0.08:
                text = rng.choice(HELLO[lang]) + text
            if rng.random() < 0.06:
                text += rng.choice(BYE[lang])
            if rng.random() < 0.05:
                number = "".join(rng.choice("0123456789") for _ in range(rng.choice([6, 8, 12, 16])))
                text += rng.choice(DATA_TAIL[lang]).format(n=number, t=number[:4])
        return noisy(text, rng) if rng.random() < 0.2 else text

    def _chatter(self, row: Row) -> list[dict]:
        """Earlier turns that change nothing: a message that stands alone keeps its intents."""
        turns = []
        if self.rng.random() < 0.6:
            turns.append({"from": "customer", "text": self.rng.choice(self.rows).text})
        if self.agents[row.lang]:
            turns.append({"from": "agent", "text": self.rng.choice(self.agents[row.lang])})
        return [] if set(row.intents) <= {"acknowledge", "provide_info"} else turns

    def _dialogue(self, row: Row) -> Example:
        text = noisy(row.text, self.rng) if self.rng.random() < 0.15 else row.text
        keep = len(row.context) if self.rng.random() < 0.8 else max(1, len(row.context) - 1)
        return Example([text], [row.intents], row.intents, row.context[-keep:])

    def _joined(self, count: int) -> Example:
        rng = self.rng
        lang = rng.choice(("zh", "en"))
        names = rng.sample(sorted(self.wants[lang]), count)
        clauses, intents = [], []
        for place, name in enumerate(names):
            text = rng.choice(self.wants[lang][name]).text.strip()
            if place + 1 < count:
                joint = rng.choice(JOINTS[lang])
                text = text.rstrip("。.!！") + joint if joint[:1] in "，。？、.,?" else text + joint
            clauses.append(text)
            intents.append([name])
        clauses[0] = (rng.choice(HELLO[lang]) if rng.random() < 0.15 else "") + clauses[0]
        if rng.random() < 0.2:
            where = rng.randrange(count)
            clauses[where] = noisy(clauses[where], rng)
        return Example(clauses, intents, names, [])


def _by_intent(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for intent in row.intents:
            groups.setdefault(intent, []).append(row)
    assert set(groups) <= set(INTENTS)
    return groups


MESSAGE_PIECES, CONTEXT_PIECES, CONTEXT_TURNS = 96, 20, 3


def encode(pieces: WordPieces, clauses: list[str], context: list[dict]) -> tuple[list[int], list[int], list[int]]:
    """ids, types, clause numbers (1-based, 0 = none): [CLS] message [SEP] last turn [SEP] turn before [SEP]. Mirrors runtime/model-input.ts."""
    ids, clause_of = [CLS], [0]
    for number, clause in enumerate(clauses, 1):
        own = pieces.encode(normalise(clause))[: MESSAGE_PIECES - len(ids) + 1]
        ids += own
        clause_of += [number] * len(own)
    ids.append(SEP)
    types = [0] * len(ids)
    for turn in list(reversed(context))[:CONTEXT_TURNS]:
        own = pieces.encode(normalise(turn["text"]))[:CONTEXT_PIECES]
        ids += [*own, SEP]
        types += [1 if turn["from"] == "customer" else 2] * (len(own) + 1)
    return ids, types, clause_of + [0] * (len(ids) - len(clause_of))
