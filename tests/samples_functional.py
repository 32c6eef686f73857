"""The sample table, continued: functions of nn.functional: embeddings, losses, pools, windows, interpolation,
attention."""

from __future__ import annotations

import numpy as np

from samples import Sample
from support.drawn import normal, positive, spread

__all__ = ["MADE_OF_OTHERS", "SAMPLES"]

MADE_OF_OTHERS = (  # ops than PyTorch's, so that grad_fn has another name
    "embedding_bag sum",
    "embedding_bag mean",
    "embedding_bag max",
    "pairwise_distance",
    "multi_margin_loss 1",
    "multi_margin_loss 2",
    "multilabel_margin_loss",
    "pixel_shuffle",
    "pixel_unshuffle",
    "max_unpool1d",
    "conv_tbc",
    "affine_grid",
    *(f"grid_sample {m} {p}" for m in ("bilinear", "nearest", "bicubic") for p in ("zeros", "border", "reflection")),
)

SAMPLES = []


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **{"dtypes": False, "tolerance": 20, **options}))


def indices(t, *numbers):
    return t.tensor(numbers)


table = normal(5, 3)
chosen = [[0, 2, 2], [4, 1, 0]]
sample("embedding", lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w), table)
sample(
    "embedding padding",
    lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w, padding_idx=2),
    table,
    grad=False,
)
sample(
    "embedding scaled",
    lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w, scale_grad_by_freq=True),
    table,
    grad=False,
)
for mode in ("sum", "mean", "max"):
    sample(
        f"embedding_bag {mode}",
        lambda t, w, m=mode: t.nn.functional.embedding_bag(
            indices(t, 0, 2, 4, 1, 2), w, indices(t, 0, 2, 2), mode=m, padding_idx=4
        ),
        spread(5, 3),
        double=False,
    )
sample("normalize", lambda t, x: t.nn.functional.normalize(x), positive(3, 4))
sample("cosine_similarity", lambda t, x, y: t.cosine_similarity(x, y, 1), normal(3, 4), normal(3, 4))
sample("pairwise_distance", lambda t, x, y: t.pairwise_distance(x, y), normal(3, 4), normal(3, 4))

for blank in (0, 3):
    sample(
        f"ctc_loss {blank}",
        lambda t, x, b=blank: t.nn.functional.ctc_loss(
            x.log_softmax(-1), indices(t, [1, 2, 2], [2, 1, 1]), [6, 5], [3, 1], b, "sum"
        ),
        normal(6, 2, 4),
        double=False,
    )

for name, options in (("cosine_embedding_loss", {"margin": 0.1}),):
    sample(
        name,
        lambda t, x, y, f=name, o=options: getattr(t.nn.functional, f)(x, y, indices(t, 1, -1, 1), **o),
        normal(3, 4),
        normal(3, 4),
    )
sample(
    "triplet_margin_loss",
    lambda t, x, y, z: t.nn.functional.triplet_margin_loss(x, y, z, swap=True),
    normal(3, 4),
    normal(3, 4),
    normal(3, 4),
)
for p in (1, 2):
    sample(
        f"multi_margin_loss {p}",
        lambda t, x, p=p: t.nn.functional.multi_margin_loss(x, indices(t, 0, 3, 1), p),
        normal(3, 4),
        double=False,
    )
sample(
    "multilabel_margin_loss",
    lambda t, x: t.nn.functional.multilabel_margin_loss(x, indices(t, [0, 2, -1, 1], [3, -1, 0, 0])),
    normal(2, 4),
    double=False,
)
sample(
    "gaussian_nll_loss",
    lambda t, x, y, v: t.nn.functional.gaussian_nll_loss(x, y, v, full=True),
    normal(3, 4),
    normal(3, 4),
    positive(3, 4),
)

