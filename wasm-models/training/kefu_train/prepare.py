"""Stage 1: splits, vocabulary, teacher vectors; all kept in the work folder."""
import json
import random

import numpy as np

from . import bilingual, public_sets
from .authored import Split, split_by_author
from .config import Config
from .shipped import shipped_pieces
from .teacher import Teacher, teacher_folder
from .vocabulary import build_vocabulary, own_pieces

# Whole sentences say more than words of a dictionary.
SENTENCES_WEIGH = 3


def prepare(config: Config) -> None:
    config.work.mkdir(parents=True, exist_ok=True)
    split = split_by_author(config.tuning_authors, config.test_authors)
    rng = random.Random(config.seed)
    folder = teacher_folder() if config.use_teacher else None
    english = english_texts(config, split, rng)
    _vocabulary(config, split, english, folder)
    if folder and config.teacher_texts and not (config.work / "teacher.npy").exists():
        pairs = [(t, t) for t in english] + chinese_pairs(config, split)
        (config.work / "teacher_texts.json").write_text(json.dumps([own for own, _ in pairs]))
        np.save(config.work / "teacher.npy", Teacher(folder).embed([meant for _, meant in pairs]))


def chinese_pairs(config: Config, split: Split) -> list[tuple[str, str]]:
    """Chinese text and the English that says the same: the teacher's vector of the one is what the other should have."""
    known = set(json.loads((config.work / "vocabulary.json").read_text("utf8")))
    words = [(zh, en) for zh, en in bilingual.dictionary() if all(c in known for c in zh)]
    own = [(zh, group["en"][0]) for group in split.parallel for zh in group["zh"]]
    return words + (bilingual.sentences() + own) * SENTENCES_WEIGH


def english_texts(config: Config, split: Split, rng: random.Random) -> list[str]:
    own = [r.text for r in split.train if r.lang == "en"] + [t for g in split.parallel for t in g["en"]]
    return own + public_sets.teacher_texts(rng, config.teacher_texts or 20_000)


def _vocabulary(config: Config, split: Split, english: list[str], folder) -> None:
    path = config.work / "vocabulary.json"
    if path.exists():
        return
    if config.go_on:
        path.write_text(json.dumps(shipped_pieces(), ensure_ascii=False))
        return
    texts = [r.text for r in split.train] + [t["text"] for d in split.dialogues for t in d.context] + [d.text for d in split.dialogues]
    texts += [t for g in split.parallel for t in g["zh"]] + english + public_sets.chinese_talk() + [zh for zh, _ in bilingual.sentences()]
    teacher_pieces = Teacher(folder).vocabulary if folder else own_pieces(texts, config.english_pieces)
    vocabulary = build_vocabulary(texts, teacher_pieces, config.english_pieces, config.han_least)
    path.write_text(json.dumps(vocabulary, ensure_ascii=False))
    print(f"vocabulary: {len(vocabulary)} pieces")
