"""What a package holds, however deep its folders are."""

from __future__ import annotations

import importlib
import pkgutil

__all__ = ["module_names", "modules"]


def module_names(package):
    """The dotted names of a package and of all modules below it."""
    return [package.__name__, *(m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))]


def modules(package):
    return [importlib.import_module(name) for name in module_names(package)]
