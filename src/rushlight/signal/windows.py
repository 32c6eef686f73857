"""Windows: ``torch.signal.windows``.

A window has M elements. A symmetric one (``sym``) reads the same both ways; a periodic one (``sym=False``) is the
symmetric one of M + 1 elements without its last, as Fourier transforms want it. All functions take ``dtype`` (float32
or float64, the default one unless given), ``layout``, ``device`` and ``requires_grad``, and raise ValueError for
negative lengths, other dtypes and layouts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .._base import dtypes
from .._base.devices import as_device
from .._base.exports import defined_in
from .._base.formats import strided
from .._core import Value, apply
from .._ops.elementwise.abs_sign_round import abs as absolute
from .._ops.elementwise.exp_log_sin import cos, exp, sin
from .._ops.signal.windows import Kaiser
from .._ops.tensors.arange_linspace import arange, linspace
from .._ops.tensors.tensor_from_numpy import tensor
from .._ops.tensors.zeros_full import empty, ones, requiring

if TYPE_CHECKING:
    from .._face.types import Device, Tensor, dtype, layout


def _checked(function, M, dtype, layout):
    """The dtype, if length, dtype and layout are those of a window."""
    dtype = dtypes.get_default_dtype() if dtype is None else dtype
    if M < 0:
        raise ValueError(f"{function} requires non-negative window length, got M={M}")
    if layout is not strided:
        raise ValueError(f"{function} is implemented for strided tensors only, got: {layout}")
    if dtype is not dtypes.float32 and dtype is not dtypes.float64:
        raise ValueError(f"{function} expects float32 or float64 dtypes, got: {dtype}")
    if not hasattr(M, "__index__"):
        raise TypeError(f"{function}: the window length M must be int, not {type(M).__name__}")
    return dtype


def _few(M, options):
    """The window of no or one element: 1."""
    return (ones if M else empty)((int(M),), **options)


def exponential(
    M: int,
    *,
    center: float | None = None,
    tau: float = 1.0,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """exp(-|n - center| / tau), which is Poisson's window.

    center: where its largest element is; in the middle unless given, and always there for symmetric ones.
    Raises ValueError unless tau is positive, and for the center of a symmetric window.

    >>> torch.signal.windows.exponential(3, tau=2.0)
    tensor([0.6065, 1.0000, 0.6065])
    """
    dtype = _checked("exponential", M, dtype, layout)
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows; write sym=False with it")
    options: dict[str, Any] = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
    if M == 0:
        return _few(M, options)
    if center is None:
        center = (M if not sym and M > 1 else M - 1) / 2.0
    return exp(-absolute(linspace(-center / tau, (M - 1 - center) / tau, M, **options)))


def cosine(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """sin(pi (n + 1/2) / M): half a wave.

    >>> torch.signal.windows.cosine(3)
    tensor([0.5000, 1.0000, 0.5000])
    """
    dtype = _checked("cosine", M, dtype, layout)
    options: dict[str, Any] = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
    if M == 0:
        return _few(M, options)
    step = math.pi / (M + 1 if not sym and M > 1 else M)
    return sin(linspace(0.5 * step, (M - 0.5) * step, M, **options))


def gaussian(
    M: int,
    *,
    std: float = 1.0,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """exp(-(n - middle)² / (2 std²)). Raises ValueError unless std is positive.

    >>> torch.signal.windows.gaussian(3)
    tensor([0.6065, 1.0000, 0.6065])
    """
    dtype = _checked("gaussian", M, dtype, layout)
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    options: dict[str, Any] = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
    if M == 0:
        return _few(M, options)
    start, scale = -(M if not sym and M > 1 else M - 1) / 2.0, 1 / (std * math.sqrt(2))
    return exp(-(linspace(start * scale, (start + M - 1) * scale, M, **options) ** 2))


def kaiser(
    M: int,
    *,
    beta: float = 12.0,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """i0(beta sqrt(1 - (2 n / (M - 1) - 1)²)) / i0(beta), with i0 the modified Bessel function of order 0. The larger
    beta, the narrower. Raises ValueError if beta is negative.

    >>> torch.signal.windows.kaiser(3, beta=2.0)
    tensor([0.4387, 1.0000, 0.4387])
    """
    dtype = _checked("kaiser", M, dtype, layout)
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M < 2:
        return _few(M, {"dtype": dtype, "device": device, "requires_grad": requires_grad})
    beta = beta.item() if isinstance(beta, Value) else beta
    window = apply(Kaiser.of(int(M), int(M - 1 if sym else M), dtype, as_device(device)), beta)
    return requiring(window, requires_grad)


def bartlett(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """1 - |2 n / (M - 1) - 1|: a triangle.

    >>> torch.signal.windows.bartlett(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    dtype = _checked("bartlett", M, dtype, layout)
    options: dict[str, Any] = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
    if M < 2:
        return _few(M, options)
    step = 2 / (M if not sym else M - 1)
    return 1 - absolute(linspace(-1, (M - 1) * step - 1, M, **options))


def general_cosine(
    M: int,
    *,
    a: Iterable[float],
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """The sum of (-1)^i a[i] cos(2 pi i n / (M - 1)) over all coefficients ``a``.

    Raises TypeError unless ``a`` is a list or tuple, ValueError if it is empty.

    >>> torch.signal.windows.general_cosine(3, a=[0.5, 0.5])
    tensor([0., 1., 0.])
    """
    dtype = _checked("general_cosine", M, dtype, layout)
    options: dict[str, Any] = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
    if M < 2:
        return _few(M, options)
    if not isinstance(a, Iterable):
        raise TypeError(f"Coefficients must be a list/tuple, not {type(a).__name__}")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    k = linspace(0, (M - 1) * (2 * math.pi / (M if not sym else M - 1)), M, **options)
    signed = tensor([(-1) ** i * w for i, w in enumerate(a)], **options)
    i = arange(signed.shape[0], dtype=dtype, device=device)
    return (signed.unsqueeze(-1) * cos(i.unsqueeze(-1) * k)).sum(0)


def general_hamming(
    M: int,
    *,
    alpha: float = 0.54,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """alpha - (1 - alpha) cos(2 pi n / (M - 1)).

    >>> torch.signal.windows.general_hamming(3, alpha=0.75)
    tensor([0.5000, 1.0000, 0.5000])
    """
    return general_cosine(
        M, a=[alpha, 1.0 - alpha], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad
    )


def hamming(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """Hamming's window: 0.54 - 0.46 cos(2 pi n / (M - 1)).

    >>> torch.signal.windows.hamming(3)
    tensor([0.0800, 1.0000, 0.0800])
    """
    return general_hamming(M, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def hann(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """Hann's window: 1/2 - 1/2 cos(2 pi n / (M - 1)).

    >>> torch.signal.windows.hann(3)
    tensor([0., 1., 0.])
    """
    return general_hamming(
        M, alpha=0.5, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad
    )


def blackman(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """Blackman's window: 0.42 - 0.5 cos(2 pi n / (M - 1)) + 0.08 cos(4 pi n / (M - 1)).

    >>> torch.signal.windows.blackman(5, dtype=torch.float64)[2].round(decimals=9)
    tensor(1., dtype=torch.float64)
    """
    return general_cosine(
        M, a=[0.42, 0.5, 0.08], sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad
    )


def nuttall(
    M: int,
    *,
    sym: bool = True,
    dtype: dtype | None = None,
    layout: layout = strided,
    device: Device = None,
    requires_grad: bool = False,
) -> Tensor:
    """Nuttall's window of four cosines, with a minimal largest side lobe. A. H. Nuttall, "Some windows with very good
    sidelobe behavior", IEEE Transactions on Acoustics, Speech and Signal Processing 29, 1981.

    >>> torch.signal.windows.nuttall(3, dtype=torch.float64)
    tensor([3.6280e-04, 1.0000e+00, 3.6280e-04], dtype=torch.float64)
    """
    return general_cosine(
        M,
        a=[0.3635819, 0.4891775, 0.1365995, 0.0106411],
        sym=sym,
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
    )


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
