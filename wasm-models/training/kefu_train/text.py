"""The form in which text reaches the model. Mirrors wasm-models/runtime/{normalise,pieces,ngrams}.ts; the parity fixtures hold both to it."""
import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent.parent / "data"
_SIMPLIFIED = {ord(k): v for k, v in json.loads((DATA / "simplified.json").read_text("utf8")).items()}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_SPACE = re.compile("[\\s\u0000-\u001f\u007f-\u009f]+")
_REPEATED = re.compile(r"([^0-9])\1{2,}")
_DIGITS = re.compile("[0-9]{4,}")
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
PAD, UNK, CLS, SEP = range(4)
LONGEST_WORD = 32


def normalise(text: str) -> str:
    """NFKC, lower case, simplified, no invisible characters, one space, at most two of the same, long digit runs masked by length class."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_SIMPLIFIED)
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
    text = _REPEATED.sub(r"\1\1", text)
    return _DIGITS.sub(_masked, text)


def _masked(match: re.Match) -> str:
    length = len(match.group())
    return "0000" if length == 4 else "00000" if length < 10 else "0000000000"


def is_han(point: int) -> bool:
    return 0x3400 <= point <= 0x4DBF or 0x4E00 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF


_LETTER = ("L", "N")


@lru_cache(maxsize=200_000)
def _kind(char: str) -> int:
    """0 space, 1 part of a word, 2 stands alone."""
    if char == " ":
        return 0
    if is_han(ord(char)):
        return 2
    return 1 if unicodedata.category(char)[0] in _LETTER else 2


def words_of(text: str) -> list[str]:
    """Words of a normalised text: runs of letters and digits; every Han character and every sign alone."""
    words: list[str] = []
    run = ""
    for char in text:
        kind = _kind(char)
        if kind == 1:
            run += char
            continue
        if run:
            words.append(run)
            run = ""
        if kind == 2:
            words.append(char)
    if run:
        words.append(run)
    return words


class WordPieces:
    """Greedy longest match, `##` for what continues a word."""

    def __init__(self, vocabulary: list[str]):
        self.vocabulary = vocabulary
        self.index = {piece: number for number, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def of_word(self, word: str) -> tuple[int, ...]:
        known = self._known.get(word)
        if known is None:
            known = self._split(word)
            if len(self._known) < 300_000:
                self._known[word] = known
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (UNK,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            end = len(word)
            while end > start:
                found = self.index.get(("##" if start else "") + word[start:end])
                if found is not None:
                    break
                end -= 1
            if end == start:
                return (UNK,)
            pieces.append(found)
            start = end
        return tuple(pieces)

    def encode(self, normalised: str) -> list[int]:
        return [piece for word in words_of(normalised) for piece in self.of_word(word)]


# --- n-grams of the wide branch -------------------------------------------------
_PRIME = np.uint32(16777619)
CHARS_BASIS, WORD_BASIS, PAIR_BASIS = np.uint32(2166136261), np.uint32(0x9E3779B9), np.uint32(0x85EBCA6B)
LONGEST_GRAM = 5
_EDGE = 1


def _fnv(basis: np.uint32, points: np.ndarray) -> np.uint32:
    value = int(basis)
    for point in points:
        value = ((value ^ int(point)) * 16777619) & 0xFFFFFFFF
    return np.uint32(value)


@lru_cache(maxsize=100_000)
def _word_hash(word: str) -> int:
    return int(_fnv(WORD_BASIS, [ord(c) for c in word]))


def ngram_hashes(normalised: str) -> np.ndarray:
    """32-bit FNV-1a of character 1- to 5-grams (an edge sign at both ends) and of words and pairs of words longer than one character or not."""
    points = np.array([_EDGE, *(ord(c) for c in normalised), _EDGE], dtype=np.uint32)
    found = []
    with np.errstate(over="ignore"):
        value = np.full(len(points), CHARS_BASIS, dtype=np.uint32)
        for size in range(1, LONGEST_GRAM + 1):
            if len(points) < size:
                break
            value = (value[: len(points) - size + 1] ^ points[size - 1 :]) * _PRIME
            found.append(value)
    hashes = [_word_hash(w) for w in words_of(normalised)]
    pairs = [((((int(PAIR_BASIS) ^ a) * 16777619 & 0xFFFFFFFF) ^ b) * 16777619) & 0xFFFFFFFF for a, b in zip(hashes, hashes[1:])]
    found.append(np.array(hashes + pairs, dtype=np.uint32))
    return np.concatenate(found)
