"""Layers over single functions beside PyTorch's: pools, pixels, distances, tables, losses."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight.nn
from support.layers import beside_pytorch, check_error

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def x(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def positive(*shape):
    return np.random.default_rng(7).uniform(0.1, 2.0, shape)


def whole(top, *shape, seed=1):
    return np.random.default_rng(seed).integers(0, top, shape)


LAYERS = [
    ("AdaptiveMaxPool1d(3)", [x(2, 3, 7)]),
    ("AdaptiveMaxPool1d(3, return_indices=True)", [x(3, 7)]),
    ("AdaptiveMaxPool2d((None, 2))", [x(2, 3, 7, 5)]),
    ("AdaptiveMaxPool2d(3, True)", [x(2, 3, 7, 5)]),
    ("AdaptiveMaxPool3d((2, 3, 1))", [x(2, 3, 5, 4, 3)]),
    ("AvgPool3d(2)", [x(2, 3, 5, 4, 6)]),
    ("AvgPool3d((2, 3, 2), (1, 2, 2), (1, 1, 0), ceil_mode=True, count_include_pad=False)", [x(2, 3, 5, 4, 6)]),
    ("AvgPool3d(2, divisor_override=3)", [x(3, 5, 4, 6)]),
    ("MaxPool3d(2)", [x(2, 3, 5, 4, 6)]),
    ("MaxPool3d((2, 3, 2), 1, (1, 1, 0), ceil_mode=True, return_indices=True)", [x(3, 5, 4, 6)]),
    ("LPPool1d(2, 3)", [positive(2, 3, 8)]),
    ("LPPool2d(1.5, 2, stride=1, ceil_mode=True)", [positive(2, 3, 5, 5)]),
    ("LPPool3d(2, (2, 1, 2))", [positive(3, 4, 4, 4)]),
    ("MaxUnpool1d(2)", [x(1, 3), np.array([[1, 2, 5]])]),
    ("MaxUnpool2d(2, stride=2)", [x(1, 1, 2), np.array([[[1, 6]]])]),
    ("MaxUnpool2d(2)", [x(1, 1, 2), np.array([[[1, 6]]]), (3, 5)]),
    ("MaxUnpool3d((1, 2, 2))", [x(1, 1, 1, 2), np.array([[[[1, 6]]]])]),
    ("FractionalMaxPool2d(2, output_size=(3, 4))", [x(2, 3, 6, 7)]),
    ("FractionalMaxPool2d(2, output_ratio=0.5, return_indices=True)", [x(3, 6, 7)]),
    ("FractionalMaxPool3d(2, output_ratio=(0.5, 0.6, 0.7))", [x(2, 3, 6, 7, 5)]),
    ("Fold((4, 5), (2, 2))", [x(2, 12, 12)]),
    ("Fold((4, 5), 2, dilation=2, padding=1, stride=(2, 1))", [x(8, 10)]),
    ("Unfold((2, 3))", [x(2, 5, 3, 4)]),
    ("Unfold(2, 2, 1, (2, 1))", [x(5, 4, 4)]),
    ("PixelShuffle(2)", [x(2, 8, 3, 4)]),
    ("PixelUnshuffle(2)", [x(2, 3, 4, 6)]),
    ("ChannelShuffle(3)", [x(2, 6, 2, 2)]),
    ("CosineSimilarity(dim=0, eps=1e-6)", [x(3, 4), x(3, 4, seed=1)]),
    ("PairwiseDistance(1.5, keepdim=True)", [x(3, 4), x(3, 4, seed=1)]),
    ("Upsample(size=(5, 6))", [x(1, 2, 3, 4)]),
    ("Upsample(scale_factor=(2, 1.5), mode='bilinear')", [x(1, 2, 3, 4)]),
    ("Upsample(scale_factor=2, mode='linear', align_corners=True)", [x(1, 2, 3)]),
    ("UpsamplingNearest2d(scale_factor=2)", [x(1, 2, 3, 4)]),
    ("UpsamplingBilinear2d(size=7)", [x(1, 2, 3, 4)]),
    ("LocalResponseNorm(3, alpha=0.1, beta=0.5, k=2.0)", [x(2, 6, 3)]),
    ("RReLU(0.1, 0.4)", [x(3, 4)]),
    ("RReLU(inplace=True)", [lambda T: T.tensor([-1.0, 2.0])]),
    ("Embedding(10, 3)", [whole(10, 2, 4)]),
    ("Embedding(10, 3, padding_idx=-2)", [whole(10, 20)]),
    ("Embedding(10, 3, max_norm=1.0, norm_type=1.0)", [whole(10, 5)]),
    ("Embedding(4, 3, padding_idx=0, scale_grad_by_freq=True)", [whole(4, 3, 5)]),
    ("Embedding.from_pretrained(T.arange(6.0).view(3, 2))", [whole(3, 5)]),
    ("Embedding.from_pretrained(T.arange(6.0).view(3, 2), False, 1)", [whole(3, 5)]),
    ("EmbeddingBag(10, 3)", [whole(10, 2, 4)]),
    ("EmbeddingBag(10, 3, mode='sum', padding_idx=2)", [whole(10, 8), np.array([0, 3, 3]), positive(8)]),
    ("EmbeddingBag(10, 3, mode='max', include_last_offset=True)", [whole(10, 8), np.array([0, 3, 8])]),
    ("EmbeddingBag(10, 3, max_norm=0.5, norm_type=1.0, scale_grad_by_freq=True)", [whole(10, 2, 4)]),
    ("EmbeddingBag.from_pretrained(T.arange(6.0).view(3, 2), mode='sum')", [whole(3, 2, 5)]),
    ("AdaptiveLogSoftmaxWithLoss(8, 20, [4, 10], div_value=2.0)", [x(5, 8), whole(20, 5)]),
    ("AdaptiveLogSoftmaxWithLoss(20, 20, [4, 10], head_bias=True)", [x(20), np.array(15)]),
    ("SyncBatchNorm(3)", [x(4, 3, 2)]),
    ("SyncBatchNorm(3, momentum=None, affine=False)", [x(4, 3)]),
    ("SyncBatchNorm.convert_sync_batchnorm(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)))", [x(4, 2)]),
    ("DataParallel(nn.Linear(2, 3))", [x(4, 2)]),
    ("CosineEmbeddingLoss(0.2)", [x(3, 4), x(3, 4, seed=1), np.array([1, -1, 1])]),
    ("CosineEmbeddingLoss(reduction='none')", [x(3, 4), x(3, 4, seed=1), np.array([1, -1, 1])]),
    ("GaussianNLLLoss(full=True, eps=0.3)", [x(3, 4), x(3, 4, seed=1), positive(3, 1)]),
    ("MultiLabelMarginLoss()", [x(3, 4), np.array([[3, 0, -1, 1], [-1, 0, 0, 0], [0, 1, 2, 3]])]),
    ("MultiLabelSoftMarginLoss(weight=T.tensor([1.0, 2.0, 0.5, 1.0]))", [x(3, 4), whole(2, 3, 4).astype(float)]),
    ("MultiMarginLoss(p=2, margin=0.5, weight=T.tensor([1.0, 2.0, 0.5, 1.0]))", [x(3, 4), whole(4, 3)]),
    ("MultiMarginLoss(reduction='sum')", [x(3, 4), whole(4, 3)]),
    ("TripletMarginLoss(p=1.5, swap=True)", [x(3, 4), x(3, 4, seed=1), x(3, 4, seed=2)]),
    ("TripletMarginWithDistanceLoss(margin=2.0, swap=True)", [x(3, 4), x(3, 4, seed=1), x(3, 4, seed=2)]),
    ("LinearCrossEntropyLoss(3, 4)", [x(5, 3), whole(4, 5)]),
    ("LinearCrossEntropyLoss(3, 4, options=nn.LinearCrossEntropyOptions(batch_chunk_size=2))", [x(5, 3), whole(4, 5)]),
    ("LinearCrossEntropyLoss(3, 4, out_features=(2,), bias=True, label_smoothing=0.1)", [x(5, 3), whole(4, 5, 2)]),
    ("LinearCrossEntropyLoss(3, 4, bias=True, reduction='sum')", [x(3), positive(4)]),
    ("CTCLoss(blank=1, reduction='sum')", [x(6, 2, 4), np.array([[0, 2, 3], [2, 2, 0]]), (6, 5), (3, 2)]),
    ("CTCLoss(zero_infinity=True)", [x(2, 2, 4), np.array([[1, 2, 3], [2, 2, 1]]), (2, 2), (3, 1)]),
]

quiet = pytest.mark.filterwarnings("ignore:Using a target size")
test_layers = quiet(beside_pytorch(LAYERS))


@pytest.mark.parametrize(
    "text",
    [
        "nn.FractionalMaxPool2d(2)",
        "nn.FractionalMaxPool2d(2, output_size=3, output_ratio=0.5)",
        "nn.FractionalMaxPool2d(2, output_ratio=1.5)",
        "nn.FractionalMaxPool3d(0, output_ratio=0.5)",
        "nn.Embedding(3, 2, padding_idx=3)",
        "nn.Embedding(3, 2, padding_idx=-4)",
        "nn.Embedding(3, 2, _weight=T.zeros(2, 3))",
        "nn.Embedding.from_pretrained(T.zeros(3))",
        "nn.EmbeddingBag(3, 2, padding_idx=3)",
        "nn.EmbeddingBag(3, 2)(T.tensor([1]))",
        "nn.AdaptiveLogSoftmaxWithLoss(8, 20, [])",
        "nn.AdaptiveLogSoftmaxWithLoss(8, 20, [4, 4])",
        "nn.AdaptiveLogSoftmaxWithLoss(8, 20, [4, 20])",
        "nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10])(T.zeros(2, 16), T.tensor([1, 20]))",
        "nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10])(T.zeros(2, 16), T.tensor([1]))",
        "nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10])(T.zeros(2, 16), T.tensor([[1]]))",
        "nn.LinearCrossEntropyOptions(acc_policy='x')",
        "nn.LinearCrossEntropyOptions(chunking_method='x')",
        "nn.LinearCrossEntropyOptions(batch_chunk_size=0)",
        "nn.LinearCrossEntropyOptions(acc_dtype=T.int64)",
        "nn.LinearCrossEntropyLoss(3, 4, weight=T.ones(3))",
        "nn.LinearCrossEntropyLoss(3, 4, label_smoothing=2)",
        "nn.LinearCrossEntropyLoss(3, 4, out_features=(2,))(T.zeros(3), T.tensor([1]))",
        "nn.LinearCrossEntropyLoss(3, 4, ignore_index=1)(T.zeros(2, 3), T.zeros(2, 4))",
        "F.linear_cross_entropy(T.zeros(3), T.zeros(3), T.tensor(0))",
        "F.linear_cross_entropy(T.zeros(1, 1, 3), T.zeros(4, 3), T.tensor(0))",
        "F.linear_cross_entropy(T.zeros(1, 3), T.zeros(4, 2), T.tensor([0]))",
        "F.linear_cross_entropy(T.zeros(1, 3), T.zeros(4, 3), T.tensor([0]), linear_bias=T.zeros(3))",
        "nn.SyncBatchNorm(3)(T.zeros(3))",
        "nn.SyncBatchNorm(3)(T.zeros(3, 0))",
        "nn.MultiMarginLoss(p=3)",
        "nn.MultiMarginLoss(weight=T.zeros(2, 2))",
        "nn.TripletMarginLoss(margin=0)",
        "nn.TripletMarginWithDistanceLoss(margin=-1)",
        "nn.CrossMapLRN2d(3)(T.zeros(3, 3))",
        "nn.PixelShuffle(2)(T.zeros(1, 3, 2, 2))",
        "nn.Upsample(size=2, mode='what')(T.zeros(1, 3, 2, 2))",
        "nn.Upsample()(T.zeros(1, 3, 2, 2))",
    ],
)
def test_errors(text):
    check_error(text)


def test_softmax_over_many_classes():
    """All log-probabilities, and the classes predicted, in and outside the clusters."""
    a, b = (T.nn.AdaptiveLogSoftmaxWithLoss(6, 12, [3, 7], div_value=2.0) for T in (rushlight, torch))
    b.load_state_dict({k: torch.from_numpy(v.detach().numpy()) for k, v in a.state_dict().items()})
    rows = (x(40, 6) * 5).astype("f4")
    p, q = a.log_prob(rushlight.from_numpy(rows)), b.log_prob(torch.from_numpy(rows))
    np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), 1e-5, 1e-5)
    assert a.predict(rushlight.from_numpy(rows)).tolist() == b.predict(torch.from_numpy(rows)).tolist()


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_older_response_norm(size):
    """What it computes is PyTorch's; its gradients are those of what it computes."""
    rows = x(2, 8, 3, 2)
    ours, theirs = (rushlight.nn.CrossMapLRN2d(size, 0.5, 0.6, 2.0), torch.nn.CrossMapLRN2d(size, 0.5, 0.6, 2.0))
    assert repr(ours) == repr(theirs)
    np.testing.assert_allclose(ours(rushlight.from_numpy(rows)).numpy(), theirs(torch.from_numpy(rows)).numpy(), 1e-10)
    assert rushlight.autograd.gradcheck(ours, rushlight.from_numpy(rows).requires_grad_())


def test_warnings():
    for T in (rushlight, torch):
        with pytest.warns(FutureWarning, match="NLLLoss2d"):
            T.nn.NLLLoss2d()
        with pytest.warns(FutureWarning, match="Container"):
            T.nn.Container(a=T.nn.ReLU())
        with pytest.raises((ValueError, AssertionError)):
            T.nn.Embedding(2, 3, padding_idx=5, sparse=True)


def test_own_distance():
    for T in (rushlight, torch):
        loss = T.nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: (a - b).abs().sum(-1))
        assert loss(T.zeros(1, 2), T.ones(1, 2), T.zeros(1, 2)).item() == 3
