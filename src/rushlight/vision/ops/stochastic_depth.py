"""Residual branches that are left out at random."""

from __future__ import annotations

from ... import Tensor, empty, nn

__all__ = ["StochasticDepth", "stochastic_depth"]


def stochastic_depth(input: Tensor, p: float, mode: str, training: bool = True) -> Tensor:
    """Zero a residual branch with probability ``p``; what stays is divided by 1 - p. Huang et al., Deep Networks with
    Stochastic Depth, 2016.

    Shapes: input (N, ...), result the same. ``mode``: ``"row"`` draws for each of the N rows, ``"batch"`` once for all.
    Raises: ValueError for p outside [0, 1] or another mode.

    >>> from rushlight.vision.ops import stochastic_depth
    >>> _ = torch.manual_seed(2)
    >>> stochastic_depth(torch.ones(4, 2), 0.5, "row").sum(1)
    tensor([0., 4., 0., 0.])
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}")
    if mode not in ("batch", "row"):
        raise ValueError(f"mode has to be either 'batch' or 'row', but got {mode}")
    if not training or p == 0.0:
        return input
    rows = input.shape[0] if mode == "row" else 1
    keep = empty([rows] + [1] * (input.ndim - 1), dtype=input.dtype, device=input.device).bernoulli_(1.0 - p)
    if p < 1.0:
        keep.div_(1.0 - p)
    return input * keep


class StochasticDepth(nn.Module):
    """``stochastic_depth`` as a layer; in ``eval()`` it gives back its input.

    >>> from rushlight.vision.ops import StochasticDepth
    >>> StochasticDepth(0.2, "row")
    StochasticDepth(p=0.2, mode=row)
    """

    def __init__(self, p: float, mode: str) -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input: Tensor) -> Tensor:
        return stochastic_depth(input, self.p, self.mode, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, mode={self.mode})"