sample("pixel_shuffle", lambda t, x: t.pixel_shuffle(x, 2), normal(1, 4, 2, 3))
sample("pixel_unshuffle", lambda t, x: t.pixel_unshuffle(x, 2), normal(1, 1, 4, 2))
sample("channel_shuffle", lambda t, x: t.channel_shuffle(x, 2), normal(1, 4, 2), grad=False)
sample("unfold2d", lambda t, x: t.nn.functional.unfold(x, (2, 3), 1, 1, 2), normal(1, 2, 4, 5))
sample("fold", lambda t, x: t.nn.functional.fold(x, (3, 3), 2, padding=(0, 1)), normal(1, 8, 8))

volume = spread(1, 2, 3, 4, 4)
sample("max_pool3d", lambda t, x: t.nn.functional.max_pool3d(x, 2, 1, 1), volume)
sample("avg_pool3d", lambda t, x: t.nn.functional.avg_pool3d(x, 2, 2, 1, True, False), volume)
for k, x in ((1, spread(1, 2, 7)), (2, spread(1, 2, 5, 4)), (3, volume)):
    sample(f"adaptive_max_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"adaptive_max_pool{k}d")(x, 3), x)
    sample(
        f"max_unpool{k}d",
        lambda t, x, k=k: getattr(t.nn.functional, f"max_unpool{k}d")(x, t.arange(x.numel()).view(x.shape) * 2 % 5, 2),
        normal(*(1, 1, 2, 1, 1)[: k + 2]),
    )
sample(
    "fractional_max_pool2d",
    lambda t, x: t.nn.functional.fractional_max_pool2d(x, 2, 3, _random_samples=x[:, :, 0, :2].detach() * 0 + 0.4),
    spread(1, 2, 6, 7),
)
sample("lp_pool2d", lambda t, x: t.nn.functional.lp_pool2d(x, 2, 2), positive(1, 2, 4, 4))
sample("local_response_norm", lambda t, x: t.nn.functional.local_response_norm(x, 2), normal(1, 3, 2, 2))

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
        )
sample(
    "affine_grid", lambda t, x: t.nn.functional.affine_grid(x * 1.0, (2, 1, 2, 3), align_corners=True), normal(2, 2, 3)
)
sample(
    "scaled_dot_product_attention",
    lambda t, q, k, v: t.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True),
    normal(2, 3, 4),
    normal(2, 3, 4),
    normal(2, 3, 2),
    double=False,
)
sample(
    "lstm_cell",
    lambda t, x, h, c, w, u: t.cat(t.lstm_cell(x, (h, c), w, u)),
    normal(2, 3),
    normal(2, 2),
    normal(2, 2),
    normal(8, 3),
    normal(8, 2),
    double=False,
)
sample(
    "gru_cell",
    lambda t, x, h, w, u: t.gru_cell(x, h, w, u),
    normal(2, 3),
    normal(2, 2),
    normal(6, 3),
    normal(6, 2),
    double=False,
)
sample(
    "lstm",
    lambda t, x, h, c, w, u, b: t.lstm(x, (h, c), (w, u, b, b), True, 1, 0.0, False, False, False)[0] * 1.0,
    normal(3, 2, 3),
    normal(1, 2, 2),
    normal(1, 2, 2),
    normal(8, 3),
    normal(8, 2),
    normal(8),
    double=False,
)
sample(
    "gru",
    lambda t, x, h, w, u, b: t.gru(x, h, (w, u, b, b), True, 1, 0.0, False, False, True)[0] * 1.0,
    normal(2, 3, 3),
    normal(1, 2, 2),
    normal(6, 3),
    normal(6, 2),
    normal(6),
    double=False,
)
sample(
    "rnn_tanh",
    lambda t, x, h, w, u: t.rnn_tanh(x, h, (w, u, w, u), False, 1, 0.0, False, True, False)[0] * 1.0,
    normal(3, 2, 3),
    normal(2, 2, 2),
    normal(2, 3),
    normal(2, 2),
    double=False,
)
sample("conv_tbc", lambda t, x, w, b: t.conv_tbc(x, w, b, 1), normal(4, 2, 3), normal(2, 3, 2), normal(2), double=False)
