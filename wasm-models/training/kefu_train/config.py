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
    # Authors whose text the model never sees: one for tuning and calibration, three for the figures.
    tuning_authors: tuple[str, ...] = ("w5",)
    test_authors: tuple[str, ...] = ("w4", "w10", "w12")
    hidden: int = 256
    layers: int = 2
    heads: int = 4
    inner: int = 512
    positions: int = 160
    embedding: int = 128
    english_pieces: int = 5200
    han_least: int = 2
    # Time to train the encoder, seconds of wall clock; the schedule follows the clock, so a slower machine trains less, not longer.
    train_seconds: float = 2000
    batch: int = 32
    rate: float = 7e-4
    teacher_texts: int = 45_000
    wide_rows: int = 60_000
    wide_kept: int = 32_768
    # Features of the table inside the bundle, for when no model file can be read.
    small_kept: int = 5_000
    # Rows of one set that are measured.
    most_measured: int = 100_000
    threads: int = 1
    use_teacher: bool = True
    ship: bool = True
    # Begin with what another run learnt instead of at random.
    start_from: str = ""

    @property
    def work(self) -> Path:
        return Path(os.environ.get("KEFU_TRAINING_WORK", ROOT / ".data/training")) / self.name


# Public sets, got from the addresses in README.md; missing ones are said and left out.
PUBLIC = Path(os.environ.get("KEFU_PUBLIC_SETS", ROOT / "wasm-models/training/public"))

CONFIGS = {
    "full": Config(),
    # Goes on from "full" with every author; combination, temperature and thresholds are those of "full", where authors were held back.
    "final": Config(name="final", tuning_authors=(), test_authors=(), train_seconds=1700, rate=3e-4, start_from="full"),
    "smoke": Config(
        name="smoke", hidden=64, layers=2, heads=2, inner=128, train_seconds=25, teacher_texts=0, wide_rows=4_000,
        wide_kept=8_192, small_kept=2_000, most_measured=60, english_pieces=3000, use_teacher=False, ship=False,
    ),
}
