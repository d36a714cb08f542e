"""Places in the checkout that tests read from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
# The real disclosure: 广州市政协办公厅, 2024.
SAMPLE = SAMPLES / "2024" / "guangzhou-cppcc.txt"
