"""Optimizer steps: one op overwrites many parameters and their state."""

from __future__ import annotations

from .._core import Op, apply
from .common.kernels import bound, of_floats
from .tensors.full import Full

_CHUNK = 24  # parameters per op: keeps its signature, by which plans are looked up, short


class SgdStep(Op):
    """A step of SGD on ``n`` parameters.

    Inputs lr, momentum, dampening, weight_decay (numbers), n parameters, n gradients and, with ``has_momentum``, n
    buffers. ``decay``: weight_decay counts; ``first``: the buffers hold nothing yet.
    """

    __slots__ = ("n", "has_momentum", "nesterov", "decay", "maximize", "first")
    visible = 0
    raw = True

    @property
    def writes(self):
        n = self.n
        return tuple(range(4, 4 + n)) + (tuple(range(4 + 2 * n, 4 + 3 * n)) if self.has_momentum else ())

    def infer(self, *specs):
        check(specs[4:], self.n)
        return ()

    def kernel(self, *specs):
        return bound("sgd_step", self._key()) if of_floats(*specs[4:]) else None

    def forward(self, xp, *arrays):
        xp.sgd_step(*map(float, arrays[:4]), *arrays[4:], **{p: getattr(self, p) for p in self.params})
        return ()


class AdamStep(Op):
    """A step of Adam on ``n`` parameters.

    Inputs lr, beta1, beta2, eps, weight_decay (numbers), n parameters, n gradients, n first and n second moments, with
    ``amsgrad`` n maxima of the latter, n step counts. ``decoupled``: AdamW.
    """

    __slots__ = ("n", "amsgrad", "maximize", "decay", "decoupled")
    visible = 0
    raw = True

    @property
    def writes(self):
        n = self.n
        return tuple(range(5, 5 + n)) + tuple(range(5 + 2 * n, 5 + (6 if self.amsgrad else 5) * n))

    def infer(self, *specs):
        check(specs[5 : -self.n], self.n)
        return ()

    def kernel(self, *specs):
        steps = specs[-self.n :]
        return bound("adam_step", self._key()) if of_floats(*specs[5 : -self.n]) and of_floats(*steps) else None

    def forward(self, xp, *arrays):
        xp.adam_step(*map(float, arrays[:5]), *arrays[5:], **{p: getattr(self, p) for p in self.params})
        return ()


class ZeroAll(Op):
    """Zeros into ``n`` tensors."""

    __slots__ = ("n",)
    name = "Zero"
    visible = 0
    raw = True

    @property
    def writes(self):
        return tuple(range(self.n))

    def infer(self, *specs):
        return ()

    def kernel(self, *specs):
        return bound("fill_zero", ())

    def forward(self, xp, *arrays):
        xp.fill_zero(*arrays)
        return ()


def check(specs, n):
    """Raise RuntimeError unless gradients and state have their parameters' shapes and dtypes."""
    for i, s in enumerate(specs):
        p = specs[i % n]
        if s.shape != p.shape or (s.dtype is not p.dtype and i < 2 * n):
            what = ("parameter", "gradient")[i // n] if i < 2 * n else "state"
            raise RuntimeError(
                f"optimizer step: a parameter of shape {p.shape}, {p.dtype}, has a {what} of shape {s.shape}, {s.dtype}"
            )


def sgd_step(
    params, grads, buffers, *, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False, maximize=False
):
    """A step of stochastic gradient descent, in place.

    params, grads: lists of tensors; buffers: a list with the momentum buffer of each, or None for one that has none yet
    (it is made and put into the list; ignored without momentum). The numbers are read anew at every call.
    Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).

    >>> p = torch.ones(2); sgd_step([p], [torch.ones(2)], [None], lr=0.1); p
    tensor([0.9000, 0.9000])
    """
    flags = bool(nesterov), weight_decay != 0, bool(maximize)
    if momentum == 0:
        for i in range(0, len(params), _CHUNK):
            ps = params[i : i + _CHUNK]
            op = SgdStep.of(len(ps), False, *flags, False)
            apply(op, lr, 0.0, dampening, weight_decay, *ps, *grads[i : i + _CHUNK])
        return
    new = [i for i, b in enumerate(buffers) if b is None]
    for i in new:
        p = params[i]
        buffers[i] = apply(Full.of(p._array.shape, p._dtype, p._device), None)
    fresh = set(new)
    old = range(len(params)) if not new else [i for i in range(len(params)) if i not in fresh]
    for first, members in ((False, old), (True, new)):
        for i in range(0, len(members), _CHUNK):
            part = members[i : i + _CHUNK]
            op = SgdStep.of(len(part), True, *flags, first)
            apply(
                op,
                lr,
                momentum,
                dampening,
                weight_decay,
                *[params[j] for j in part],
                *[grads[j] for j in part],
                *[buffers[j] for j in part],
            )


def adam_step(
    params,
    grads,
    exp_avgs,
    exp_avg_sqs,
    max_exp_avg_sqs,
    steps,
    *,
    lr,
    beta1,
    beta2,
    eps,
    weight_decay=0.0,
    amsgrad=False,
    maximize=False,
    decoupled=False,
):
    """A step of Adam (AdamW with ``decoupled``), in place.

    The first six are lists of tensors: parameters, gradients, first and second moments, maxima of the second (only with
    ``amsgrad``) and step counts (0-d; they are counted up). The numbers are read anew at every call.
    Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101.

    >>> p, m, v, t = torch.ones(2), torch.zeros(2), torch.zeros(2), torch.tensor(0.)
    >>> adam_step([p], [torch.ones(2)], [m], [v], [], [t], lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8); p
    tensor([0.9000, 0.9000])
    """
    lists = [params, grads, exp_avgs, exp_avg_sqs, *([max_exp_avg_sqs] if amsgrad else []), steps]
    for i in range(0, len(params), _CHUNK):
        parts = [v[i : i + _CHUNK] for v in lists]
        op = AdamStep.of(len(parts[0]), bool(amsgrad), bool(maximize), weight_decay != 0, bool(decoupled))
        apply(op, lr, beta1, beta2, eps, weight_decay, *[v for part in parts for v in part])


def zero_all(tensors):
    """Zeros into every tensor of a list, in place.

    >>> g = torch.ones(2); zero_all([g]); g
    tensor([0., 0.])
    """
    for i in range(0, len(tensors), _CHUNK):
        part = tensors[i : i + _CHUNK]
        apply(ZeroAll.of(len(part)), *part)
