"""`npm run train`: prepare → distil → train → narrow → wide → quantize → calibrate → evaluate → gate → export. Each stage keeps what it made and is skipped when it is there."""
import argparse
import os
import sys
import time

# Training steps are several times faster when freed memory is kept (see README.md); the allocator reads this when the process starts.
_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_TOP_PAD_": "200000000", "OMP_WAIT_POLICY": "passive"}
if any(os.environ.get(name) != value for name, value in _ALLOCATOR.items()):
    os.environ.update(_ALLOCATOR)
    os.execv(sys.executable, [sys.executable, *sys.argv])

from kefu_train.config import CONFIGS  # noqa: E402


def stages() -> dict:
    from kefu_train.calibrate import calibrate
    from kefu_train.distil import distil
    from kefu_train.evaluate import evaluate
    from kefu_train.export import export
    from kefu_train.gate import gate
    from kefu_train.prepare import prepare
    from kefu_train.quantize import quantize
    from kefu_train.train_encoder import narrow_encoder, train_encoder
    from kefu_train.train_wide import train_wide

    return {"prepare": prepare, "distil": distil, "train": train_encoder, "narrow": narrow_encoder, "wide": train_wide, "quantize": quantize, "calibrate": calibrate, "evaluate": evaluate, "gate": gate, "export": export}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", choices=sorted(CONFIGS), default="full")
    parser.add_argument("--stage", help="one stage alone")
    parser.add_argument("--accept", default="", metavar="REASON", help="ship although the gate complains; complaints and reason are kept in figures.json")
    given = parser.parse_args()
    config = CONFIGS[given.config]
    config.work.mkdir(parents=True, exist_ok=True)
    for name, stage in stages().items():
        if given.stage in (None, name):
            started = time.monotonic()
            stage(config, given.accept) if name == "gate" else stage(config)
            print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
