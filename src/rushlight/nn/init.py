"""Initial numbers for parameters, drawn as PyTorch draws them: the same after the same ``manual_seed``.

Every function fills a tensor in place, outside the graph, and returns it. ``generator``: None for the default one.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

from .._base.exports import defined_in
from .._core import state
from .._ops.random.rand_randint import randperm
from .._ops.tensors import tensor_from_numpy
from .._ops.tensors.zeros_full import empty

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Literal

    from .._face.types import Generator
    from .._tensor.tensor import Tensor

    Nonlinearity = Literal[
        "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid",
        "tanh", "relu", "leaky_relu", "selu",
    ]  # fmt: skip
    Fan = Literal["fan_in", "fan_out"]


_LINEAR = (
    "linear",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "sigmoid",
)


class _NoGrad:
    """Outside the graph; ``with`` it."""

    __slots__ = ("before",)

    def __enter__(self) -> None:
        self.before, state.grad = state.grad, False

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        state.grad = self.before


def _no_grad_uniform_(tensor, a, b, generator=None):
    """Uniform numbers between ``a`` and ``b`` into a tensor, unrecorded."""
    with _NoGrad():
        return tensor.uniform_(a, b, generator=generator)


def _no_grad_normal_(tensor, mean, std, generator=None):
    """Normal numbers into a tensor, unrecorded."""
    with _NoGrad():
        return tensor.normal_(mean, std, generator=generator)


def _no_grad_trunc_normal_(tensor, mean, std, a, b, generator=None):
    """Normal numbers between ``a`` and ``b`` into a tensor, unrecorded."""
    return trunc_normal_(tensor, mean, std, a, b, generator=generator)


def _no_grad_fill_(tensor, val):
    """A number into every element of a tensor, unrecorded."""
    with _NoGrad():
        return tensor.fill_(val)


def _no_grad_zero_(tensor):
    """Zero into every element of a tensor, unrecorded."""
    return _no_grad_fill_(tensor, 0)


def calculate_gain(nonlinearity: Nonlinearity, param: int | float | None = None) -> float:
    """The factor by which a layer's initial numbers should be larger so that its nonlinearity keeps the variance.

    ``param``: leaky_relu's slope. Raises ValueError for an unknown name.

    >>> calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity in _LINEAR:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        if param is None:
            param = 0.01
        if isinstance(param, bool) or not isinstance(param, (int, float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + param**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor):
    """How many inputs each output has, and the reverse, for a weight (outputs, inputs, *kernel)."""
    if tensor.ndim < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    outputs, inputs, *kernel = tensor.shape
    return inputs * math.prod(kernel), outputs * math.prod(kernel)


def _calculate_correct_fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


# Numbers drawn ------------------------------------------------------------------------------------------------------


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform in [a, b).

    >>> torch.nn.init.uniform_(torch.empty(3, 5)).shape
    torch.Size([3, 5])
    """
    with _NoGrad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with this mean and standard deviation.

    >>> torch.nn.init.normal_(torch.empty(3, 5)).shape
    torch.Size([3, 5])
    """
    with _NoGrad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Normal, with what lies outside [a, b] (values, not multiples of std) drawn again.

    >>> bool((torch.nn.init.trunc_normal_(torch.empty(100)).abs() <= 2).all())
    True
    """

    def below(x):
        return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0

    if tensor.device.type == "meta":
        return tensor
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values "
            "may be incorrect.",
            stacklevel=2,
        )
    with _NoGrad():
        # PyTorch's two ways, so that its numbers come out: redraw normals, or accept uniforms by their density
        if below((b - mean) / std) - below((a - mean) / std) > 0.3:
            return _redrawn(tensor, mean, std, a, b, generator)
        return _accepted(tensor, mean, std, a, b, generator)


def _redrawn(tensor, mean, std, a, b, generator):
    low, high = (tensor_from_numpy.tensor(v, dtype=tensor.dtype).item() for v in (a, b))
    tensor.normal_(mean, std, generator=generator)
    while True:
        outside = (tensor < low) | (tensor > high)
        if not outside.any():
            return tensor
        again = empty(tensor.shape, dtype=tensor.dtype, device=tensor.device).normal_(mean, std, generator=generator)
        tensor.copy_(again.where(outside, tensor))


def _accepted(tensor, mean, std, a, b, generator):
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    level = empty(tensor.shape, dtype=tensor.dtype, device=tensor.device)

    def density(x):
        return x.clone().sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)

    tensor.uniform_(a, b, generator=generator)
    pending = level.uniform_(generator=generator).log_().gt(density(tensor))
    while pending.any():
        fresh = empty(tensor.shape, dtype=tensor.dtype, device=tensor.device).uniform_(a, b, generator=generator)
        tensor.copy_(fresh.where(pending, tensor))
        pending = level.uniform_(generator=generator).log_().gt(density(fresh)).logical_and_(pending)
    return tensor


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform with variance gain^2 * 2 / (fan_in + fan_out). Glorot and Bengio, Understanding the difficulty of
    training deep feedforward neural networks, 2010.

    >>> torch.nn.init.xavier_uniform_(torch.empty(3, 5)).shape
    torch.Size([3, 5])
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(fan_in + fan_out)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with variance gain^2 * 2 / (fan_in + fan_out). Glorot and Bengio, 2010.

    >>> torch.nn.init.xavier_normal_(torch.empty(3, 5)).shape
    torch.Size([3, 5])
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: Fan = "fan_in",
    nonlinearity: Nonlinearity = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform with variance gain^2 / fan; ``mode``: 'fan_in' or 'fan_out', ``a``: leaky_relu's slope. He et al.,
    Delving deep into rectifiers, arXiv:1502.01852.

    >>> torch.nn.init.kaiming_uniform_(torch.empty(3, 5), nonlinearity="relu").shape
    torch.Size([3, 5])
    """
    std = _kaiming(tensor, a, mode, nonlinearity)
    if std is None:
        return tensor
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: Fan = "fan_in",
    nonlinearity: Nonlinearity = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with variance gain^2 / fan; parameters as in ``kaiming_uniform_``. He et al., arXiv:1502.01852.

    >>> torch.nn.init.kaiming_normal_(torch.empty(3, 5), mode="fan_out").shape
    torch.Size([3, 5])
    """
    std = _kaiming(tensor, a, mode, nonlinearity)
    return tensor if std is None else normal_(tensor, 0, std, generator)


def _kaiming(tensor, a, mode, nonlinearity):
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return None
    return calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))


# Numbers given ------------------------------------------------------------------------------------------------------


def constant_(tensor: Tensor, val: float) -> Tensor:
    """``val`` everywhere.

    >>> torch.nn.init.constant_(torch.empty(2), 0.3)
    tensor([0.3000, 0.3000])
    """
    with _NoGrad():
        return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere."""
    with _NoGrad():
        return tensor.zero_()


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix, for a tensor with 2 dimensions.

    >>> torch.nn.init.eye_(torch.empty(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with _NoGrad():
        tensor.zero_()
        for i in range(min(tensor.shape)):
            tensor[i, i] = 1
    return tensor


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """A random orthogonal matrix times ``gain``, for a tensor with 2 or more dimensions, those after the first taken as
    one: rows or columns are orthonormal, whichever are fewer. Saxe et al., arXiv:1312.6120.

    >>> w = torch.nn.init.orthogonal_(torch.empty(3, 5))
    >>> torch.allclose(w @ w.T, torch.eye(3), atol=1e-5)
    True
    """
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0 or tensor.device.type == "meta":
        return tensor
    from ..linalg import qr

    with _NoGrad():
        draws = tensor.new_empty((tensor.shape[0], tensor.numel() // tensor.shape[0]))
        draws.normal_(0, 1, generator=generator)
        wide = draws.shape[0] < draws.shape[1]
        q, r = qr(draws.t() if wide else draws)
        q = q * r.diagonal().sign()  # uniform among all: Mezzadri, arXiv:math-ph/0609050
        tensor.copy_((q.t() if wide else q).reshape(tensor.shape))
        return tensor.mul_(gain)


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Normal with mean 0 and deviation ``std``; of every column of a matrix the share ``sparsity``, chosen at random,
    is 0. Martens, Deep learning via Hessian-free optimization, 2010.

    >>> int((torch.nn.init.sparse_(torch.empty(10, 2), 0.3) == 0).sum())
    6
    """
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with _NoGrad():
        tensor.normal_(0, std, generator=generator)
        for j in range(columns):
            tensor[randperm(rows)[:zeros], j] = 0
    return tensor


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Convolution kernels (3 to 5 dimensions) that pass as many channels on unchanged as possible, in each group.

    >>> torch.nn.init.dirac_(torch.empty(1, 1, 3))
    tensor([[[0., 1., 0.]]])
    """
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    outputs = tensor.shape[0] // groups
    centre = tuple(n // 2 for n in tensor.shape[2:])
    with _NoGrad():
        tensor.zero_()
        for g in range(groups):
            for d in range(min(outputs, tensor.shape[1])):
                tensor[(g * outputs + d, d, *centre)] = 1
    return tensor


def _former(function):
    """The same function under the name it had: with a warning."""
    new = function.__name__
    old = new[:-1]

    def former(*args, **kwargs):
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    former.__name__ = former.__qualname__ = old
    former.__doc__ = f"The former name of ``{new}``."
    return former


uniform, normal, constant, eye, dirac, sparse, orthogonal = map(
    _former, (uniform_, normal_, constant_, eye_, dirac_, sparse_, orthogonal_)
)
xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal = map(
    _former, (xavier_uniform_, xavier_normal_, kaiming_uniform_, kaiming_normal_)
)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
