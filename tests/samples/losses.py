"""Samples of the room losses."""

from __future__ import annotations

from samples.table import Table
from support.drawn import normal, positive, spread, within

__all__ = ["ERRORS", "SAMPLES"]

table = Table(dtypes=False, tolerance=20)
sample, SAMPLES = table.sample, table.samples


def indices(t, *numbers):
    return t.tensor(numbers)


for blank in (0, 3):
    sample(
        f"ctc_loss {blank}",
        lambda t, x, b=blank: t.nn.functional.ctc_loss(
            x.log_softmax(-1), indices(t, [1, 2, 2], [2, 1, 1]), [6, 5], [3, 1], b, "sum"
        ),
        normal(6, 2, 4),
        double=False,
    )
sample(
    "cosine_embedding_loss",
    lambda t, x, y: t.nn.functional.cosine_embedding_loss(x, y, indices(t, 1, -1, 1), margin=0.1),
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
        composed="clamped differences",
    )
sample(
    "multilabel_margin_loss",
    lambda t, x: t.nn.functional.multilabel_margin_loss(x, indices(t, [0, 2, -1, 1], [3, -1, 0, 0])),
    normal(2, 4),
    double=False,
    composed="clamped differences",
)
sample(
    "gaussian_nll_loss",
    lambda t, x, y, v: t.nn.functional.gaussian_nll_loss(x, y, v, full=True),
    normal(3, 4),
    normal(3, 4),
    positive(3, 4),
)

# Losses ---------------------------------------------------------------------------------------------------------------

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
sample(
    "cross_entropy probabilities",
    lambda t, x, y: t.nn.functional.cross_entropy(x, y),
    normal(3, 4),
    targets,
    composed="DivBackward0 is the node of a number too",
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("F.ctc_loss(t.ones(3, 1, 4), n[:1, :2], [5], [2])", "RuntimeError", "checking arguments for ctc_loss, example 0"),
    (
        "F.ctc_loss(t.ones(3, 1, 4), n[:1, :2], [3], [2], blank=4)",
        "RuntimeError",
        "blank must be in label range: from 0 to 3, not 4",
    ),
    ("F.kl_div(x, t.ones(4))", "RuntimeError", "the shapes (4,) and (2, 3)"),
    ('F.poisson_nll_loss(x, x, reduction="most")', "ValueError", "most is not a valid value for reduction"),
    ("F.binary_cross_entropy(x, x[0])", "ValueError", "different to the input size (torch.Size([2, 3]"),
    ("F.binary_cross_entropy(x + 1, x)", "RuntimeError", "all elements of input should be between 0 and 1"),
    ("F.smooth_l1_loss(x, x, beta=-1.0)", "RuntimeError", "not support negative values for beta, got -1.0"),
    ("F.huber_loss(x, x, delta=0.0)", "RuntimeError", "support non-positive values for delta, got 0.0"),
    ('F.l1_loss(x, x, reduction="max")', "ValueError", "valid value for reduction; write 'none', 'mean'"),
    ("F.margin_ranking_loss(x, x[0], x)", "RuntimeError", "torch.Size([3]), target: torch.Size([2, 3]"),
    ("F.kl_div(n, n)", "RuntimeError", "kl_div: Integral inputs not supported."),
    ("F.gaussian_nll_loss(x, x, -1.0)", "ValueError", "var has negative entry/entries: -1.0"),
    ('F.mse_loss(x, x, reduction="max")', "ValueError", "valid value for reduction; write 'none', 'mean'"),
    ("F.cross_entropy(x, t.tensor([0, 5]))", "IndexError", "5 is out of bounds: there are 3 classes, 0 to 2"),
    ("F.cross_entropy(x, n[:1, 0])", "ValueError", "batch_size (2) to match target batch_size (1)"),
    ("F.nll_loss(x, x[:, 0])", "RuntimeError", "target dtype to be Long or Byte, but got Float"),
    ("F.nll_loss(x, n[:, 0], t.ones(2))", "RuntimeError", "no classes but got weight tensor of shape: [2]"),
    ("F.cross_entropy(x, x, label_smoothing=2.0)", "RuntimeError", "must be between 0.0 and 1.0. Got: 2.0"),
    ("F.cosine_embedding_loss(x, x, x)", "RuntimeError", "multi-target not supported: got [2, 3]"),
    ("F.multi_margin_loss(x, t.tensor([0, 9]))", "RuntimeError", "out of range: class numbers go from 0 to 2"),
    ("F.multi_margin_loss(x, n[:, 0], p=3)", "ValueError", "only p == 1 and p == 2"),
    ("F.triplet_margin_loss(x, x, x[0])", "RuntimeError", "got: anchor 2D, positive 2D, and negative 1D"),
    ("F.multilabel_margin_loss(x, x)", "RuntimeError", "expected scalar type Long but found Float"),
    (
        "F.triplet_margin_with_distance_loss(x, x, x, margin=-1.0)",
        "ValueError",
        "margin must be greater than 0, got -1.0",
    ),
    ("t.hinge_embedding_loss(x, t.ones(4))", "RuntimeError", "the shapes (4,) and (2, 3)"),
)
