"""The int8 artefact as it runs: ONNX encoder, heads as int8 leaves them, wide branch. The deep and wide figures of the held-back sets are measured through this."""
import json
from dataclasses import dataclass

import numpy as np
import onnxruntime

from .augment import encode
from .authored import INDEX
from .config import Config
from .text import WordPieces
from .train_wide import Wide, load_wide


def pool(hidden: np.ndarray, embedded: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    if not chosen.any():
        return np.zeros(3 * hidden.shape[1], np.float32)
    return np.concatenate([hidden[chosen].mean(0), hidden[chosen].max(0), embedded[chosen].mean(0)])


@dataclass
class Artefact:
    session: onnxruntime.InferenceSession
    pieces: WordPieces
    heads: dict[str, np.ndarray]
    wide: Wide

    def run(self, clauses: list[str], context: list[dict]) -> tuple[np.ndarray, list[np.ndarray]]:
        """Pooled vector of the whole and of each clause."""
        ids, types, clause = (np.array(part, np.int32) for part in encode(self.pieces, clauses, context))
        hidden, embedded = self.session.run(None, {"ids": ids, "types": types})
        return pool(hidden, embedded, types == 0), [pool(hidden, embedded, clause == n + 1) for n in range(len(clauses))]

    def deep_logits(self, pooled: np.ndarray) -> np.ndarray:
        return pooled @ self.heads["intents.weight"].T + self.heads["intents.bias"]

    def embedding(self, pooled: np.ndarray) -> np.ndarray:
        vector = pooled @ self.heads["embed.weight"].T + self.heads["embed.bias"]
        return vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-9)


def open_session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def load_artefact(config: Config) -> Artefact:
    vocabulary = json.loads((config.work / "vocabulary.json").read_text("utf8"))
    heads = dict(np.load(config.work / "heads.npz"))
    wide, shift = load_wide(config), config.work / "shift.json"
    if shift.exists():
        wide.bias[INDEX["out_of_scope"]] += json.loads(shift.read_text())
    return Artefact(open_session((config.work / "encoder.onnx").read_bytes()), WordPieces(vocabulary), heads, wide)
