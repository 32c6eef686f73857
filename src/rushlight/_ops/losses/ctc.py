"""Connectionist temporal classification: the likelihood of a labelling, summed over all its alignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._core import OUT, Op, Spec, Value, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.pointwise import refuse
from ..elementwise.where import where
from .reductions import REDUCTIONS, reduction_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Tensor


def _extended(targets, lengths, blank):
    """The labels with blanks around each, (N, 2 S + 1), and where a step may skip the blank before it."""
    n, s = targets.shape
    labels = np.full((n, 2 * s + 1), blank, np.int64)
    labels[:, 1::2] = targets
    skip = np.zeros(labels.shape, bool)
    skip[:, 3::2] = targets[:, 1:] != targets[:, :-1]
    return labels, skip, np.arange(2 * s + 1) < 2 * lengths[:, None] + 1


def _shifted(a, k, fill=-np.inf):
    """Each row moved by k places, to higher places if k is positive."""
    y = np.full_like(a, fill)
    if abs(k) < a.shape[1]:
        if k > 0:
            y[:, k:] = a[:, :-k]
        else:
            y[:, :k] = a[:, -k:]
    return y


def _step(a, skip, way):
    """The logarithm of what reaches each place from those around it."""
    two = _shifted(np.where(skip, a, -np.inf), -2) if way < 0 else np.where(skip, _shifted(a, 2), -np.inf)
    one = _shifted(a, way)
    top = np.maximum(np.maximum(a, one), two)
    top[np.isneginf(top)] = 0
    return np.log(np.exp(a - top) + np.exp(one - top) + np.exp(two - top)) + top


def _forward(logs, labels, skip, lengths):
    """log of the probability of all beginnings that end at each place, per step: (T, N, places)."""
    steps = np.take_along_axis(logs, np.broadcast_to(labels, (len(logs), *labels.shape)), 2)
    alpha = np.full(steps.shape, -np.inf, logs.dtype)
    if len(logs):
        alpha[0, :, :1] = steps[0, :, :1]
        if labels.shape[1] > 1:
            alpha[0, :, 1] = np.where(lengths > 0, steps[0, :, 1], -np.inf)
    for t in range(1, len(logs)):
        alpha[t] = _step(alpha[t - 1], skip, 1) + steps[t]
    return alpha, steps


class CtcLoss(Op):
    """-log likelihood of each target; operands log-probabilities (T, N, C), targets (N, S), their lengths, the inputs'
    lengths."""

    __slots__ = ("blank", "zero_infinity")
    saves = ((0, 1, 2, 3, OUT), (), (), ())
    casts = (0,)

    def infer(self, logs, targets, lengths, steps):
        refuse((logs,), "ctc_loss_cpu", (0, 1, 3))
        return Spec((logs.shape[1],), logs.dtype, logs.device)

    @quiet
    def forward(self, xp, logs, targets, lengths, steps):
        labels, skip, _ = _extended(targets, lengths, self.blank)
        alpha, _ = _forward(logs, labels, skip, lengths)
        rows = np.arange(len(steps))
        if not len(logs):
            return np.where(lengths == 0, 0, np.inf).astype(logs.dtype)
        at = alpha[np.maximum(steps - 1, 0), rows]
        end = at[rows, 2 * lengths]
        before = np.where(lengths > 0, at[rows, np.maximum(2 * lengths - 1, 0)], -np.inf)
        loss = -np.logaddexp(end, before)
        return np.where(steps > 0, loss, np.where(lengths == 0, 0, np.inf)).astype(logs.dtype)

    def vjp(self, need, grads, saved, specs):
        op = CtcLossGrad.of(self.blank, self.zero_infinity)
        return apply(op, grads[0], saved[0], saved[1], saved[2], saved[3], saved[OUT]), None, None, None


class CtcLossGrad(Op):
    """The gradient of CtcLoss by the log-probabilities; operands g and CtcLoss's operands and result.

    It holds for log-probabilities that come from log_softmax: exp(logs) minus the labels' posterior, as PyTorch's.
    """

    __slots__ = ("blank", "zero_infinity")
    name = "CtcLossBackward"
    casts = (0, 1, 5)
    saves = ((), (), (), (), (), ())

    def infer(self, g, logs, targets, lengths, steps, loss):
        return logs

    @quiet
    def forward(self, xp, g, logs, targets, lengths, steps, loss):
        labels, skip, inside = _extended(targets, lengths, self.blank)
        alpha, emitted = _forward(logs, labels, skip, lengths)
        beta = np.full_like(alpha, -np.inf)
        rows = np.arange(len(steps))
        last = np.full(labels.shape, -np.inf, logs.dtype)
        last[rows, 2 * lengths] = 0
        last[rows, np.maximum(2 * lengths - 1, 0)] = 0
        for t in reversed(range(len(logs))):
            onward = _step(beta[t + 1], skip, -1) if t + 1 < len(logs) else np.full_like(last, -np.inf)
            here = np.where((steps - 1 == t)[:, None], last, onward)
            beta[t] = np.where(inside & (steps > t)[:, None], here + emitted[t], -np.inf)
        both = np.exp(alpha + beta - emitted + loss[:, None])
        posterior = np.zeros_like(logs)
        at = (np.arange(len(logs))[:, None, None], rows[:, None], labels)
        np.add.at(posterior, at, np.where(np.isneginf(alpha + beta), 0, both))
        result = (np.exp(logs) - posterior) * g[:, None]
        result[np.arange(len(logs))[:, None] >= steps] = 0
        impossible = np.isposinf(loss)[:, None] & (np.arange(len(logs))[:, None, None] < steps[:, None])
        return np.where(impossible, 0 if self.zero_infinity else np.nan, result).astype(logs.dtype)


def _lengths(function, lengths, n):
    numbers = lengths.tolist() if isinstance(lengths, Value) else [int(k) for k in lengths]
    numbers = numbers if isinstance(numbers, list) else [numbers]
    if len(numbers) != n:
        raise RuntimeError(f"{function} must be of size batch_size ({n}), but has {len(numbers)} numbers")
    return numbers


def _check(logs, targets, inputs, lengths, blank):
    steps, _, classes = logs.shape
    if targets.dtype.name not in ("int64", "int32"):
        raise RuntimeError(f"ctc_loss: targets must be int64 or int32, not {targets.dtype}")
    if not 0 <= blank < classes:
        raise RuntimeError(f"blank must be in label range: from 0 to {classes - 1}, not {blank}")
    for b, (k, m) in enumerate(zip(inputs, lengths, strict=True)):
        if not 0 <= k <= steps:
            raise RuntimeError(
                f"Expected input_lengths to have value at most {steps}, but got value {k} (while checking arguments "
                f"for ctc_loss, example {b})"
            )
        if m < 0:
            raise RuntimeError(f"Expected target_lengths to have value at least 0, but got value {m}")
    if targets.ndim == 1 and sum(lengths) != targets.shape[0]:
        raise RuntimeError(
            f"ctc_loss: 1-d targets hold {targets.shape[0]} labels, target_lengths sum to {sum(lengths)}"
        )
    if targets.ndim == 2 and (targets.shape[0] != len(lengths) or targets.shape[1] < max(lengths, default=0)):
        raise RuntimeError(
            f"Expected tensor to have size at least {max(lengths, default=0)} at dimension 1, but got size "
            f"{list(targets.shape)} for argument 'targets' of ctc_loss"
        )


def _block(targets, lengths):
    """The targets as (N, longest)."""
    longest = max(lengths, default=0)
    if targets.ndim == 2:
        return targets[:, :longest].long()
    rows = [row.tolist() + [0] * (longest - n) for row, n in zip(targets.split(lengths), lengths, strict=True)]
    return targets.new_tensor(rows).long().reshape(len(lengths), longest)


@public("functional", autocast=WIDE)
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """-log of the probability of ``targets`` under ``log_probs``, summed over all alignments (repeats and blanks
    dropped).

    log_probs       (T, N, C) or (T, C), as log_softmax gives them; floating
    targets         (N, S), or one row after the other in (sum of target_lengths,); int64 or int32, without the blank
    input_lengths   N numbers, at most T; target_lengths: N numbers
    blank           the number of the blank; reduction: 'mean' (each loss over its target's length, then the mean),
                    'sum', 'none'
    zero_infinity   losses without any alignment, and their gradients, count as 0

    Raises RuntimeError for lengths and shapes that don't fit. Graves et al. (2006).

    >>> x = torch.zeros(2, 1, 2).log_softmax(-1)
    >>> torch.nn.functional.ctc_loss(x, torch.tensor([[1]]), [2], [1])
    tensor(0.2877)
    """
    number = reduction_number(reduction)
    batched = log_probs.ndim == 3
    logs = log_probs if batched else log_probs.unsqueeze(1)
    n = logs.shape[1]
    inputs, lengths = (_lengths("input_lengths", input_lengths, n), _lengths("target_lengths", target_lengths, n))
    if not batched and targets.ndim == 1:
        targets = targets.unsqueeze(0)
    _check(logs, targets, inputs, lengths, blank)
    block = _block(targets, lengths)
    sizes = block.new_tensor(lengths)
    loss = apply(CtcLoss.of(int(blank), bool(zero_infinity)), logs, block, sizes, sizes.new_tensor(inputs))
    if zero_infinity:
        loss = where(loss == float("inf"), 0.0, loss)
    if number == 1:
        return (loss / sizes.clamp_min(1).to(loss.dtype)).mean()
    if number == 2:
        return loss.sum()
    return loss if batched else loss.squeeze(0)


@public("torch.ctc_loss", autocast=WIDE)
def torch_ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: int = 0,
    zero_infinity: bool = False,
) -> Tensor:
    """`nn.functional.ctc_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, REDUCTIONS[reduction], zero_infinity)
