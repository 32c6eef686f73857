"""Samples of the room signal: Fourier transforms, short-time ones, windows."""

from __future__ import annotations

from samples.table import Table
from support.drawn import normal, within

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
calls, SAMPLES = table.calls, table.samples
x34, x234 = normal(3, 4), normal(2, 3, 4)
x20, x220, w8, s2 = normal(20), normal(2, 20), within(0.2, 1.0, 8), normal(2, 5, 4)

# Fourier transforms: complex results are shown as pairs of reals, complex inputs made of two halves -------------------

real = "t.view_as_real(t.fft.{})"
pair = "t.complex(x[0], x[1])"
calls(
    x34,
    *(
        real.format(text)
        for text in (
            "fft(x)",
            "fft(x, 3, 0, 'ortho')",
            "fft(x, n=6, norm='forward')",
            "rfft(x)",
            "rfft(x, 5)",
            "rfft(x, 3, -2, 'ortho')",
            "rfftn(x)",
            "rfft2(x, (2, 5), norm='forward')",
            "ihfftn(x)",
            "ihfft2(x, norm='ortho')",
            "fftn(x)",
            "fft2(x, (-1, 2))",
            "ifftn(x, dim=(0,))",
            "ifft2(x, norm='forward')",
        )
    ),
    dtypes=False,
)
calls(
    x34,
    "t.view_as_real(t.fft.ifft(x).resolve_conj())",
    "t.view_as_real(t.fft.ihfft(x, 5).resolve_conj())",
    dtypes=False,
)
calls(
    x34,
    "t.fft.fft(x)",
    "t.fft.ifft(x).resolve_conj()",
    "t.fft.rfft(x)",
    "t.fft.irfft(x)",
    "t.fft.hfft(x)",
    "t.fft.ihfft(x).resolve_conj()",
    "t.fft.fftn(x)",
    "t.fft.fftshift(x)",
    "t.fft.ifftshift(x, 1)",
    "t.fft.irfftn(x)",
    "t.fft.hfftn(x)",
    of=" in all dtypes",
    grad=False,
    tolerance=4,
)
calls(
    x34,
    "t.fft.irfft(x)",
    "t.fft.irfft(x, 5)",
    "t.fft.irfft(x, 2, 0)",
    "t.fft.irfft(x, 1, norm='ortho')",
    "t.fft.hfft(x)",
    "t.fft.hfft(x, 3, norm='forward')",
    "t.fft.irfftn(x)",
    "t.fft.irfft2(x, (2, 3))",
    "t.fft.hfftn(x)",
    "t.fft.hfft2(x, norm='ortho')",
    "t.fft.fftshift(x)",
    "t.fft.ifftshift(x)",
    dtypes=False,
    tolerance=4,
)
calls(
    x234,
    *(
        text.replace("z", pair)
        for text in (
            "t.view_as_real(t.fft.fft(z))",
            "t.view_as_real(t.fft.ifft(z, 3, 0))",
            "t.fft.irfft(z, 5)",
            "t.fft.hfft(z, dim=0)",
            "t.fft.irfftn(z)",
            "t.fft.hfftn(z, (2, 5))",
            "t.view_as_real(t.fft.fftn(z))",
        )
    ),
    dtypes=False,
    tolerance=4,
)

# Short-time Fourier transforms, windows -------------------------------------------------------------------------------

short = "t.view_as_real(t.stft({}, return_complex=True))"
calls(
    (x20, w8),
    *(
        short.format(text)
        for text in (
            "x, 8, window=y",
            "x, 8, 3, window=y, center=False",
            "x, 9, win_length=8, window=y, pad_mode='constant'",
            "x, 8, window=y, pad_mode='circular', normalized=True",
            "x, 8, window=y, onesided=False",
            "x, 10, 2, 8, y, False, align_to_window=True",
        )
    ),
    dtypes=False,
    tolerance=4,
)
calls(
    (x220,),
    short.format("x, 4, 2, 3, pad_mode='replicate'"),
    "x.stft(4, return_complex=False)",
    dtypes=False,
    tolerance=4,
)
calls((normal(2, 20), w8), "t.view_as_real(t.stft(t.complex(x[0], x[1]), 8, window=y))", dtypes=False, tolerance=4)
calls(
    (s2, within(0.2, 1.0, 8)),
    f"t.istft({pair}, 8, window=y)",
    f"t.istft({pair}[None], 8, 3, window=y, center=False)",
    f"t.istft({pair}, 8, window=y, length=5)",
    f"t.istft({pair}, 9, 4, 8, window=y)",
    dtypes=False,
    tolerance=4,
)
calls(
    (s2, within(0.2, 1.0, 8)),
    f"t.istft({pair}, 8, window=y, length=12, normalized=True)",
    dtypes=False,
    tolerance=4,
    composed="a dimension is squeezed last",
)
calls(
    (normal(2, 8, 4), within(0.2, 1.0, 8)),
    f"t.istft({pair}, 8, window=y)",
    f"t.view_as_real(t.istft({pair}, 8, window=y, return_complex=True))",
    of=" two-sided",
    dtypes=False,
    tolerance=4,
)
calls(
    (within(0.2, 1.0, 5),),
    "x * t.kaiser_window(5, dtype=x.dtype)",
    "x * t.kaiser_window(5, False, 3.0, dtype=x.dtype)",
    dtypes=False,
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.stft(x, 8)", "RuntimeError", "(4, 4) at dimension 2 of input [1, 2, 3]"),
    (
        "t.stft(t.ones(20), 8, window=t.ones(3), return_complex=True)",
        "RuntimeError",
        "to win_length=8, but got window with size [3]",
    ),
    ("t.istft(x, 4)", "RuntimeError", "istft requires a complex-valued input tensor"),
    ("t.hann_window(-1)", "RuntimeError", "window_length, got window_length=-1"),
    ("t.kaiser_window(5, dtype=t.int64)", "RuntimeError", "expects floating point dtypes, got: torch.int64"),
    ("t.hamming_window(5, dtype=t.int32)", "RuntimeError", "expects floating point dtypes, got: torch.int32"),
)
