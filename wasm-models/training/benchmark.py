"""`npm run train:benchmark -- --train FILE --test FILE`: what the shipped encoder is worth on another set."""
import argparse
import json
import os
import sys

_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_TOP_PAD_": "200000000", "OMP_WAIT_POLICY": "passive"}
if any(os.environ.get(name) != value for name, value in _ALLOCATOR.items()):
    os.environ.update(_ALLOCATOR)
    os.execv(sys.executable, [sys.executable, *sys.argv])

from kefu_train.benchmark import DEFAULT_SEED, benchmark  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--train", required=True, help="JSON lines of {text, label} or {text, labels}")
parser.add_argument("--test", required=True)
parser.add_argument("--seconds", type=float, default=900, help="most seconds of fine-tuning, of processor time by thread")
parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
given = parser.parse_args()
print(json.dumps(benchmark(given.train, given.test, given.seconds, given.threads, given.seed)))
