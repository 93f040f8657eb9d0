"""A small BERT, shaped as its teacher MiniLM so that it can begin with layers of it, and pooled heads. Written plainly: onnx_graph.py mirrors it."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, hidden: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        rows, length, hidden = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(hidden // self.heads) + bias.to(q.dtype), dim=-1)
        x = self.norm1(x + self.dropout(self.out((weights @ v).transpose(1, 2).reshape(rows, length, hidden))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x), approximate="tanh"))))


class Encoder(nn.Module):
    """ids, types [B, T] (0 pads) → hidden and input embeddings [B, T, H]. Types: 0 message, 1 earlier customer turn, 2 agent or bot."""

    def __init__(self, vocabulary: int, hidden: int, layers: int, heads: int, inner: int, positions: int, dropout: float = 0.1):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, hidden, padding_idx=0)
        self.places = nn.Embedding(positions, hidden)
        self.types = nn.Embedding(3, hidden)
        for table in (self.tokens, self.places, self.types):
            nn.init.normal_(table.weight, std=0.04)
        self.norm = nn.LayerNorm(hidden)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner, dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        embedded = self.norm(self.tokens(ids) + self.types(types) + self.places.weight[: ids.shape[1]])
        bias = torch.zeros(ids.shape, device=ids.device).masked_fill(ids == 0, -1e4)[:, None, None, :]
        x = self.dropout(embedded)
        for layer in self.layers:
            x = layer(x, bias)
        return x.float(), embedded.float()


def pooled(hidden: torch.Tensor, embedded: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean and maximum of the hidden states and mean of the input embeddings over `mask` [B, T] → [B, 3H]. An empty mask gives zeros."""
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    count = weight.sum(1).clamp(min=1)
    highest = hidden.masked_fill(~mask.unsqueeze(-1), -1e4).amax(1)
    highest = torch.where(mask.any(1, keepdim=True), highest, torch.zeros_like(highest))
    return torch.cat([(hidden * weight).sum(1) / count, highest, (embedded * weight).sum(1) / count], dim=-1)


class IntentModel(nn.Module):
    """Encoder, intent head, embedding for custom intents, and heads that only training uses."""

    def __init__(self, encoder: Encoder, hidden: int, intents: int, embedding: int, extra: dict[str, int], teacher: int):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.2)
        self.intents = nn.Linear(3 * hidden, intents)
        self.embed = nn.Linear(3 * hidden, embedding)
        self.to_teacher = nn.Linear(embedding, teacher)
        self.extra = nn.ModuleDict({name: nn.Linear(3 * hidden, size) for name, size in extra.items()})

    def pool(self, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        hidden, embedded = self.encoder(ids, types)
        return pooled(hidden, embedded, (types == 0) & (ids != 0))
