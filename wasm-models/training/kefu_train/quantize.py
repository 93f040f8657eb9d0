"""Stage 6: float weights → int8 ONNX and int8 heads. Says how far int8 lies from float."""
import numpy as np
import onnx
import torch

from .authored import split_by_author
from .augment import encode
from .config import Config
from .onnx_graph import build
from .training import load_pieces, make_model
from .artefact import load_artefact


def load_float(config: Config):
    pieces = load_pieces(config)
    saved = torch.load(config.work / "encoder.pt", weights_only=False)["model"]
    extra = {n.split(".")[1]: v.shape[0] for n, v in saved.items() if n.startswith("extra.") and n.endswith("bias")}
    model = make_model(config, len(pieces.vocabulary), extra, config.narrow)
    model.load_state_dict(saved)
    return model.eval(), pieces


def rounded(weight: np.ndarray) -> np.ndarray:
    """What is left of a weight kept as int8 with a scale per output."""
    values, scale = head_int8(weight)
    return values.astype(np.float32) * scale[:, None]


def head_int8(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.maximum(np.abs(weight).max(1), 1e-8) / 127
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def quantize(config: Config) -> None:
    model, pieces = load_float(config)
    onnx.save(build(model.encoder), config.work / "encoder.onnx")
    heads = {f"{part}.{kind}": getattr(getattr(model, part), kind).detach().numpy() for part in ("intents", "embed") for kind in ("weight", "bias")}
    np.savez(config.work / "heads.npz", **{name: rounded(value) if name.endswith("weight") else value for name, value in heads.items()})
    artefact = load_artefact(config)
    split = split_by_author(config.tuning_authors, config.test_authors)
    sample = (split.tuning or split.train)[::7][:400]
    apart, same = [], 0
    with torch.inference_mode():
        for row in sample:
            ids, types, _ = encode(pieces, [row.text], [])
            exact = model.intents(model.pool(torch.tensor([ids]), torch.tensor([types])))[0].numpy()
            whole = artefact.deep_logits(artefact.run([row.text], [])[0])
            apart.append(float(np.abs(exact - whole).mean()))
            same += int(exact.argmax() == whole.argmax())
    print(f"int8 against float: {np.mean(apart):.3f} logits apart, same best intent {same / len(sample):.3f}, file {(config.work / 'encoder.onnx').stat().st_size / 1e6:.2f} MB")
