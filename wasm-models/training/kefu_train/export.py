"""Stage 10: the files that ship, their manifest, and parity fixtures that hold the TypeScript runtime to this trainer."""
import base64
import hashlib
import json
from pathlib import Path

import numpy as np

from .artefact import load_artefact
from .augment import encode
from .authored import INTENTS, Row, split_by_author
from .clauses import HAN, clauses_of
from .combine import Combination, decide, logits_of, out_of_scope
from .config import ROOT, SHIPPED, Config
from .gate import FIGURES
from .quantize import head_int8
from .train_wide import Wide, load_wide, parts_of
from .text import ngram_hashes, normalise, words_of

FIXTURES = ROOT / "test/fixtures/intent"
CARD = FIGURES.parent
TABLE = ROOT / "worker/intent/ngram-table.ts"
ODD = [
    "", " ", "ＡＢＣ１２３４５", "我要退貨，訂單號１２３４５６７８９０", "💔💔💔", "\u200bhi\u200d there", "don't  worry—be happy…", "啊啊啊啊啊啊", "尾号3345 手机13812345678",
    "price: $1,299.50!!!", "naïve café Ünïcödé", "привет", "مرحبا", "こんにちは返品したい", "[图片][图片]", "a" * 40, "x\u0000y\tz\nw", "𠮷野家 𝒳", "Ⅻ ½ ³",
]


def flat(name: str, parts: dict[str, np.ndarray]) -> tuple[bytes, dict]:
    """One file of several arrays, each at a multiple of four bytes; what is where goes to the manifest."""
    out, index = bytearray(), {}
    for key, value in parts.items():
        index[key] = {"at": len(out), "type": str(value.dtype), "shape": list(value.shape)}
        out += np.ascontiguousarray(value).tobytes()
        out += b"\0" * (-len(out) % 4)
    return bytes(out), {"file": name, "arrays": index}


def ngram_parts(wide: Wide) -> dict[str, np.ndarray]:
    """Two weights of a feature share a byte, the first in the low half, each plus eight; 16-bit idf and scales times their step."""
    idf, idf_step = parts_of(wide.idf)
    rows, rows_step = parts_of(wide.rows)
    halves = np.pad((wide.weights + 8).astype(np.uint8), ((0, 0), (0, wide.weights.shape[1] % 2)), constant_values=8)
    packed = halves[:, ::2] | (halves[:, 1::2] << 4)
    steps = np.array([idf_step, rows_step], np.float32)
    return {"keys": wide.keys, "idf": idf, "rows": rows, "packed": packed, "steps": steps, "bias": wide.bias}


def export(config: Config) -> None:
    folder = SHIPPED if config.ship else config.work / "shipped"
    folder.mkdir(parents=True, exist_ok=True)
    artefact = load_artefact(config)
    wide = artefact.wide
    parts: dict[str, np.ndarray] = {}
    for head in ("intents", "embed"):
        parts[f"{head}.weight"], parts[f"{head}.scale"] = head_int8(artefact.heads[f"{head}.weight"])
        parts[f"{head}.bias"] = artefact.heads[f"{head}.bias"].astype(np.float32)
    heads, heads_index = flat("heads.bin", parts)
    ngrams, ngrams_index = flat("ngrams.bin", ngram_parts(wide))
    files = {
        "encoder.onnx": (config.work / "encoder.onnx").read_bytes(),
        "pieces.txt": "\n".join(artefact.pieces.vocabulary).encode(),
        "heads.bin": heads,
        "ngrams.bin": ngrams,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    combination = json.loads((config.work / "combination.json").read_text())
    # The same files calibrated anew are another version.
    parts_that_count = [*files.values(), json.dumps(combination, sort_keys=True).encode()]
    digest = hashlib.sha256(b"".join(hashlib.sha256(c).digest() for c in parts_that_count)).hexdigest()
    manifest = {
        "format": 4,
        "version": f"intent-{digest[:10]}",
        "labels": INTENTS,
        "hidden": config.hidden,
        "embedding": config.embedding,
        "files": {n: {"bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in files.items()},
        "heads": heads_index,
        "ngrams": ngrams_index,
        "combination": combination,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{manifest['version']}: {sum(len(c) for c in files.values()) / 1e6:.2f} MB in {folder}")
    if config.ship:
        for name in ("reliability.svg", "confusion.svg"):
            (CARD / name).write_text((config.work / name).read_text())
        FIGURES.write_text((config.work / "report.json").read_text("utf8"))
    write_table(config, TABLE if config.ship else folder / "ngram-table.ts")
    write_fixtures(config, FIXTURES if config.ship else folder)


def write_table(config: Config, path: Path) -> None:
    """The small n-gram table as a module of the bundle: text, because a bundle holds nothing else."""
    small = load_wide(config, "small")
    sides = json.loads((config.work / "small.json").read_text())
    coded = lambda array: base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()  # noqa: E731
    path.write_text(
        "/** Made by the training pipeline (export.py): the strongest n-grams with int8 weights, for understanding without a model file. */\n"
        f"export const NGRAM_TABLE = {{\n  keys: \"{coded(small.keys)}\",\n  idf: \"{coded(small.idf.astype(np.float32))}\",\n"
        f"  weights: \"{coded(small.weights)}\",\n  scale: \"{coded(small.scale)}\",\n  bias: \"{coded(small.bias)}\",\n"
        f"  labels: \"{' '.join(INTENTS)}\",\n  slope: {sides['slope']:.4f},\n  offset: {sides['offset']:.4f},\n}} as const;\n"
    )


def write_fixtures(config: Config, folder: Path) -> None:
    """What normalisation, pieces, n-grams, clauses and the whole decision give for odd and for ordinary texts."""
    artefact = load_artefact(config)
    combination = Combination.from_json(json.loads((config.work / "combination.json").read_text()))
    split = split_by_author(config.tuning_authors, config.test_authors)
    rows = [Row(t, "zh" if HAN.search(t) else "en", []) for t in ODD] + (split.test or split.train)[::97][:60] + split.test_dialogues[:12]
    compound = [r for r in (split.test or split.train) if r.kind == "compound"][::25][:20]
    cases = []
    for row, logits in zip(rows + compound, logits_of(artefact, rows + compound)):
        text = normalise(row.text)
        ids, types, _ = encode(artefact.pieces, clauses_of(row.text), row.context)
        hashes = ngram_hashes(text)
        cases.append({
            "text": row.text, "context": row.context, "lang": row.lang, "normal": text, "words": words_of(text), "ids": ids, "types": types,
            "clauses": clauses_of(row.text), "grams": len(hashes), "gramXor": int(np.bitwise_xor.reduce(hashes)),
            "wide": [round(float(x), 4) for x in logits.wide], "intents": decide(combination, row, logits), "outOfScope": out_of_scope(combination, row, logits),
        })
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parity.jsonl").write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases))
