"""No public name is lost, and none changes its parameters: beside the list in golden/public_names.json.xz.

What came on top is no change. Regenerate the list with ``tools/public_names write`` when a change is meant, and say so
in the changelog.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path

from support.public_names import changed, collect

GOLDEN = Path(__file__).resolve().parent / "golden" / "public_names.json.xz"


def test_public_names_and_signatures_stay():
    before = json.loads(lzma.decompress(GOLDEN.read_bytes()))
    assert sum(map(len, before.values())) > 30_000
    assert changed(before, collect()) == []
