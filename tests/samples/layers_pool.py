"""Samples of the room layers: pools, padding, interpolation, grids."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, positive, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table(dtypes=False, tolerance=20)
sample, SAMPLES = table.sample, table.samples

# Pools, padding -------------------------------------------------------------------------------------------------------

volume = spread(1, 2, 3, 4, 4)
sample("max_pool3d", lambda t, x: t.nn.functional.max_pool3d(x, 2, 1, 1), volume)
sample("avg_pool3d", lambda t, x: t.nn.functional.avg_pool3d(x, 2, 2, 1, True, False), volume)
for k, x in ((1, spread(1, 2, 7)), (2, spread(1, 2, 5, 4)), (3, volume)):
    sample(f"adaptive_max_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"adaptive_max_pool{k}d")(x, 3), x)
    sample(
        f"max_unpool{k}d",
        lambda t, x, k=k: getattr(t.nn.functional, f"max_unpool{k}d")(x, t.arange(x.numel()).view(x.shape) * 2 % 5, 2),
        normal(*(1, 1, 2, 1, 1)[: k + 2]),
        composed="PyTorch squeezes its 2d" if k == 1 else None,
    )
sample(
    "fractional_max_pool2d",
    lambda t, x: t.nn.functional.fractional_max_pool2d(x, 2, 3, _random_samples=x[:, :, 0, :2].detach() * 0 + 0.4),
    spread(1, 2, 6, 7),
)
sample("lp_pool2d", lambda t, x: t.nn.functional.lp_pool2d(x, 2, 2), positive(1, 2, 4, 4))
for k, x in ((1, spread(1, 2, 7)), (2, spread(1, 2, 5, 4))):
    sample(f"max_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"max_pool{k}d")(x, 3, 2, 1), x)
    sample(
        f"max_pool{k}d indices",
        lambda t, x, k=k: getattr(t.nn.functional, f"max_pool{k}d")(x, 2, 1, 0, 2, return_indices=True)[0],
        x,
    )
    sample(f"avg_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"avg_pool{k}d")(x, 3, 2, 1, True, False), x)
    sample(
        f"adaptive_avg_pool{k}d",
        lambda t, x, k=k: getattr(t.nn.functional, f"adaptive_avg_pool{k}d")(x, 3),
        x,
        composed="PyTorch squeezes its 2d" if k == 1 else None,
    )
for mode in ("reflect", "replicate", "circular"):
    sample(
        f"pad {mode}",
        lambda t, x, m=mode: t.nn.functional.pad(x, (2, 1), mode=m),
        normal(1, 2, 4),
        composed="PyTorch copies slices" if mode == "circular" else None,
    )
sample("pad constant", lambda t, x: t.nn.functional.pad(x, (2, -1, 0, 1), value=1.5), normal(2, 4))

# Interpolation, grids -------------------------------------------------------------------------------------------------

for mode, x in (
    ("nearest", normal(1, 1, 3, 4)),
    ("nearest-exact", normal(1, 1, 3, 4)),
    ("linear", normal(1, 2, 5)),
    ("bilinear", normal(1, 1, 3, 4)),
    ("bicubic", normal(1, 1, 4, 4)),
    ("trilinear", normal(1, 1, 2, 3, 3)),
    ("area", normal(1, 1, 3, 4)),
):
    sample(f"interpolate {mode}", lambda t, x, m=mode: t.nn.functional.interpolate(x, scale_factor=1.7, mode=m), x)
for mode in ("bilinear", "bicubic", "lanczos"):
    sample(
        f"interpolate {mode} antialias",
        lambda t, x, m=mode: t.nn.functional.interpolate(x, (3, 2), mode=m, antialias=True),
        normal(1, 1, 7, 6),
        double=False,
    )
for mode in ("bilinear", "nearest", "bicubic"):
    for padding in ("zeros", "border", "reflection"):
        sample(
            f"grid_sample {mode} {padding}",
            lambda t, x, g, m=mode, p=padding: t.nn.functional.grid_sample(x, g, m, p, align_corners=False),
            normal(1, 2, 3, 4),
            np.array([[[[-0.83, 0.31], [0.47, -1.43]], [[1.61, 0.13], [0.05, 0.77]]]]),
            double=False,
            composed="weighed corners",
        )
sample(
    "affine_grid",
    lambda t, x: t.nn.functional.affine_grid(x * 1.0, (2, 1, 2, 3), align_corners=True),
    normal(2, 2, 3),
    composed="a product of a grid",
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("F.adaptive_avg_pool2d(x, [2, 2])", "ValueError", "should be at least 3, got shape [2, 3]"),
    ("F.adaptive_avg_pool2d(x, 2)", "RuntimeError", "Expected 3D or 4D tensor, but got [2, 3]"),
    ("F.adaptive_avg_pool1d(x, -1)", "RuntimeError", "greater than or equal to 0 but received (-1,)"),
    ("F.adaptive_avg_pool1d(x, [1, 2])", "RuntimeError", "'output_size' should contain one int (got 2"),
    ("F.grid_sample(x, x)", "RuntimeError", "with sizes [2, 3] and grid with sizes [2, 3]"),
    (
        "F.grid_sample(t.ones(1, 1, 2, 2), t.ones(1, 2, 2, 3))",
        "RuntimeError",
        "[1, 1, 2, 2] and grid with sizes [1, 2, 2, 3]",
    ),
    (
        'F.grid_sample(t.ones(1, 1, 2, 2), t.ones(1, 2, 2, 2), mode="cubic")',
        "ValueError",
        "'nearest' or 'bicubic', but got: 'cubic'",
    ),
    ("F.affine_grid(x, (1, 1, 2, 2))", "ValueError", "for size (1, 1, 2, 2). Got torch.Size([2, 3]"),
    ("F.interpolate(x, 2)", "NotImplementedError", "3D, 4D and 5D input Tensors supported (got 2D"),
    (
        'F.interpolate(t.ones(1, 1, 4), mode="bilinear", size=2)',
        "NotImplementedError",
        "Got 3D input, but bilinear mode needs 4D",
    ),
    ("F.interpolate(t.ones(1, 1, 4))", "ValueError", "either size or scale_factor should be defined"),
    (
        "F.interpolate(t.ones(1, 1, 4), size=2, scale_factor=2.0)",
        "ValueError",
        "scale_factor should be defined, got 2 and 2.0",
    ),
    (
        'F.interpolate(t.ones(1, 1, 4), size=2, mode="sinc")',
        "NotImplementedError",
        "3D, 4D and 5D input Tensors supported (got 3D",
    ),
    ("F.pad(x, (1,))", "RuntimeError", "Padding length must be divisible by 2, but got 1"),
    ('F.pad(x, (1, 1), mode="odd")', "NotImplementedError", "'constant', 'reflect', 'replicate', 'circular'"),
    ('F.pad(x[None], (5, 5), mode="reflect")', "RuntimeError", "(5, 5) at dimension 2 of input [1, 2, 3]"),
    ("F.pad(x, (-2, -2))", "RuntimeError", "(-2, -2) takes more from dimension 1 than its 3"),
    ("F.adaptive_max_pool2d(x, [1, 1])", "ValueError", "should be at least 3, got shape [2, 3]"),
    ("F.max_pool3d(x, 2)", "RuntimeError", "5D input tensor, but got input of size [2, 3]"),
    ("F.max_unpool2d(t.ones(1, 1, 2, 2), n, 2)", "RuntimeError", "2]) but got indices tensor with shape: [2, 3]"),
    ("F.adaptive_max_pool1d(x, -1)", "RuntimeError", "greater than or equal to 0 but received (-1,)"),
    ("F.fractional_max_pool2d(t.ones(1, 1, 4, 4), 2)", "ValueError", "fractional_max_pool2d requires specifying"),
    ("F.lp_pool1d(x, 2.0, 0)", "RuntimeError", "stride should not be zero"),
    ("F.max_pool2d(x, 2)", "RuntimeError", "tensor expected for input, but got: [2, 3]"),
    ("F.max_pool2d(t.ones(1, 2, 2), 2, padding=2)", "RuntimeError", "but got pad=2, kernel_size=2 and dilation=1"),
    ("F.max_pool2d(t.ones(1, 2, 2), 5)", "RuntimeError", "size: (1x2x2). Calculated output size: (1x0x0)"),
    ("F.avg_pool2d(t.ones(1, 2, 2), 2, divisor_override=0)", "RuntimeError", "divisor must be not zero"),
    ("F.max_pool1d(x, 0)", "RuntimeError", "should not be zero or negative, got (1, 0)"),
    ("F.avg_pool1d(t.tensor(1.0), 2)", "RuntimeError", "avg_pool1d() Expected 2D or 3D"),
    ("F.avg_pool3d(x, 2)", "RuntimeError", "non-zero sizes, but got input of size [2, 3]"),
    ("F.avg_pool3d(t.ones(1, 2, 2, 2), 2, divisor_override=0)", "RuntimeError", "divisor must be not zero"),
    ("t.grid_sampler(x, x, 0, 0, False)", "RuntimeError", "with sizes [2, 3] and grid with sizes [2, 3]"),
    ("t.constant_pad_nd(x, (1,))", "RuntimeError", "of pad must be even but instead it equals 1"),
)
