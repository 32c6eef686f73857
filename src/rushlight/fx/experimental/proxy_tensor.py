"""``torch.fx.experimental.proxy_tensor``: programs recorded operation by operation are not here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

__all__ = ["get_proxy_mode", "make_fx", "maybe_disable_fake_tensor_mode"]


def make_fx(f: Callable[..., Any], *args: Any, **kwargs: Any) -> NoReturn:
    """Raises RuntimeError: write ``torch.fx.symbolic_trace(f)``, which records a program as it is written."""
    raise RuntimeError(
        "make_fx records the operations that a program ends up in, which is not possible here: use "
        "torch.fx.symbolic_trace(f), which records the program as it is written"
    )


def get_proxy_mode() -> None:
    """The mode that records: there is none."""


def maybe_disable_fake_tensor_mode() -> AbstractContextManager[None]:
    """A block without fake tensors."""
    return nullcontext()
