"""Short-time Fourier transforms: spectra of windows that move along a signal, and the signal back from them."""

from __future__ import annotations

import warnings
from operator import index
from typing import TYPE_CHECKING

from ..._core import apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.inside_vmap import all_examples
from ..elementwise.complex import view_as_real
from ..layers.pad import Pad, pad
from ..tensors.as_strided_unfold import Unfold, UnfoldBackward
from ..tensors.zeros_full import ones
from .fourier import C2C, C2R, R2C, promoted, scale_of

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _whole(function, name, value, optional=True):
    """``value`` as an int, or None. Raises TypeError for anything else."""
    if value is None and optional:
        return None
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}")
    return index(value)


def _check_flags(function, **flags):
    for name, value in flags.items():
        if value is not None and not isinstance(value, bool):
            raise TypeError(f"{function}(): argument '{name}' must be bool, not {type(value).__name__}")


def _lengths(function, n_fft, hop_length, win_length):
    """n_fft, hop_length and win_length, with what they are unless given."""
    n_fft = _whole(function, "n_fft", n_fft, optional=False)
    hop_length = _whole(function, "hop_length", hop_length)
    win_length = _whole(function, "win_length", win_length)
    return (n_fft, n_fft // 4 if hop_length is None else hop_length, n_fft if win_length is None else win_length)


def _check_window(function, window, win_length):
    if window is not None and tuple(window.shape) != (win_length,):
        raise RuntimeError(
            f"{function}: Invalid window shape: expected a 1D window tensor of size equal to win_length={win_length}, "
            f"but got window with size {list(window.shape)}"
        )


def _centered(window, win_length, n_fft):
    """The window in the middle of n_fft places, zeros around it."""
    if window is None or win_length == n_fft:
        return window
    left = (n_fft - win_length) // 2
    return apply(Pad.of(((left, n_fft - win_length - left),)), window, 0)


def _padded(x, amount, mode):
    """A signal (B, L) with ``amount`` more samples at both ends."""
    if not x.shape[0] and mode != "constant":
        raise RuntimeError(
            f"stft: expected signals to pad, got none: shape {list(x.shape)}; write center=False for an empty batch"
        )
    if not isinstance(mode, str):
        raise TypeError(f"stft(): argument 'pad_mode' must be str, not {type(mode).__name__}")
    return pad(x.unsqueeze(0), (amount, amount), mode).squeeze(0)


def _framed(x, n_fft, hop_length, win_length, window):
    """The windows of signals (B, L), weighed: (B, frames, n_fft)."""
    length = x.shape[1]
    if not 0 < n_fft <= length:
        raise RuntimeError(
            f"stft: expected 0 < n_fft <= {length}, the signal's length with its padding, but got n_fft={n_fft}"
        )
    if hop_length <= 0:
        raise RuntimeError(
            "stft: expected hop_length > 0, but got "
            f"hop_length={hop_length}{'; the default is n_fft // 4' if n_fft < 4 else ''}"
        )
    if not 0 < win_length <= n_fft:
        raise RuntimeError(f"stft: expected 0 < win_length <= n_fft, but got win_length={win_length}")
    _check_window("stft", window, win_length)
    if window is None and win_length < n_fft:
        window = ones(win_length, dtype=x._dtype, device=x._device)
    frames = apply(Unfold.of(1, n_fft, hop_length), x)
    return frames if window is None else frames * _centered(window, win_length, n_fft)


@public(autocast=WIDE, python="torch Tensor")
def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Tensor:
    """The short-time Fourier transform: at every ``hop_length`` samples of a signal, the spectrum of the ``n_fft``
    samples there.

    input            signals (L,) or (B, L), floating or complex
    n_fft            samples per transform
    hop_length       samples between transforms; n_fft // 4 unless given
    win_length       samples of them that count, in the middle; n_fft unless given
    window           (win_length,) what they are multiplied with; ones unless given
    center, pad_mode whether transform t has its middle at sample t hop_length, for which n_fft // 2 samples are put
    before and
                     after the signal, as ``nn.functional.pad`` does it in that mode
    normalized       whether spectra are divided by sqrt(n_fft)
    onesided         whether only the first n_fft // 2 + 1 frequencies are returned; True unless input or window are
                     complex
    return_complex   must be given for real signals: True, or (deprecated) False for pairs of real and imaginary parts
    align_to_window  with center=False: whether the first window, not the first transform, starts at the first sample

    Result (frequencies, frames), with a batch (B, frequencies, frames). Raises RuntimeError for lengths and shapes that
    don't fit.

    >>> torch.stft(torch.ones(8), 4, 2, center=False, return_complex=True).abs()
    tensor([[4., 4., 4.],
            [0., 0., 0.],
            [0., 0., 0.]])
    """
    n_fft, hop_length, win_length = _lengths("stft", n_fft, hop_length, win_length)
    _check_flags("stft", normalized=normalized, onesided=onesided, return_complex=return_complex)
    if center and align_to_window is not None:
        raise RuntimeError("stft align_to_window should only be set when center = false")
    if input.ndim not in (1, 2):
        raise RuntimeError(f"stft: expected a 1D or 2D tensor, got shape {list(input.shape)}")
    x = input.reshape(1, -1) if input.ndim < 2 else input
    if center:
        x = _padded(x, n_fft // 2, pad_mode)
    has_complex = input._dtype.is_complex or (window is not None and window._dtype.is_complex)
    if return_complex is None and not has_complex:
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs: write return_complex=True"
        )
    if return_complex is False:
        warnings.warn(
            "stft with return_complex=False is deprecated: write torch.view_as_real(torch.stft(..., "
            "return_complex=True))",
            UserWarning,
            stacklevel=2,
        )
    if input._dtype.category < 2:
        raise RuntimeError(f"stft: expected a tensor of floating point or complex values, got {input._dtype}")
    if align_to_window and n_fft > win_length:
        x = _padded(x, (n_fft - win_length) // 2, pad_mode)
    frames = _framed(x, n_fft, hop_length, win_length, window)
    onesided = not has_complex if onesided is None else onesided
    if onesided and has_complex:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    scale, frames = scale_of("ortho" if normalized else None, True), promoted(frames, has_complex)
    op = C2C.of((2,), scale, True) if has_complex else R2C.of((2,), scale, onesided)
    result = apply(op, frames).transpose(1, 2)
    result = result.squeeze(0) if input.ndim < 2 else result
    return view_as_real(result) if return_complex is False else result


def _check_spectra(input, n_fft, hop_length, win_length, window, onesided):
    """Whether the spectra are onesided. Raises RuntimeError for what can't come from ``stft``."""
    if not input._dtype.is_complex:
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with return_complex=True."
        )
    if input.ndim < 2:
        raise IndexError(f"Dimension out of range: istft expects (frequencies, frames), got shape {list(input.shape)}")
    if not input._array.size:
        raise RuntimeError("istft: input tensor cannot be empty.")
    if input.ndim > 3:
        raise RuntimeError(
            "istft: expected a tensor with 2 or 3 dimensions, (frequencies, frames) or with a batch, got shape "
            f"{list(input.shape)}"
        )
    size = input.shape[-2]
    onesided = size != n_fft if onesided is None else onesided
    if size != (n_fft // 2 + 1 if onesided else n_fft):
        raise RuntimeError(
            "istft: expected the frequency dimension (the last but one) of the input tensor to match "
            f"{'n_fft / 2 + 1' if onesided else 'n_fft'} when onesided={onesided}, but got {size} with n_fft={n_fft}"
        )
    if not 0 < hop_length <= win_length:
        raise RuntimeError(
            f"istft: expected 0 < hop_length <= win_length, got hop_length={hop_length}, win_length={win_length}"
        )
    if not 0 < win_length <= n_fft:
        raise RuntimeError(f"istft: expected 0 < win_length <= n_fft, got win_length={win_length}, n_fft={n_fft}")
    _check_window("istft", window, win_length)
    return onesided


def _signals(spectra, n_fft, window, normalized, onesided, return_complex):
    """The transforms back of spectra (B, frames, frequencies): (B, frames, n_fft)."""
    scale = scale_of("ortho" if normalized else None, False)
    if return_complex:
        if onesided:
            raise RuntimeError("Cannot have onesided output if window or input is complex")
        return apply(C2C.of((2,), scale, False), promoted(spectra, True))
    if window is not None and window._dtype.is_complex:
        raise RuntimeError("Complex windows are incompatible with return_complex=False")
    half = spectra if onesided else spectra.narrow(2, 0, n_fft // 2 + 1)
    return apply(C2R.of((2,), scale, n_fft), promoted(half, True))


@public()
def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The signal that ``stft`` made these spectra of; of spectra that no signal has, the one whose spectra are nearest
    in squares.

    input           complex (frequencies, frames) or (B, frequencies, frames)
    length          samples of the result; zeros at the end if there are fewer
    return_complex  whether the signal is complex, for spectra with all n_fft frequencies
    The other arguments as they were in ``stft``; onesided: unless given, told by the number of frequencies.

    Result (L,) or (B, L). Raises RuntimeError for lengths and shapes that don't fit, and where windows leave a sample
    of the signal without weight. Griffin and Lim, "Signal estimation from modified short-time Fourier transform", IEEE
    Transactions on Acoustics, Speech and Signal Processing 32, 1984.

    >>> spectra = torch.stft(torch.arange(8.0), 4, window=torch.hann_window(4), return_complex=True)
    >>> torch.istft(spectra, 4, window=torch.hann_window(4)).round(decimals=4)[3:6]
    tensor([3., 4., 5.])
    """
    n_fft, hop_length, win_length = _lengths("istft", n_fft, hop_length, win_length)
    length = _whole("istft", "length", length)
    _check_flags("istft", center=center, normalized=normalized, onesided=onesided, return_complex=return_complex)
    if window is None:
        warnings.warn(
            "A window was not provided. A rectangular window will be applied, which is known to cause spectral "
            "leakage. Pass window=torch.hann_window(n_fft), say",
            UserWarning,
            stacklevel=2,
        )
    onesided = _check_spectra(input, n_fft, hop_length, win_length, window, onesided)
    weights = ones(win_length, dtype=input._dtype.to_real(), device=input._device) if window is None else window
    weights = _centered(weights, win_length, n_fft)
    spectra = (input if input.ndim == 3 else input.unsqueeze(0)).transpose(1, 2)
    y = _signals(spectra, n_fft, window, normalized, onesided, return_complex) * weights
    batch, frames = y.shape[:2]
    total = n_fft + hop_length * (frames - 1)
    windows = Unfold.of(1, n_fft, hop_length)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else total - (n_fft // 2 if center else 0)
    y = apply(UnfoldBackward.of(windows, (batch, total)), y)[:, start:end]
    weight = apply(UnfoldBackward.of(windows, (1, total)), (weights**2).expand(1, frames, n_fft))[:, start:end]
    if all_examples(weight).abs().min().item() < 1e-11:
        raise RuntimeError(
            f"istft: window overlap add min: some samples have no weight, since windows of {win_length} samples every "
            f"{hop_length} are zero there; use center=True, a smaller hop_length or another window"
        )
    y = y / weight
    if end > total:
        warnings.warn(
            "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. "
            "Please check your center and hop_length settings.",
            UserWarning,
            stacklevel=2,
        )
        y = apply(Pad.of(((0, 0), (0, end - total))), y, 0)
    return y if input.ndim == 3 else y.squeeze(0)
