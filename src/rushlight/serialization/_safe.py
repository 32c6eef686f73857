"""The classes and functions that a user trusts checkpoints to construct, beyond the fixed table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


# PyTorch refuses these modules even when listed
_BLOCKED = frozenset(("sys", "os", "posix", "nt"))
_trusted: list[Any] = []


def add_safe_globals(safe_globals: list[Callable | tuple[Callable, str]]) -> None:
    """Let ``load`` construct these classes and call these functions when a file names them.

    safe_globals: a list of classes or functions; ``(object, "module.name")`` for one that files know by
    another name. Only add what is harmless with any arguments: a file chooses the arguments. Source:
    PyTorch's function of this name.

    >>> add_safe_globals([complex])
    >>> get_safe_globals()
    [<class 'complex'>]
    >>> clear_safe_globals()
    """
    safe_globals = list(safe_globals)
    for entry in safe_globals:
        _name_of(entry)
    _trusted.extend(e for e in safe_globals if e not in _trusted)


def get_safe_globals() -> list:
    """The objects added by ``add_safe_globals`` (``load`` constructs them besides the fixed table)."""
    return list(_trusted)


def clear_safe_globals() -> None:
    """Forget all objects added by ``add_safe_globals``."""
    _trusted.clear()


class safe_globals:
    """Context manager: ``add_safe_globals`` for the length of a block.

    >>> with safe_globals([complex]):
    ...     get_safe_globals()
    [<class 'complex'>]
    """

    def __init__(self, safe_globals: list[Any]) -> None:
        self.safe_globals = list(safe_globals)

    def __enter__(self) -> None:
        self._added = [e for e in self.safe_globals if e not in _trusted]
        add_safe_globals(self.safe_globals)

    def __exit__(self, *exc: object) -> None:
        for entry in self._added:
            if entry in _trusted:
                _trusted.remove(entry)


def find_safe(full_name: str) -> Any:
    """The trusted object of that name, as a 1-tuple; None if nobody vouched for it."""
    for entry in _trusted:
        if full_name in _name_of(entry):
            return (entry[0] if isinstance(entry, tuple) else entry,)
    return None


def is_safe(obj: object) -> bool:
    """Whether ``obj`` itself was added by ``add_safe_globals``."""
    return any((e[0] if isinstance(e, tuple) else e) is obj for e in _trusted)


def is_blocked(module: str) -> bool:
    """Whether nothing of this module may be named in a file, trusted or not."""
    return module in _BLOCKED


def _name_of(entry):
    """The names under which files may know an entry."""
    if isinstance(entry, tuple):
        if len(entry) != 2:
            raise ValueError(
                f"Expected tuple of length 2 (global, str of callable full path), but got tuple of length: {len(entry)}"
            )
        if type(entry[1]) is not str:
            raise TypeError(f"Expected second item in tuple to be str of callable full path, but got: {type(entry[1])}")
        return (entry[1],)
    module, name = getattr(entry, "__module__", None), getattr(entry, "__qualname__", None)
    if module is None or name is None:
        raise TypeError(f"add_safe_globals: expected classes and functions, got {type(entry).__name__} {entry!r:.60}")
    full = f"{module}.{name}"
    if full.startswith("rushlight.vision."):  # PyTorch's files know them by these names
        return full, full.replace("rushlight.vision", "torchvision", 1)
    return (full, full.replace("rushlight", "torch", 1)) if full.startswith("rushlight.") else (full,)
