"""Stage 4: half the inner width of a trained encoder: the units that move the result most stay, and the way down is fitted anew to say what all of them said."""
import torch
from torch.nn import functional as F

from .encoder import IntentModel

# Batches whose places show what the units do, and how much the fit is held back (share of the mean square of a unit).
BATCHES, RIDGE = 30, 1e-3


@torch.no_grad()
def narrowed(weights: dict[str, torch.Tensor], model: IntentModel, steps) -> None:
    """`weights`: of the same model with more inner units; fills `model`. Layer by layer, each seeing what the narrowed ones before it give."""
    kept = {name: value for name, value in weights.items() if ".up." not in name and ".down." not in name}
    missing = model.load_state_dict(kept, strict=False).missing_keys
    assert all(".up." in name or ".down." in name for name in missing), missing
    batches = [steps.batch_ids() for _ in range(BATCHES)]
    model.eval()
    for number, layer in enumerate(model.encoder.layers):
        up, up_bias, down, down_bias = (weights[f"encoder.layers.{number}.{part}"] for part in ("up.weight", "up.bias", "down.weight", "down.bias"))
        seen = torch.cat([_before_inner(model, ids, number) for ids in batches])
        units = F.gelu(seen @ up.T + up_bias, approximate="tanh")
        strength = units.pow(2).mean(0) * down.pow(2).sum(0)
        best = strength.topk(layer.up.out_features).indices.sort().values
        own, all_said = units[:, best], units @ down.T
        # Least squares with a constant, so that the mean of what went stays.
        mean, goal = own.mean(0), all_said.mean(0)
        square = (own - mean).T @ (own - mean) / len(own)
        square += torch.eye(len(best)) * RIDGE * square.diagonal().mean()
        fitted = torch.linalg.solve(square, (own - mean).T @ (all_said - goal) / len(own)).T
        layer.up.weight.copy_(up[best]), layer.up.bias.copy_(up_bias[best])
        layer.down.weight.copy_(fitted), layer.down.bias.copy_(down_bias + goal - fitted @ mean)
        lost = ((own - mean) @ fitted.T - (all_said - goal)).pow(2).mean() / (all_said - goal).pow(2).mean()
        print(f"layer {number}: {len(best)} of {len(strength)} inner units, {lost:.4f} of the variance lost", flush=True)
    model.train()


def _before_inner(model: IntentModel, ids: torch.Tensor, number: int) -> torch.Tensor:
    """States [places, H] that enter the inner units of a layer; what pads is left out."""
    encoder, found = model.encoder, []
    hook = encoder.layers[number].norm1.register_forward_hook(lambda _, __, out: found.append(out))
    encoder(ids, torch.zeros_like(ids))
    hook.remove()
    return found[0][ids != 0].float()
