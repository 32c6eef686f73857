"""The sample table, continued: what layers are made of: activations, convolutions, norms, losses, pools, dropout."""

from __future__ import annotations

import numpy as np

from samples import Sample
from support.drawn import normal, positive, spread, within

__all__ = ["LAYERS_MADE_OF", "SAMPLES"]

LAYERS_MADE_OF = (  # ops than PyTorch's, so that grad_fn has another name
    "glu",
    "dropout eval",
    "cross_entropy probabilities",
    "adaptive_avg_pool1d",
    "pad circular",
)

SAMPLES = []


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **{"dtypes": False, "tolerance": 20, **options}))


def indices(t, *numbers):
    return t.tensor(numbers)


# Activations: numbers away from the kinks at 0, 0.5, 1, 3 and 6 ------------------------------------------------------

x34 = np.array([[-4.1, -2.2, -0.7, -0.3], [0.2, 0.4, 0.8, 1.3], [2.1, 3.4, 5.2, 7.5]])
for name, options in (
    ("gelu", {}),
    ("gelu", {"approximate": "tanh"}),
    ("elu", {"alpha": 1.3}),
    ("selu", {}),
    ("celu", {"alpha": 0.5}),
    ("silu", {}),
    ("mish", {}),
    ("softplus", {"beta": 2.0, "threshold": 9.0}),
    ("softsign", {}),
    ("hardtanh", {"min_val": -0.5, "max_val": 2.0}),
    ("hardswish", {}),
    ("leaky_relu", {"negative_slope": 0.2}),
    ("logsigmoid", {}),
    ("relu6", {}),
    ("tanhshrink", {}),
    ("softshrink", {"lambd": 0.5}),
    ("hardshrink", {"lambd": 0.5}),
    ("softmin", {"dim": 1}),
    ("glu", {"dim": 1}),
):
    sample(
        f"{name} tanh" if "approximate" in options else name,
        lambda t, x, f=name, o=options: getattr(t.nn.functional, f)(x, **o),
        x34,
        pointwise=name not in ("softmin", "glu"),
    )
sample("hardsigmoid", lambda t, x: t.nn.functional.hardsigmoid(x), x34, pointwise=True, double=False)
sample("threshold", lambda t, x: t.nn.functional.threshold(x, 0.3, -2.0), x34, pointwise=True)
sample("prelu", lambda t, x, w: t.nn.functional.prelu(x, w), x34, positive(4))
sample("prelu one", lambda t, x, w: t.nn.functional.prelu(x, w), x34, positive(1))
sample("dropout eval", lambda t, x: t.nn.functional.dropout(x, 0.5, False), x34)

# Products and convolutions -------------------------------------------------------------------------------------------

sample("linear", lambda t, x, w, b: t.nn.functional.linear(x, w, b), normal(3, 4), normal(2, 4), normal(2))
sample("linear rows", lambda t, x, w, b: t.nn.functional.linear(x, w, b), normal(2, 2, 3), normal(2, 3), normal(2))
sample(
    "bilinear",
    lambda t, x, y, w, b: t.nn.functional.bilinear(x, y, w, b),
    normal(2, 3),
    normal(2, 2),
    normal(2, 3, 2),
    normal(2),
)
sample("addbmm", lambda t, c, x, y: t.addbmm(c, x, y, beta=2, alpha=3), normal(2, 3), normal(2, 2, 4), normal(2, 4, 3))
for k, x, w in (
    (1, normal(1, 2, 5), normal(2, 2, 3)),
    (2, normal(1, 2, 4, 5), normal(2, 2, 3, 2)),
    (3, normal(1, 2, 3, 2, 4), normal(2, 2, 2, 1, 3)),
):
    sample(f"conv{k}d", lambda t, x, w, b, k=k: getattr(t, f"conv{k}d")(x, w, b, 2, 1), x, w, normal(2))
    sample(
        f"conv_transpose{k}d",
        lambda t, x, w, b, k=k: getattr(t, f"conv_transpose{k}d")(x, w, b, 2, 1, 1),
        x,
        w,
        normal(2),
    )
    sample(  # more padding behind than a stride: what dilation allows
        f"conv_transpose{k}d padded",
        lambda t, x, w, k=k: getattr(t, f"conv_transpose{k}d")(x, w, None, 2, 1, 3, 1, 4),
        x[..., :2],
        w[..., :2],
    )
sample("conv1d groups", lambda t, x, w: t.conv1d(x, w, None, 1, 1, 1, 2), normal(2, 4, 5), normal(4, 2, 3))
sample("conv1d same", lambda t, x, w: t.conv1d(x, w, padding="same", dilation=3), normal(1, 2, 5), normal(2, 2, 2))

# Norms ---------------------------------------------------------------------------------------------------------------

