"""What all tests of the command line share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_curves(request, monkeypatch):
    """Drawing is slow: only the test of a run's files has it."""
    if "leaves_all_its_files" not in request.node.name:
        monkeypatch.setattr("rushlight.cli.train.write_curves", lambda run, path: None)
