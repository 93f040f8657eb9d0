"""The model that ships, read back as one that can be trained on; heads that only training has are fitted to it first."""
import json

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

from .augment import encode
from .config import SHIPPED
from .encoder import IntentModel
from .onnx_graph import read_encoder
from .text import WordPieces
from .training import padded

# Texts a training-only head is fitted on, and how: the encoder stands still meanwhile.
MOST_TEXTS, BATCH, STEPS, RATE = 4_000, 64, 300, 3e-3


def shipped_pieces() -> list[str]:
    return (SHIPPED / "pieces.txt").read_text("utf8").split("\n")


def arrays_of(name: str) -> dict[str, np.ndarray]:
    """`heads` or `ngrams`: the arrays of a shipped file as its manifest describes them."""
    described = json.loads((SHIPPED / "manifest.json").read_text("utf8"))[name]
    content = (SHIPPED / described["file"]).read_bytes()
    return {
        key: np.frombuffer(content, entry["type"], int(np.prod(entry["shape"])), entry["at"]).reshape(entry["shape"]) for key, entry in described["arrays"].items()
    }


def begin_with_shipped(model: IntentModel, heads: dict[str, dict[str, list[str]]], texts, pieces: WordPieces) -> None:
    """`heads`: texts by label of each training-only head; `texts`: the teacher's vectors, or None. Fills `model`."""
    model.encoder.load_state_dict(read_encoder(onnx.load(str(SHIPPED / "encoder.onnx"))).state_dict())
    held = arrays_of("heads")
    with torch.no_grad():
        for name, head in (("intents", model.intents), ("embed", model.embed)):
            head.weight.copy_(torch.from_numpy(held[f"{name}.weight"].astype(np.float32) * held[f"{name}.scale"][:, None]))
            head.bias.copy_(torch.from_numpy(held[f"{name}.bias"].copy()))
    model.eval()
    generator = np.random.default_rng(1)
    for name, labels in heads.items():
        rows = [(text, place) for place, label in enumerate(sorted(labels)) for text in labels[label]]
        chosen = [rows[n] for n in generator.permutation(len(rows))[:MOST_TEXTS]]
        goal = torch.tensor([place for _, place in chosen])
        _fit(model.extra[name], _pooled(model, [t for t, _ in chosen], pieces), lambda out, at, goal=goal: F.cross_entropy(out, goal[at]))
    if texts is not None:
        chosen = generator.permutation(len(texts.texts))[:MOST_TEXTS]
        goal = torch.from_numpy(texts.vectors[chosen].astype(np.float32))
        with torch.no_grad():
            own = model.embed(_pooled(model, [texts.texts[n] for n in chosen], pieces))
        _fit(model.to_teacher, own, lambda out, at: 1 - (F.normalize(out, dim=-1) * goal[at]).sum(-1).mean())
    model.train()


@torch.no_grad()
def _pooled(model: IntentModel, texts: list[str], pieces: WordPieces) -> torch.Tensor:
    coded = [encode(pieces, [t], [])[0] for t in texts]
    out = torch.zeros(len(texts), model.intents.in_features)
    order = sorted(range(len(coded)), key=lambda n: len(coded[n]))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        ids = padded([coded[n] for n in batch])
        out[batch] = model.pool(ids, torch.zeros_like(ids))
    return out


def _fit(head: nn.Linear, inputs: torch.Tensor, loss_of) -> None:
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.02)
    for _ in range(STEPS):
        at = torch.randint(len(inputs), (BATCH * 4,))
        optimiser.zero_grad()
        loss_of(head(inputs[at]), at).backward()
        optimiser.step()
