"""What the stages that train share."""
import json
import math

import torch

from .authored import INTENTS
from .config import Config
from .encoder import Encoder, IntentModel
from .teacher import WIDTH
from .text import WordPieces

# The mean of the weights moves every few steps: that costs as much as a tenth of a step.
EMA, EVERY = 0.996, 4


def load_pieces(config: Config) -> WordPieces:
    return WordPieces(json.loads((config.work / "vocabulary.json").read_text("utf8")))


def make_model(config: Config, vocabulary: int, extra: dict[str, int], inner: int | None = None, dropout: float = 0.1) -> IntentModel:
    """`inner`: of the first run where it is not named."""
    encoder = Encoder(vocabulary, config.hidden, config.layers, config.heads, inner or config.inner, config.positions, dropout)
    return IntentModel(encoder, config.hidden, len(INTENTS), config.embedding, extra, WIDTH)


def padded(rows: list[list[int]]) -> torch.Tensor:
    length = max(map(len, rows))
    return torch.tensor([r + [0] * (length - len(r)) for r in rows])


def rate_at(progress: float) -> float:
    return min(1.0, progress / 0.04) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


class Mean:
    """Moving average of the weights: what is kept in the end."""

    def __init__(self, model: torch.nn.Module):
        self.held = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def follow(self, model: torch.nn.Module, number: int) -> None:
        if number % EVERY:
            return
        keep = min(EMA, (1 + number) / (10 + number))
        with torch.no_grad():
            state = model.state_dict()
            torch._foreach_lerp_([self.held[n] for n in state], list(state.values()), 1 - keep)
