"""Samples of the room layers: embeddings, convolutions, norms, cells, attention, pixels."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, positive, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table(dtypes=False, tolerance=20)
sample, calls, SAMPLES = table.sample, table.calls, table.samples
x34 = np.array([[-4.1, -2.2, -0.7, -0.3], [0.2, 0.4, 0.8, 1.3], [2.1, 3.4, 5.2, 7.5]])


def indices(t, *numbers):
    return t.tensor(numbers)


# Embeddings, similarities, pixels -------------------------------------------------------------------------------------

weights = normal(5, 3)
chosen = [[0, 2, 2], [4, 1, 0]]
sample("embedding", lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w), weights)
sample(
    "embedding padding",
    lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w, padding_idx=2),
    weights,
    grad=False,
)
sample(
    "embedding scaled",
    lambda t, w: t.nn.functional.embedding(indices(t, *chosen), w, scale_grad_by_freq=True),
    weights,
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
        composed="gathers, sums and masks",
    )
sample("normalize", lambda t, x: t.nn.functional.normalize(x), positive(3, 4))
sample("cosine_similarity", lambda t, x, y: t.cosine_similarity(x, y, 1), normal(3, 4), normal(3, 4))
sample(
    "pairwise_distance", lambda t, x, y: t.pairwise_distance(x, y), normal(3, 4), normal(3, 4), composed="a vector norm"
)
sample("pixel_shuffle", lambda t, x: t.pixel_shuffle(x, 2), normal(1, 4, 2, 3), composed="views")
sample("pixel_unshuffle", lambda t, x: t.pixel_unshuffle(x, 2), normal(1, 1, 4, 2), composed="views")
sample("channel_shuffle", lambda t, x: t.channel_shuffle(x, 2), normal(1, 4, 2), grad=False)
sample("unfold2d", lambda t, x: t.nn.functional.unfold(x, (2, 3), 1, 1, 2), normal(1, 2, 4, 5))
sample("fold", lambda t, x: t.nn.functional.fold(x, (3, 3), 2, padding=(0, 1)), normal(1, 8, 8))
sample("local_response_norm", lambda t, x: t.nn.functional.local_response_norm(x, 2), normal(1, 3, 2, 2))

# Attention and cells --------------------------------------------------------------------------------------------------

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

# Convolutions ---------------------------------------------------------------------------------------------------------

sample(
    "conv_tbc",
    lambda t, x, w, b: t.conv_tbc(x, w, b, 1),
    normal(4, 2, 3),
    normal(2, 3, 2),
    normal(2),
    double=False,
    composed="conv1d between permutations",
)
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

# Norms, dropout, softmax ----------------------------------------------------------------------------------------------

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
sample("dropout eval", lambda t, x: t.nn.functional.dropout(x, 0.5, False), x34)
sample("softmin", lambda t, x: t.nn.functional.softmin(x, dim=1), x34)
calls(normal(3, 4), "x.softmax(1)", "t.log_softmax(x, 0)", dtypes=False, tolerance=10)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("F.scaled_dot_product_attention(x, x, t.ones(4, 5))", "RuntimeError", "(2x2 and 4x5): the inner sizes 2 and 4"),
    (
        "F.scaled_dot_product_attention(x[0], x[0], x[0])",
        "RuntimeError",
        "got query.dim: 1, key.dim: 1 and value.dim: 1",
    ),
    ("t.lstm_cell(x, (x, x), x, x)", "RuntimeError", "got 3, expected 3 with weights [2, 3]"),
    ("t.conv_tbc(x, x, x)", "RuntimeError", "Input must have 3 dims, not 2"),
    ("t.gru_cell(x, x, x, x)", "RuntimeError", "got 3, expected 3 with weights [2, 3]"),
    (
        "F.conv2d(t.ones(1, 3, 4, 4), t.ones(2, 4, 3, 3))",
        "RuntimeError",
        "input[1, 3, 4, 4] to have 4 channels, but got 3",
    ),
    ("F.conv2d(x, t.ones(2, 4, 3, 3))", "RuntimeError", "input to conv2d, but got input of size: [2, 3]"),
    (
        "F.conv2d(t.ones(1, 1, 2, 2), t.ones(1, 1, 3, 3))",
        "RuntimeError",
        "size per channel: (2 x 2). Kernel size: (3 x 3)",
    ),
    (
        "F.conv2d(t.ones(1, 1, 4, 4), t.ones(1, 1, 3, 3), padding=-1)",
        "RuntimeError",
        "padding is not supported, got padding=(-1, -1)",
    ),
    (
        "F.conv2d(t.ones(1, 1, 4, 4), t.ones(1, 1, 3, 3), t.ones(2))",
        "RuntimeError",
        "with 1 elements, but got bias of size [2]",
    ),
    (
        "F.conv2d(t.ones(1, 1, 4, 4), t.ones(1, 1, 3, 3).double())",
        "RuntimeError",
        "Input type (torch.FloatTensor) and weight type",
    ),
    (
        "F.conv_transpose2d(t.ones(1, 1, 4, 4), t.ones(1, 1, 3, 3), output_padding=1)",
        "RuntimeError",
        "(1, 1), stride (1, 1), dilation (1, 1)",
    ),
    ('F.conv1d(x, t.ones(1, 2, 2), padding="full")', "RuntimeError", "padding string: 'full'; write 'same', 'valid'"),
    ("F.dropout(x, 1.5)", "ValueError", "has to be between 0 and 1, but got 1.5"),
    ("F.alpha_dropout(x, -0.1)", "ValueError", "has to be between 0 and 1, but got -0.1"),
    ("F.dropout([1.0])", "TypeError", "'input' (position 1) must be Tensor, not list"),
    ("F.embedding(t.tensor([5]), x)", "IndexError", "index out of range in self: the table has 2"),
    ("F.embedding(x, x)", "RuntimeError", "scalar types: Long, Int; but got Float"),
    ("F.one_hot(n, 1)", "RuntimeError", "be smaller than num_classes (1), but one is 1"),
    ("F.one_hot(x)", "RuntimeError", "tensor of type LongTensor, not torch.float32"),
    ("F.embedding(n, x, padding_idx=7)", "AssertionError", "must be within num_embeddings: 7 of 2"),
    ("F.embedding_bag(n[0], x)", "ValueError", "offsets has to be a 1D Tensor but got None"),
    ("F.local_response_norm(x, 2)", "ValueError", "3D or higher dimensionality input (got 2"),
    ("F.lp_pool3d(x, 2, 2)", "RuntimeError", "4D or 5D input tensor with non-zero sizes, but got input of size [2, 3]"),
    ("F.batch_norm(x[:1], None, None, training=True)", "ValueError", "size torch.Size([1, 3]): its variance is 0"),
    ("F.batch_norm(x, t.ones(2), t.ones(2))", "RuntimeError", "should contain 3 elements not 2: x (2, 3) has 3"),
    ("F.layer_norm(x, (4,))", "RuntimeError", "with shape [*, 4], but got input of size[2, 3]"),
    ("F.group_norm(x, 2)", "RuntimeError", "but got input of shape [2, 3] and num_groups=2"),
    ("F.instance_norm(x[:, :, None])", "ValueError", "training, got input size torch.Size([2, 3, 1]"),
    ("F.layer_norm(x, (3,), t.ones(2))", "RuntimeError", "weight of shape [2] and normalized_shape = [3]"),
    ("F.rms_norm(x, (4,))", "RuntimeError", "with shape [*, 4], but got input of size[2, 3]"),
    ("F.pixel_shuffle(x, 2)", "RuntimeError", "at least 3 dimensions, but got input with 2"),
    ("F.pixel_shuffle(t.ones(1, 3, 2, 2), 2)", "RuntimeError", "but input.size(-3)=3 is not divisible by 4"),
    ("F.pixel_unshuffle(t.ones(1, 3, 3, 2), 2)", "RuntimeError", "downscale_factor, but 3 is not divisible by 2"),
    ("F.fold(x, (2, 2), 2)", "RuntimeError", "but got input.size(1)=2 and kernel_size=(2, 2)"),
    ("F.channel_shuffle(t.ones(1, 3, 2), 2)", "RuntimeError", "be divisible by groups. Got 3 channels and 2"),
    (
        "t.rnn_tanh(t.ones(2, 1, 1), t.ones(1, 1, 1), [x], True, 1, 0.0, False, False, False)",
        "RuntimeError",
        "number of RNN parameters: 1 for 1 layers and 1",
    ),
    ("F.rrelu(x, 0.5, 0.1, training=True)", "RuntimeError", "or equal to the upper bound, got 0.5 and 0.1"),
    ("F.cosine_similarity(n, n)", "RuntimeError", "yet common dtype is Long: convert with .float"),
    ("F.gumbel_softmax(x, dim=5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("F.normalize(x, dim=5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("F.pairwise_distance(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("F.softmax(x, 2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("F.log_softmax(n, 0)", "NotImplementedError", "not implemented for 'Long'"),
    ('t.softmax(x, "a")', "TypeError", "argument 'dim' (position 2) must be int, not str"),
    ("t.rrelu([1.0])", "TypeError", "'input' (position 1) must be Tensor, not list"),
    ("t.dropout(x, 1.5, True)", "RuntimeError", "has to be between 0 and 1, but got 1.5"),
    ("t.layer_norm(x, (4,))", "RuntimeError", "with shape [*, 4], but got input of size[2, 3]"),
    ("t.group_norm(x, 2)", "RuntimeError", "but got input of shape [2, 3] and num_groups=2"),
    (
        "t.batch_norm(x, t.ones(2), t.ones(2), None, None, False, 0.1, 1e-5, False)",
        "RuntimeError",
        "running_mean must be defined in evaluation",
    ),
)
