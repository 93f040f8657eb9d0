"""Where a message falls into clauses. Mirrors wasm-models/runtime/clauses.ts; the parity fixtures hold both to it."""
import re

# After a sign that ends a clause (not inside 1,000 or 2.5 or a web address), or before a word that begins another want.
_END = re.compile(
    r"(?<=[，。！？；!?;\n])(?![，。！？；!?;\n])|(?<=,)(?=\s)|(?<=\.)(?=\s)"
    r"|(?=但是|另外|顺便|还有就是|还有，|再问|再就是|然后再|对了)|(?<=\s)(?=(?:but|also|and also|and can|and how|and what|and where|and when|and i|by the way|plus)\b)",
    re.IGNORECASE,
)
LEASTHAN, LEAST_OTHER, MOST_CLAUSES = 3, 8, 6
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def weight_of(text: str) -> float:
    """How much is said: one Han character counts like this many others."""
    han = len(HAN.findall(text))
    return han + (len(re.sub(r"\s", "", text)) - han) * LEASTHAN / LEAST_OTHER


def clauses_of(text: str) -> list[str]:
    """Joined, they are the text again. What is too short to mean anything stays with its neighbour."""
    parts = _split(text)
    joined: list[str] = []
    for part in parts:
        if joined and (weight_of(part) < LEASTHAN or weight_of(joined[-1]) < LEASTHAN or len(joined) == MOST_CLAUSES):
            joined[-1] += part
        else:
            joined.append(part)
    return joined or [text]


def _split(text: str) -> list[str]:
    marks = sorted({m.start() for m in _END.finditer(text)} - {0, len(text)})
    return [text[a:b] for a, b in zip([0, *marks], [*marks, len(text)]) if b > a]
