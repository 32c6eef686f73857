"""L-BFGS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import state as _modes
from .._ops.shapes.cat_stack import cat
from ..autograd import enable_grad
from ._line_search import strong_wolfe
from ._stepping import check_rate, number, real
from .optimizer import Loss, Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["LBFGS"]


class LBFGS(Optimizer):
    """Newton's method with the inverse of the curvature estimated from the last ``history_size`` steps. For full
    batches of smooth functions; needs that many times the memory of the parameters. Nocedal, Updating quasi-Newton
    matrices, 1980.

    lr                of the steps; with a line search, of the first trial
    max_iter          steps per call of ``step``; max_eval: evaluations of the closure (by default 1.25 max_iter)
    tolerance_grad    end when no gradient is greater
    tolerance_change  end when neither parameters nor loss change by more
    line_search_fn    None or 'strong_wolfe'

    One group of parameters only. Raises ValueError for several, and for a bad rate.

    >>> p = torch.nn.Parameter(torch.tensor([3.0, -2.0]))
    >>> optimizer = torch.optim.LBFGS([p], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = ((p - 1) ** 4).sum()
    ...     loss.backward()
    ...     return loss
    >>> loss = optimizer.step(closure)
    >>> bool(closure() < 1e-4)
    True
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_rate(lr)
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def step(self, closure: Callable[[], Loss]) -> Loss:  # type: ignore[override]
        """Step up to ``max_iter`` times. ``closure`` computes the loss and its gradients anew and returns the loss.

        Returns the loss at the start.
        """
        if len(self.param_groups) != 1:
            raise AssertionError(f"Expected exactly one param_group, but got {len(self.param_groups)}")
        before, _modes.grad = _modes.grad, False
        try:
            return self._run(enable_grad()(closure))
        finally:
            _modes.grad = before

    def _run(self, closure):
        group, state = self.param_groups[0], self.state[self._params[0]]
        lr, max_iter, max_eval = number(group["lr"]), group["max_iter"], group["max_eval"]
        search = group["line_search_fn"]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss, evaluations = float(first), 1
        state["func_evals"] += 1
        g = self._gradient()
        small = g.abs().max() <= group["tolerance_grad"]
        if small:
            return first
        memory = _Memory(state, group["history_size"])
        t, steps = state.get("t"), 0
        while steps < max_iter:
            steps += 1
            state["n_iter"] += 1
            d = memory.direction(g, t, state["n_iter"] == 1)
            memory.remember(d, g)
            last = loss
            t = min(1.0, 1.0 / g.abs().sum().item()) * lr if state["n_iter"] == 1 else lr
            slope = g.dot(d)
            if slope > -group["tolerance_change"]:
                break
            used = 0
            if search is not None:
                if search != "strong_wolfe":
                    raise RuntimeError(f"only 'strong_wolfe' is supported, got line_search_fn={search!r}")
                x = [p.clone() for p in self._params]
                loss, g, t, used = strong_wolfe(
                    lambda t, x=x, d=d: self._evaluate(closure, x, t, d),
                    t,
                    d,
                    (loss, g, slope.item()),
                    most=max_eval - evaluations,
                )
                self._move(t, d)
                small = g.abs().max() <= group["tolerance_grad"]
            else:
                self._move(t, d)
                if steps != max_iter:  # the last value would be thrown away
                    loss, used = float(closure()), 1
                    g = self._gradient()
                    small = g.abs().max() <= group["tolerance_grad"]
            evaluations += used
            state["func_evals"] += used
            still = (d * t).abs().max() <= group["tolerance_change"] or abs(loss - last) < group["tolerance_change"]
            if steps == max_iter or evaluations >= max_eval or small or still:
                break
        state["d"], state["t"] = d, t
        memory.store(state)
        state["prev_loss"] = last
        return first

    def _numel(self):
        return sum((2 if p.dtype.is_complex else 1) * p.numel() for p in self._params)

    def _gradient(self):
        """All gradients as one vector."""
        parts = [p.new_zeros(p.shape) if p.grad is None else p.grad for p in self._params]
        return cat([real(g.to_dense())[0].reshape(-1) for g in parts], 0)

    def _move(self, t, d):
        """Add ``t d`` to the parameters."""
        at = 0
        for p in self._params:
            (x,) = real(p)
            x.add_(d[at : at + x.numel()].view_as(x), alpha=number(t))
            at += x.numel()

    def _evaluate(self, closure, x, t, d):
        """Loss and gradient at ``x + t d``; the parameters stay at ``x``."""
        self._move(t, d)
        loss = float(closure())
        g = self._gradient()
        for p, value in zip(self._params, x, strict=True):
            p.copy_(value)
        return loss, g


class _Memory:
    """The last steps and changes of the gradient, from which the direction follows by the two-loop recursion."""

    def __init__(self, state, size):
        self.size = size
        self.changes, self.steps = state.get("old_dirs"), state.get("old_stps")
        self.scales, self.start = state.get("ro"), state.get("H_diag")
        self.last, self.d = state.get("prev_flat_grad"), state.get("d")
        self.shares = state.get("al")

    def direction(self, g, t, first):
        """The direction of the next step; ``t`` is the length of the last."""
        if first:
            self.changes, self.steps, self.scales, self.start = [], [], [], 1
            return -g
        y, s = g - self.last, self.d * t
        ys = y.dot(s)
        if ys > 1e-10:
            if len(self.changes) == self.size:
                for kept in (self.changes, self.steps, self.scales):
                    kept.pop(0)
            self.changes.append(y)
            self.steps.append(s)
            self.scales.append(1.0 / ys)
            self.start = ys / y.dot(y)
        if self.shares is None:
            self.shares = [None] * self.size
        q = -g
        for i in range(len(self.changes) - 1, -1, -1):
            self.shares[i] = self.steps[i].dot(q) * self.scales[i]
            q.sub_(self.changes[i] * self.shares[i])
        d = q * self.start
        for i in range(len(self.changes)):
            d.add_(self.steps[i] * (self.shares[i] - self.changes[i].dot(d) * self.scales[i]))
        return d

    def remember(self, d, g):
        """Keep what the next direction is made of."""
        self.d = d
        self.last = g.clone()

    def store(self, state):
        """Write everything into the optimizer's state, under PyTorch's names."""
        state["old_dirs"], state["old_stps"], state["ro"], state["H_diag"] = (
            self.changes,
            self.steps,
            self.scales,
            self.start,
        )
        state["prev_flat_grad"] = self.last
        if self.shares is not None:
            state["al"] = self.shares
