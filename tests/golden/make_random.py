"""Write random.json: what PyTorch 2.13 draws on a processor that is not Intel's. Run with PyTorch installed:

python tests/golden/make_random.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
(HERE / "random.json").touch()
if not (HERE / "random.json").read_text():
    (HERE / "random.json").write_text("{}")
sys.path.insert(0, str(HERE.parent / "_ops" / "random"))
from test_random import CASES, draw  # noqa: E402

assert torch.__version__.startswith("2.13")
(HERE / "random.json").write_text(json.dumps({name: draw(torch, code) for name, code in CASES.items()}) + "\n")
