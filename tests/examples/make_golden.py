"""Makes ``golden.json``: the losses that PyTorch prints for the examples at toy size.

    python tests/examples/make_golden.py           all of ``support/examples.py``, into golden.json
    python tests/examples/make_golden.py NAMES     these, printed as JSON

Made with PyTorch 2.13 on an x86-64 CPU that isn't Intel's (dropout draws other numbers there).
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"


def losses(name, steps):
    """The lines about steps that an example prints under the ``torch`` of this process."""
    printed, arguments = io.StringIO(), sys.argv
    sys.argv = [f"{name}.py", "--steps", str(steps)]
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    finally:
        sys.argv = arguments
    return [line for line in printed.getvalue().splitlines() if line.startswith("step ")]


def main(names):
    import torch

    sys.path.insert(0, str(HERE.parent))
    from support.examples import TABLE

    torch.set_num_threads(1)
    result = {name: losses(name, TABLE[name][0]) for name in names or TABLE}
    if names:
        print(json.dumps(result))
    else:
        (HERE / "golden.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
