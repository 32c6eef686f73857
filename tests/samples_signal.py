"""The sample table, continued: short-time Fourier transforms, masked functions."""

from __future__ import annotations

from samples import Sample
from support.drawn import normal, spread, within

__all__ = ["SAMPLES", "SIGNAL_MADE_OF"]

SAMPLES = []

x20, x220, w8, s2 = normal(20), normal(2, 20), within(0.2, 1.0, 8), normal(2, 5, 4)


def calls(arrays, *texts, note="", **options):
    for text in texts:
        names = ", ".join("xyz"[: len(arrays)])
        SAMPLES.append(Sample(text + note, eval(f"lambda t, {names}: {text}"), *arrays, **options))


# Short-time Fourier transforms: complex results are shown as pairs of reals, complex inputs made of two halves.
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
half = "t.complex(x[0], x[1])"
calls(
    (s2, within(0.2, 1.0, 8)),
    f"t.istft({half}, 8, window=y)",
    f"t.istft({half}[None], 8, 3, window=y, center=False)",
    f"t.istft({half}, 8, window=y, length=12, normalized=True)",
    f"t.istft({half}, 8, window=y, length=5)",
    f"t.istft({half}, 9, 4, 8, window=y)",
    dtypes=False,
    tolerance=4,
)
calls(
    (normal(2, 8, 4), within(0.2, 1.0, 8)),
    f"t.istft({half}, 8, window=y)",
    f"t.view_as_real(t.istft({half}, 8, window=y, return_complex=True))",
    note=" two-sided",
    dtypes=False,
    tolerance=4,
)
# Masked functions: the mask is made of the first operand's places.
masks = "t.tensor([[True, False, True, True], [False, True, True, False], [True, True, False, True]])"
calls(
    (spread(3, 4),),
    *(
        f"t.masked.{text.replace('m)', f'{masks})')}"
        for text in (
            "sum(x, 1, mask=m)",
            "prod(x, 0, mask=m)",
            "amax(x, 1, mask=m)",
            "amin(x, mask=m)",
            "mean(x, 1, keepdim=True, mask=m)",
            "median(x, 1, mask=m)",
            "norm(x, 3.0, 1, mask=m)",
            "var(x, 1, mask=m)",
            "std(x, mask=m)",
            "logsumexp(x, 1, mask=m)",
            "softmin(x, 1, mask=m)",
            "normalize(x, 2.0, 1, mask=m)",
            "cumsum(x, 1, mask=m)",
            "cumprod(x, 1, mask=m)",
            "mean(x, 0)",
            "var(x)",
        )
    ),
    "t.masked.softmax(x, 1, mask=t.tensor([True, False, True, True]))",
    dtypes=False,
    tolerance=4,
)
# PyTorch's second derivatives are nan where one of the two is left out
calls((spread(3, 4),), f"t.masked.logaddexp(x, x * 2, input_mask={masks})", dtypes=False, double=False, tolerance=4)
calls(
    (within(0.2, 1.0, 5),),
    "x * t.kaiser_window(5, dtype=x.dtype)",
    "x * t.kaiser_window(5, False, 3.0, dtype=x.dtype)",
    dtypes=False,
)
SIGNAL_MADE_OF = tuple(s.name for s in SAMPLES)  # made of other ops than PyTorch's, so that grad_fn has another name
