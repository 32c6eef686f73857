"""The sample table, continued: Fourier transforms."""

from __future__ import annotations

from samples import Sample
from support.drawn import normal

__all__ = ["SAMPLES", "SPECTRAL_MADE_OF"]

SAMPLES = []
SPECTRAL_MADE_OF: tuple = ()  # made of other ops than PyTorch's, so that grad_fn has another name

x34, x234 = normal(3, 4), normal(2, 3, 4)


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **options))


def calls(array, *texts, note="", **options):
    for text in texts:
        sample(text + note, eval(f"lambda t, x: {text}"), array, **options)


# Transforms: complex results are shown as pairs of reals, complex inputs made of two halves.
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
SPECTRAL_MADE_OF += tuple(name for name in (s.name for s in SAMPLES))
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
    note=" in all dtypes",
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
