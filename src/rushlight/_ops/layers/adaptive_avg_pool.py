"""Average pooling to a given size, whatever the input's size."""

from __future__ import annotations

from ..._core import Op, Value, apply
from ..common.pointwise import refuse
from ..common.sizes import adaptive_sizes

__all__ = ["adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"]


def _shares(xp, n, m, dtype):
    """The matrix (m, n) whose row i takes the mean of the elements floor(i n / m) up to ceil((i + 1) n / m)."""
    a = xp.zeros((m, n), dtype)
    for i in range(m):
        start, stop = i * n // m, -((i + 1) * n // -m)
        a[i, start:stop] = 1 / (stop - start)
    return a


class _Linear(Op):
    """What the pooling and its gradient share: along each of the last dimensions a product with a matrix."""

    __slots__ = ("size",)
    saves = ((),)

    def infer(self, x):
        if 0 not in self.size:  # PyTorch's kernel doesn't run for no results
            refuse((x,), f"adaptive_avg_pool{len(self.size)}d", (0, 1, 3))
        return x.like((*x.shape[: -len(self.size)], *self.size))

    def _along(self, xp, x, matrix):
        k = len(self.size)
        for axis, m in enumerate(self.size, start=x.ndim - k):
            if x.shape[axis] == m:
                continue
            rows, y = xp.moveaxis(x, axis, -1), xp.zeros((*x.shape[:axis], *x.shape[axis + 1 :], m), x.dtype)
            for i, weights in enumerate(matrix(x.shape[axis], m)):
                at = xp.flatnonzero(weights)
                if at.size:  # only what counts: 0 * inf is not 0. No BLAS: its threads would spin beside ours
                    window = slice(at[0], at[-1] + 1)
                    y[..., i] = xp.einsum("...i,i->...", rows[..., window], weights[window])
            x = xp.moveaxis(y, -1, axis)
        return xp.ascontiguousarray(x)


class AdaptiveAvgPool(_Linear):
    """The last dimensions pooled to ``size``."""

    @property
    def name(self):
        return f"AdaptiveAvgPool{len(self.size)}D"

    @property
    def node_name(self):
        return self.name + "Backward0"

    @property
    def follows(self):
        return (0,) if len(self.size) == 2 else ()

    def forward(self, xp, x):
        y = self._along(xp, x, lambda n, m: _shares(xp, n, m, x.dtype))
        return y.copy() if y is x else y

    def vjp(self, need, grads, saved, specs):
        return (apply(AdaptiveAvgPoolGrad.of(specs[0].shape[-len(self.size) :]), grads[0]),)


class AdaptiveAvgPoolGrad(_Linear):
    """Each element spread over the window that it is the mean of; the last dimensions become ``size``."""

    name = "AdaptiveAvgPoolBackward"

    def forward(self, xp, g):
        x = self._along(xp, g, lambda m, n: _shares(xp, n, m, g.dtype).T)
        return x.copy() if x is g else x

    def vjp(self, need, grads, saved, specs):
        return (apply(AdaptiveAvgPool.of(specs[0].shape[-len(self.size) :]), grads[0]),)


def _pool(k, input, output_size):
    function = f"adaptive_avg_pool{k}d"
    if not isinstance(input, Value):
        raise TypeError(f"{function}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    size = adaptive_sizes(function, input, output_size, k)
    if k > 1 and size == (1,) * k and input._dtype.category >= 2:
        return input.mean(tuple(range(-k, 0)), keepdim=True)  # of any number of dimensions
    if input.ndim not in (k + 1, k + 2):
        raise RuntimeError(f"{function}(): Expected {k + 1}D or {k + 2}D tensor, but got {list(input.shape)}")
    if 0 in input.shape[-k:]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(input.shape)}"
        )
    return apply(AdaptiveAvgPool.of(size), input)


def adaptive_avg_pool1d(input, output_size):
    """The mean of windows so that (N, C, L) or (C, L) becomes (..., output_size).

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_avg_pool1d(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[1.5000, 3.5000]])
    """
    return _pool(1, input, output_size)


def adaptive_avg_pool2d(input, output_size):
    """The mean of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in which
    None keeps the input's size. Window i of m over n elements reaches from floor(i n / m) to ceil((i + 1) n / m).

    Raises RuntimeError for other numbers of dimensions.

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 3, 7, 5), (2, None)).shape
    torch.Size([1, 3, 2, 5])
    """
    return _pool(2, input, output_size)


def adaptive_avg_pool3d(input, output_size):
    """The mean of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size).

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _pool(3, input, output_size)
