"""Checks of what sparse tensors are made of, and of gradients with respect to them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .._core.sparse import is_sparse
from .._ops.sparse.making import checks
from .._ops.sparse.parts import values_of, with_parts


class check_sparse_tensor_invariants:
    """Within the block (or the decorated function) new sparse tensors are also checked for what is costly to check:
    that what is called coalesced is so, and that rows of compressed tensors are sorted. Sizes are checked always.

    >>> with torch.sparse.check_sparse_tensor_invariants():
    ...     torch.sparse.check_sparse_tensor_invariants.is_enabled()
    True
    """

    def __init__(self, enable: bool = True) -> None:
        self.state = enable
        self.saved_state: bool | None = None

    @staticmethod
    def is_enabled() -> bool:
        """Whether new sparse tensors are checked."""
        return checks[0]

    @staticmethod
    def enable() -> None:
        """Check new sparse tensors from now on."""
        checks[0] = True

    @staticmethod
    def disable() -> None:
        """Don't check new sparse tensors any more."""
        checks[0] = False

    def __enter__(self) -> None:
        if self.saved_state is not None:
            raise RuntimeError(
                "This context manager instance is already activated. Use a different context manager instance for "
                "context nesting."
            )
        self.saved_state, checks[0] = checks[0], self.state

    def __exit__(self, type: Any, value: Any, traceback: Any) -> None:
        checks[0], self.saved_state = bool(self.saved_state), None

    def __call__(self, mth: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(mth)
        def checked(*args: Any, **kwargs: Any) -> Any:
            with type(self)(self.state):
                return mth(*args, **kwargs)

        return checked


def as_sparse_gradcheck(gradcheck: Callable[..., bool]) -> Callable[..., bool]:
    """``gradcheck`` for functions of sparse tensors: it varies the stored values, at fixed places.

    >>> check = torch.sparse.as_sparse_gradcheck(torch.autograd.gradcheck)
    >>> x = torch.eye(2, dtype=torch.float64).to_sparse().requires_grad_()
    >>> check(lambda s: torch.sparse.mm(s, torch.ones(2, 1, dtype=torch.float64)), [x])
    True
    """

    @functools.wraps(gradcheck)
    def checked(func: Callable[..., Any], inputs: Any, *args: Any, masked: bool = True, **kwargs: Any) -> bool:
        given = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        arrays = [v._array if is_sparse(v) else None for v in given]
        dense = [
            v if a is None else values_of(v.detach()).clone().requires_grad_(v.requires_grad)
            for v, a in zip(given, arrays, strict=True)
        ]

        def of_values(*values: Any) -> Any:
            results = func(*(v if a is None else with_parts(a, v) for v, a in zip(values, arrays, strict=True)))
            many = results if isinstance(results, tuple) else (results,)
            many = tuple(r.to_dense() if is_sparse(r) else r for r in many)
            return many if isinstance(results, tuple) else many[0]

        return gradcheck(of_values, tuple(dense), *args, **kwargs)

    return checked
