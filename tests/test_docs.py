"""The code that the pages show runs."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import rushlight
from rushlight._face.public import HOMES

ROOT = Path(__file__).resolve().parent.parent


def blocks(page):
    """The Python code of a page, as one script per page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


@pytest.fixture
def declarations():
    """What pages declare is public for them alone."""
    yield
    for names in HOMES.values():
        for name in [name for name, declared in names.items() if declared.source == "page"]:
            del names[name]


@pytest.mark.usefixtures("declarations")
@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_code_of_the_page_runs(page):
    code = blocks(page)
    assert code
    exec(compile("\n".join(code), page, "exec"), {"__name__": "page"})


def test_the_compatibility_page_names_what_is_there():
    page = (ROOT / "COMPATIBILITY.md").read_text()
    sections = re.split(r"^## `(torch[\w.]*)`$", page, flags=re.MULTILINE)[1:]
    assert len(sections) >= 30
    for path, text in zip(sections[::2], sections[1::2], strict=True):
        try:
            space = (
                rushlight.Tensor
                if path == "torch.Tensor"
                else importlib.import_module(path.replace("torch", "rushlight", 1))
            )
        except ModuleNotFoundError:
            space = None
        for line in text.splitlines():
            mark, _, names = line.partition(": ")
            if mark in ("**exact**", "**here**", "**missing**"):
                for name in re.findall(r"`([^`]+)`", names):
                    assert hasattr(space, name) == (mark != "**missing**"), f"{path}.{name}: run tools/compatibility"


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "benchmarks/README.md"])
def test_links_and_paths_exist(page):
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"
    for target in re.findall(r"`((?:src|csrc|tests|tools|benchmarks)/[\w./]+)`", text):
        assert (ROOT / target).exists(), f"{page} names {target}"
