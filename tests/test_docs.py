"""The code that the pages show runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def blocks(page):
    """The Python code of a page, as one script per page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_code_of_the_page_runs(page):
    code = blocks(page)
    assert code
    exec(compile("\n".join(code), page, "exec"), {"__name__": "page"})


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "benchmarks/README.md"])
def test_links_and_paths_exist(page):
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"
    for target in re.findall(r"`((?:src|csrc|tests|tools|benchmarks)/[\w./]+)`", text):
        assert (ROOT / target).exists(), f"{page} names {target}"
