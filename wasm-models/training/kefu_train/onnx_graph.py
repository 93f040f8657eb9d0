"""The encoder as an ONNX graph of standard int8 operators: DynamicQuantizeLinear + MatMulInteger, weights per output channel.

Written by hand, node for node after encoder.py, so that every weight keeps its name: `read_encoder` turns the shipped file back into one
that can be trained on. Weights use 7 of their 8 bits: kernels without VNNI add two products in 16 bits and would saturate.
"""
import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .encoder import Encoder

MOST = 63
OPSET = 20


def quantised(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """int8 values and the scale of each slice along `axis`."""
    others = tuple(n for n in range(weight.ndim) if n != axis)
    scale = np.maximum(np.abs(weight).max(axis=others), 1e-8) / MOST
    shape = [1] * weight.ndim
    shape[axis] = -1
    return np.clip(np.round(weight / scale.reshape(shape)), -MOST, MOST).astype(np.int8), scale.astype(np.float32)


class _Graph:
    def __init__(self) -> None:
        self.nodes: list = []
        self.constants: list = []
        self.count = 0

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: int = 1, name: str | None = None, **attributes):
        self.count += 1
        names = [name or f"{kind}_{self.count}"] if outputs == 1 else [f"{kind}_{self.count}_{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def table(self, name: str, weight: np.ndarray, at: str) -> str:
        """Rows of an int8 table with a scale per row."""
        values, scale = quantised(weight, 0)
        rows = self.node("Cast", [self.node("Gather", [self.constant(name, values), at])], to=TensorProto.FLOAT)
        return self.node("Mul", [rows, self.node("Gather", [self.constant(f"{name}.scale", scale[:, None]), at])])

    def linear(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """weight [out, in] as in PyTorch, kept [in, out]."""
        values, scale = quantised(weight.T, 1)
        q, q_scale, q_zero = self.node("DynamicQuantizeLinear", [x], 3)
        zeros = self.constant(f"{name}.zero", np.zeros(len(scale), np.int8))
        whole = self.node("MatMulInteger", [q, self.constant(f"{name}.weight", values), q_zero, zeros])
        factor = self.node("Mul", [q_scale, self.constant(f"{name}.scale", scale)])
        exact = self.node("Mul", [self.node("Cast", [whole], to=TensorProto.FLOAT), factor])
        return self.node("Add", [exact, self.constant(f"{name}.bias", bias)])

    def norm(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray, out: str | None = None) -> str:
        parts = [x, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        return self.node("LayerNormalization", parts, name=out, axis=-1, epsilon=1e-5)


def build(encoder: Encoder) -> onnx.ModelProto:
    """ids, types [T] int32 → hidden, embedded [T, H]. One message at a time: nothing is padded."""
    w = {name: value.detach().cpu().numpy().astype(np.float32) for name, value in encoder.state_dict().items()}
    hidden, heads, layers = w["norm.weight"].shape[0], encoder.layers[0].heads, len(encoder.layers)
    g = _Graph()
    length = g.node("Shape", ["ids"])
    zero, axis = g.constant("zero", np.array([0], np.int64)), g.constant("axis", np.array([0], np.int64))
    values, scale = quantised(w["places.weight"], 0)
    place_scale = g.node("Slice", [g.constant("places.scale", scale[:, None]), zero, length, axis])
    places = g.node("Mul", [g.node("Cast", [g.node("Slice", [g.constant("places", values), zero, length, axis])], to=TensorProto.FLOAT), place_scale])
    kinds = g.node("Gather", [g.constant("types_table", w["types.weight"]), "types"])
    summed = g.node("Add", [g.node("Add", [g.table("tokens", w["tokens.weight"], "ids"), kinds]), places])
    embedded = g.norm(summed, "norm", w["norm.weight"], w["norm.bias"], out="embedded")
    split = g.constant("heads_shape", np.array([-1, 3, heads, hidden // heads], np.int64))
    joined = g.constant("joined_shape", np.array([-1, hidden], np.int64))
    scale = g.constant("attention_scale", np.array(1 / math.sqrt(hidden // heads), np.float32))
    x = embedded
    for number in range(layers):
        p = f"layers.{number}"
        qkv = g.node("Reshape", [g.linear(x, f"{p}.qkv", w[f"{p}.qkv.weight"], w[f"{p}.qkv.bias"]), split])
        parts = g.node("Split", [g.node("Transpose", [qkv], perm=[1, 2, 0, 3])], 3, axis=0, num_outputs=3)
        q, k, v = (g.node("Squeeze", [part, axis]) for part in parts)
        alike = g.node("Mul", [g.node("MatMul", [q, g.node("Transpose", [k], perm=[0, 2, 1])]), scale])
        seen = g.node("MatMul", [g.node("Softmax", [alike], axis=-1), v])
        merged = g.node("Reshape", [g.node("Transpose", [seen], perm=[1, 0, 2]), joined])
        attended = g.node("Add", [x, g.linear(merged, f"{p}.out", w[f"{p}.out.weight"], w[f"{p}.out.bias"])])
        x = g.norm(attended, f"{p}.norm1", w[f"{p}.norm1.weight"], w[f"{p}.norm1.bias"])
        inner = g.node("Gelu", [g.linear(x, f"{p}.up", w[f"{p}.up.weight"], w[f"{p}.up.bias"])], approximate="tanh")
        fed = g.node("Add", [x, g.linear(inner, f"{p}.down", w[f"{p}.down.weight"], w[f"{p}.down.bias"])])
        x = g.norm(fed, f"{p}.norm2", w[f"{p}.norm2.weight"], w[f"{p}.norm2.bias"], out="hidden" if number + 1 == layers else None)
    values = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["length", hidden])  # noqa: E731
    numbers = lambda name: helper.make_tensor_value_info(name, TensorProto.INT32, ["length"])  # noqa: E731
    graph = helper.make_graph(g.nodes, "encoder", [numbers("ids"), numbers("types")], [values("hidden"), values("embedded")], g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9, producer_name="kefu")
    onnx.checker.check_model(model)
    return model


def read_encoder(model: onnx.ModelProto, dropout: float = 0.1) -> Encoder:
    """The shipped int8 file as an encoder that can be trained further."""
    held = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    layers = 1 + max(int(name.split(".")[1]) for name in held if name.startswith("layers."))
    tokens = held["tokens"].astype(np.float32) * held["tokens.scale"]
    heads = int(held["heads_shape"][2])
    encoder = Encoder(len(tokens), tokens.shape[1], layers, heads, len(held["layers.0.up.bias"]), len(held["places"]), dropout)
    state = {"tokens.weight": tokens, "places.weight": held["places"].astype(np.float32) * held["places.scale"], "types.weight": held["types_table"]}
    for name in encoder.state_dict():
        if name in state:
            continue
        base = name.removesuffix(".weight")
        whole = f"{base}.scale" in held
        state[name] = (held[name].astype(np.float32) * held[f"{base}.scale"]).T if whole and name.endswith(".weight") else held[name]
    encoder.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()})
    return encoder
