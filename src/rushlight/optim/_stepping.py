"""What the optimizers that step parameter by parameter share: the pass over groups, step counts, checks of options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from .._base import dtypes
from .._core import state as _modes
from .._core.sparse import is_sparse
from .._ops.elementwise.complex import view_as_real
from .._ops.tensors.tensor_from_numpy import tensor
from .._tensor.tensor import Tensor
from .optimizer import Loss, Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._face.types import dtype


class Stepping(Optimizer):
    """An optimizer whose ``step`` updates one group after the other.

    A subclass defines ``_start(p, group)``, the state of a parameter before its first step, and ``_one(p, g, state,
    group)``, the update of one parameter in tensor operations, which ``differentiable=True`` records.
    ``_update(group)`` may do the same for a whole group by one operation.
    """

    late: dict[str, Any] = {}  # options that checkpoints of older versions lack
    counts: tuple[str, ...] = ("step",)  # what older checkpoints hold as numbers
    refused = ""  # the tensors that have no update: "complex"
    sparse = False  # whether ``_one`` takes sparse gradients

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for key, value in self.late.items():
                group.setdefault(key, value)
            for p in group["params"]:
                own = self.state.get(p) or {}
                for key in self.counts:
                    if key in own and not isinstance(own[key], Tensor):
                        own[key] = tensor(float(own[key]), dtype=count_dtype(group))

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], Loss]) -> Loss: ...

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        loss = None
        before = _modes.grad
        try:
            if closure is not None:
                _modes.grad = True
                loss = closure()
            _modes.grad = bool(self.defaults.get("differentiable"))
            for group in self.param_groups:
                try:
                    self._update(group)
                except NotImplementedError:  # by an update of all parameters at once, which does not look at each
                    self._check_sparse(group)
                    raise
        finally:
            _modes.grad = before
        return loss

    step.__doc__ = Optimizer.step.__doc__

    def _update(self, group):
        self._check_whole(group)
        for p in group["params"]:
            g = p._grad
            if g is None:
                continue
            if self.refused == "complex" and p.dtype.is_complex:
                raise RuntimeError(f"{type(self).__name__} does not support complex parameters")
            if is_sparse(g) and not self.sparse:
                self._check_sparse(group)
            state = self.state[p]
            if not state:
                state.update(self._start(p, group))
            elif _modes.grad:  # what earlier steps keep for their gradients must not be overwritten
                state.update({k: v.clone() for k, v in state.items() if isinstance(v, Tensor)})
            self._one(p, -g if group.get("maximize") else g, state, group)

    def _check_sparse(self, group):
        """Refuse sparse gradients."""
        if any(is_sparse(p._grad) for p in group["params"]):
            name = "Adam" if type(self).__name__ == "AdamW" else type(self).__name__
            instead = ", please consider SparseAdam instead" if name == "Adam" else ""
            raise RuntimeError(f"{name} does not support sparse gradients{instead}")

    def _check_whole(self, group):
        """Raise where PyTorch's form of the update for many tensors at once has no gradient."""
        if group.get("differentiable") and group.get("foreach"):
            raise AssertionError("_foreach ops don't support autograd: leave foreach out with differentiable=True")

    def _start(self, p, group):
        """The state of a parameter before its first step."""
        raise RuntimeError(f"{type(self).__name__} must define _start")

    def _one(self, p, g, state, group):
        """Update ``p`` by its gradient ``g``."""
        raise RuntimeError(f"{type(self).__name__} must define _one")

    def _refuse(self, defaults):
        """Raise for options that exclude each other."""
        if defaults.get("fused"):
            if defaults["differentiable"]:
                raise RuntimeError("`fused` does not support `differentiable`")
            if defaults["foreach"]:
                raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def check_rate(lr: float | Tensor, foreach: bool | None = False, capturable: bool = False) -> None:
    """Raise ValueError for what is no learning rate."""
    if isinstance(lr, Tensor):
        if foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        if lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
    if not lr >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")


def check_numbers(**options: float) -> None:
    """Raise ValueError for an option below 0; underscores in the names are spaces in the message."""
    for name, value in options.items():
        if not value >= 0.0:
            raise ValueError(f"Invalid {name} value: {value}")


def check_betas(betas: Any) -> None:
    """Raise ValueError for decay rates outside [0, 1)."""
    for i, b in enumerate(betas):
        if not 0.0 <= b < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {b}")


def number(value: Any) -> Any:
    """An option as a number: it may be a Tensor with one element."""
    return value.item() if isinstance(value, Tensor) else value


def count_dtype(group: dict[str, Any]) -> dtype:
    """The dtype of step counts: float32, unless everything is in float64."""
    double = dtypes.get_default_dtype() is dtypes.float64 and not group.get("fused")
    return dtypes.float64 if double else dtypes.float32


def decayed(g: Tensor, p: Tensor, weight_decay: Any) -> Tensor:
    """The gradient with the decay of weights added, which may be a Tensor."""
    if isinstance(weight_decay, Tensor):
        return g + weight_decay * p.clone()
    return g.add(p, alpha=weight_decay) if weight_decay != 0 else g


def zero_count(group: dict[str, Any], value: float = 0.0) -> Tensor:
    """A new step count."""
    return tensor(value, dtype=count_dtype(group))


def count(state: dict[str, Any]) -> int:
    """The number of this step: the count goes up by one."""
    step = state["step"]
    step += 1
    return step.item()


def real(*tensors: Any) -> Any:
    """Complex tensors as views of pairs of real numbers: each part is optimized by itself."""
    return tuple(t if t is None or not t.dtype.is_complex else view_as_real(t) for t in tensors)
