"""Which pieces the encoder knows: frequent Han characters and signs, and the English pieces of the teacher that occur here."""
from collections import Counter

from .text import SPECIALS, WordPieces, is_han, normalise, words_of

MASKED = ["0000", "00000", "0000000000"]


def build_vocabulary(texts: list[str], teacher_pieces: list[str], english: int, han_least: int) -> list[str]:
    words = Counter(word for text in texts for word in words_of(normalise(text)))
    single = [w for w, n in words.most_common() if len(w) == 1 and (n >= han_least if is_han(ord(w)) else n >= 3)]
    latin = {w: n for w, n in words.items() if not (len(w) == 1 and is_han(ord(w)))}
    base = WordPieces(SPECIALS + teacher_pieces)
    pieces: Counter = Counter()
    for word, count in latin.items():
        for piece in base.of_word(word):
            if piece >= len(SPECIALS):
                pieces[base.vocabulary[piece]] += count
    letters = [prefix + c for c in "abcdefghijklmnopqrstuvwxyz0123456789" for prefix in ("", "##")]
    chosen = SPECIALS + MASKED + letters + single + [p for p, n in pieces.most_common(english) if n >= 2]
    return list(dict.fromkeys(chosen))


def own_pieces(texts: list[str], most: int) -> list[str]:
    """Without a teacher: the frequent words themselves and two- to four-letter pieces."""
    words = Counter(word for text in texts for word in words_of(normalise(text)) if len(word) > 1)
    parts: Counter = Counter()
    for word, count in words.items():
        for size in (2, 3, 4):
            for start in range(len(word) - size + 1):
                parts[("##" if start else "") + word[start : start + size]] += count
    return [w for w, _ in words.most_common(most)] + [p for p, _ in parts.most_common(most)]
