"""A line search for the strong Wolfe conditions. Nocedal and Wright, Numerical optimization, 2006, section 3.5, with
the safeguards of Schmidt's minFunc, 2005, that PyTorch's has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._tensor.tensor import Tensor


class _Point:
    """A trial step ``t``: the loss ``f`` there, its gradient ``g``, and the slope along the direction."""

    __slots__ = ("f", "g", "slope", "t")

    def __init__(self, t: float, f: float, g: Tensor, slope: float) -> None:
        self.t, self.f, self.g, self.slope = t, f, g, slope


def _cubic(a, b, bounds=None):
    """Where the cubic through two points with their slopes is lowest, within ``bounds`` (by default between the
    points)."""
    low, high = bounds if bounds else sorted((a.t, b.t))
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if square < 0:
        return (low + high) / 2.0
    d2 = square**0.5
    if a.t > b.t:
        a, b = b, a
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, low), high)


def strong_wolfe(
    evaluate: Callable[[float], tuple[float, Tensor]],
    t: float,
    d: Tensor,
    start: tuple[float, Tensor, float],
    c1: float = 1e-4,
    c2: float = 0.9,
    tolerance_change: float = 1e-9,
    most: int = 25,
) -> tuple[float, Tensor, float, int]:
    """Search along ``d`` from ``start`` = (loss, gradient, slope) for a step where the loss fell enough and the slope
    is flat.

    evaluate  t to (loss, gradient) at x + t d; t: the first trial. Returns (loss, gradient, step, number of
              evaluations).
    """
    f, g, slope = start

    def trial(t):
        loss, gradient = evaluate(t)
        return _Point(t, loss, gradient, gradient.dot(d).item())

    def too_high(p):
        return p.f > f + c1 * p.t * slope

    new, before, tries, count = trial(t), _Point(0, f, g.clone(), slope), 0, 1
    bracket: list[_Point] | None = None
    done = False
    while tries < most and bracket is None:
        if too_high(new) or (tries > 1 and new.f >= before.f):
            bracket = [before, new]
        elif abs(new.slope) <= -c2 * slope:
            bracket, done = [new], True
        elif new.slope >= 0:
            bracket = [before, new]
        else:
            t = _cubic(before, new, (new.t + 0.01 * (new.t - before.t), new.t * 10))
            before, new, tries, count = new, trial(t), tries + 1, count + 1
    if tries == most:
        bracket = [_Point(0, f, g, slope), new]
    best, count = _zoom(
        bracket, trial, too_high, done, tries, count, most, c2 * slope, d.abs().max().item(), tolerance_change
    )
    return best.f, best.g, best.t, count


def _zoom(bracket, trial, too_high, done, tries, count, most, flat, length, tolerance_change):
    """The best point of a bracket that is made narrower until the conditions hold; and the number of evaluations."""
    low, high = (0, 1) if bracket[0].f <= bracket[-1].f else (1, 0)
    stuck = False
    while not done and tries < most and abs(bracket[1].t - bracket[0].t) * length >= tolerance_change:
        t = _cubic(*bracket)
        ends = min(p.t for p in bracket), max(p.t for p in bracket)
        margin = 0.1 * (ends[1] - ends[0])
        near = min(ends[1] - t, t - ends[0]) < margin
        if near and (stuck or t >= ends[1] or t <= ends[0]):  # no progress: a step off the nearer end
            t = ends[1] - margin if abs(t - ends[1]) < abs(t - ends[0]) else ends[0] + margin
            near = False
        stuck = near
        new = trial(t)
        tries, count = tries + 1, count + 1
        if too_high(new) or new.f >= bracket[low].f:
            bracket[high] = new
            low, high = (0, 1) if bracket[0].f <= bracket[1].f else (1, 0)
            continue
        if abs(new.slope) <= -flat:
            done = True
        elif new.slope * (bracket[high].t - bracket[low].t) >= 0:
            bracket[high] = bracket[low]
        bracket[low] = new
    return bracket[low], count
