"""Sizes, seeds and places. `smoke` is the same road in under three minutes."""
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "wasm-models/shipped"


@dataclass(frozen=True)
class Config:
    name: str = "full"
    seed: int = 20261125
    # Authors whose text the model never sees: two for tuning and calibration, three for the figures. The weights that ship are the ones measured.
    tuning_authors: tuple[str, ...] = ("w5", "w30")
    test_authors: tuple[str, ...] = ("w4", "w10", "w12")
    hidden: int = 384
    layers: int = 2
    heads: int = 12
    # Inner width while the encoder learns from the teacher and for the first run, and what the strongest units leave of it for the second.
    inner: int = 1536
    narrow: int = 768
    narrow_seconds: float = 1500
    # Which layers of the teacher the encoder begins with, one for each of its own.
    teacher_layers: tuple[int, ...] = (0, 5)
    distil_seconds: float = 1200
    distil_rate: float = 5e-4
    positions: int = 160
    embedding: int = 128
    english_pieces: int = 5600
    han_least: int = 2
    # Time to train the encoder, seconds of wall clock; the schedule follows the clock, so a slower machine trains less, not longer.
    train_seconds: float = 2500
    batch: int = 64
    rate: float = 3e-4
    teacher_texts: int = 110_000
    wide_rows: int = 60_000
    wide_kept: int = 90_112
    # Features of the table inside the bundle, for when no model file can be read.
    small_kept: int = 5_000
    # Rows of one set that are measured.
    most_measured: int = 100_000
    threads: int = 1
    use_teacher: bool = True
    # Begin with the weights that ship instead of the teacher's layers: the first two runs are left out.
    go_on: bool = False
    # Share of steps that tell questions of one family apart.
    alike_share: float = 0.08
    # Public sets whose labels the encoder is not trained on in this configuration.
    without_heads: tuple[str, ...] = ()
    ship: bool = True

    @property
    def work(self) -> Path:
        return Path(os.environ.get("KEFU_TRAINING_WORK", ROOT / ".data/training")) / self.name


# Public sets, got from the addresses in README.md; missing ones are said and left out.
PUBLIC = Path(os.environ.get("KEFU_PUBLIC_SETS", ROOT / "wasm-models/training/public"))

CONFIGS = {
    "full": Config(),
    # More text than the last time: from the shipped weights on. Own intents are measured on banking77, so no more of it is seen.
    "further": Config(name="further", go_on=True, distil_seconds=0, train_seconds=0, narrow_seconds=2100, rate=2e-4, without_heads=("banking77",), alike_share=0.2),
    "smoke": Config(
        name="smoke", hidden=64, layers=2, heads=2, inner=128, narrow=96, narrow_seconds=6, teacher_layers=(), distil_seconds=0, train_seconds=20, teacher_texts=0, wide_rows=4_000,
        wide_kept=8_192, small_kept=2_000, most_measured=60, english_pieces=3000, use_teacher=False, ship=False,
    ),
}