sample(
    "batch_norm",
    lambda t, x, w, b: t.nn.functional.batch_norm(x, None, None, w, b, True),
    normal(3, 2, 2),
    positive(2),
    normal(2),
)
sample(
    "batch_norm running",
    lambda t, x, w, b: t.nn.functional.batch_norm(x, x[0, :, 0].detach() * 0, x[0, :, 0].detach() * 0 + 1, w, b, True),
    normal(3, 2, 2),
    positive(2),
    normal(2),
)
sample(
    "batch_norm eval",
    lambda t, x, w, b: t.nn.functional.batch_norm(x, t.ones(2).to(x.dtype), t.ones(2).to(x.dtype), w, b),
    normal(3, 2, 2),
    positive(2),
    normal(2),
)
sample("layer_norm", lambda t, x, w, b: t.nn.functional.layer_norm(x, (4,), w, b), normal(3, 4), positive(4), normal(4))
sample("group_norm", lambda t, x, w, b: t.nn.functional.group_norm(x, 2, w, b), normal(2, 4, 2), positive(4), normal(4))
sample("instance_norm", lambda t, x: t.nn.functional.instance_norm(x), normal(2, 3, 4))
sample("rms_norm", lambda t, x, w: t.nn.functional.rms_norm(x, (4,), w, 1e-5), normal(3, 4), positive(4))

# Losses --------------------------------------------------------------------------------------------------------------

for reduction in ("mean", "none"):
    for name, options in (
        ("mse_loss", {}),
        ("l1_loss", {}),
        ("smooth_l1_loss", {"beta": 0.7}),
        ("huber_loss", {"delta": 0.7}),
    ):
        sample(
            name if reduction == "mean" else f"{name} none",
            lambda t, x, y, f=name, o=options, r=reduction: getattr(t.nn.functional, f)(x, y, reduction=r, **o),
            spread(3, 4),
            within(-0.1, 0.1, 3, 4),
        )
targets = within(0.1, 0.9, 3, 4)
sample(
    "binary_cross_entropy", lambda t, x, y: t.nn.functional.binary_cross_entropy(x, y), within(0.1, 0.9, 3, 4), targets
)
sample(
    "binary_cross_entropy_with_logits",
    lambda t, x, y: t.nn.functional.binary_cross_entropy_with_logits(x, y),
    normal(3, 4),
    targets,
)
sample("kl_div", lambda t, x, y: t.nn.functional.kl_div(x, y, reduction="sum"), normal(3, 4), targets)
sample(
    "kl_div log",
    lambda t, x, y: t.nn.functional.kl_div(x, y, reduction="sum", log_target=True),
    normal(3, 4),
    normal(3, 4),
)
sample("poisson_nll_loss", lambda t, x, y: t.nn.functional.poisson_nll_loss(x, y), normal(3, 4), positive(3, 4))
sample("soft_margin_loss", lambda t, x: t.nn.functional.soft_margin_loss(x, x.detach().sign()), normal(3, 4))
sample(
    "hinge_embedding_loss", lambda t, x: t.nn.functional.hinge_embedding_loss(x, t.ones(3, 4).to(x.dtype)), normal(3, 4)
)
sample(
    "margin_ranking_loss",
    lambda t, x, y: t.nn.functional.margin_ranking_loss(x, y, t.ones(4), 0.3),
    spread(4),
    normal(4) / 9,
)
sample(
    "multilabel_soft_margin_loss",
    lambda t, x: t.nn.functional.multilabel_soft_margin_loss(x, t.ones(3, 4).to(x.dtype)),
    normal(3, 4),
)
sample("nll_loss", lambda t, x: t.nn.functional.nll_loss(x, indices(t, 1, 0, 3)), normal(3, 4))
sample("nll_loss2d", lambda t, x: t.nn.functional.nll_loss(x, indices(t, [[1, 0]], [[2, 2]])), normal(2, 3, 1, 2))
sample("cross_entropy", lambda t, x: t.nn.functional.cross_entropy(x, indices(t, 1, 0, 3)), normal(3, 4))
sample(
    "cross_entropy smooth",
    lambda t, x: t.nn.functional.cross_entropy(x, indices(t, 1, 0, 3), label_smoothing=0.2),
    normal(3, 4),
)
sample("cross_entropy probabilities", lambda t, x, y: t.nn.functional.cross_entropy(x, y), normal(3, 4), targets)

# Pools and padding ---------------------------------------------------------------------------------------------------

for k, x in ((1, spread(1, 2, 7)), (2, spread(1, 2, 5, 4))):
    sample(f"max_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"max_pool{k}d")(x, 3, 2, 1), x)
    sample(
        f"max_pool{k}d indices",
        lambda t, x, k=k: getattr(t.nn.functional, f"max_pool{k}d")(x, 2, 1, 0, 2, return_indices=True)[0],
        x,
    )
    sample(f"avg_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"avg_pool{k}d")(x, 3, 2, 1, True, False), x)
    sample(f"adaptive_avg_pool{k}d", lambda t, x, k=k: getattr(t.nn.functional, f"adaptive_avg_pool{k}d")(x, 3), x)
for mode in ("reflect", "replicate", "circular"):
    sample(f"pad {mode}", lambda t, x, m=mode: t.nn.functional.pad(x, (2, 1), mode=m), normal(1, 2, 4))
sample("pad constant", lambda t, x: t.nn.functional.pad(x, (2, -1, 0, 1), value=1.5), normal(2, 4))
