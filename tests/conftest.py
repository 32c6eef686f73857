"""What holds for every test: it starts from the same random numbers, and leaves the process as it found it; ``pytest
--order-seed 7`` runs the tests in an order that depends on the 7, to find those that lean on others."""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

import rushlight
from rushlight._core import state

MODES = ("grad", "inference", "recorder", "saved_hooks", "vmap", "before_write", "anomaly", "backward_pass")


def pytest_addoption(parser):
    parser.addoption("--order-seed", type=int, help="run the tests in a random order that this number chooses")
    parser.addoption("--every", action="store_true", help="walk the whole table where a sample of it is usual")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if not config.getoption("every"):
        rest = [item for item in items if item.get_closest_marker("every")]
        if rest:
            config.hook.pytest_deselected(items=rest)
            items[:] = [item for item in items if not item.get_closest_marker("every")]
    seed = config.getoption("order_seed")
    if seed is not None:
        random.Random(seed).shuffle(items)


def switches(t):
    """The settings of a library, rushlight or PyTorch, by their names."""
    return {
        "default dtype": t.get_default_dtype(),
        "default device": str(t.get_default_device()),
        "gradients": t.is_grad_enabled(),
        "inference mode": t.is_inference_mode_enabled(),
        "autocast": t.is_autocast_enabled("cpu"),
        "determinism": t.get_deterministic_debug_mode(),
        "warnings": t.is_warn_always_enabled(),
        "threads": t.get_num_threads(),
        "precision": t.get_float32_matmul_precision(),
    }


def settings():
    """What a test could leave changed in its process."""
    found = {
        "printing": rushlight.get_printoptions(),
        "modes": [getattr(state, name) for name in MODES],
        "NumPy's errors": np.geterr(),
        "folder": os.getcwd(),
        "environment": {k: v for k, v in os.environ.items() if k.startswith(("RUSHLIGHT_", "PYTHON", "OMP_"))},
        "search path": list(sys.path),
        "signals": [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)],
        "recursion limit": sys.getrecursionlimit(),
    }
    for name in ("rushlight", "torch"):
        if sys.modules.get(name):
            found |= {f"{name}'s {k}": v for k, v in switches(sys.modules[name]).items()}
    return found


def pytest_configure(config):
    """Processes that tests start import the same rushlight, from whatever folder they run in."""
    source = str(Path(rushlight.__file__).resolve().parent.parent)
    others = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    os.environ["PYTHONPATH"] = os.pathsep.join([source, *(p for p in others if Path(p).resolve() != Path(source))])


@pytest.fixture
def ctrl_c():
    """Processes that a test starts hear Ctrl-C. Those of a shell's background job don't, unless someone says so."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def _alike():
    """Each test alike, whatever ran before; and what it changes it puts back."""
    random.seed(0)
    np.random.seed(0)
    rushlight.manual_seed(0)
    if sys.modules.get("torch"):
        sys.modules["torch"].default_generator.manual_seed(0)
    before = settings()
    yield
    after = settings()
    left = {k: (before[k], after[k]) for k in before if k in after and before[k] != after[k]}
    assert not left, f"left changed (before, after): {left}"
