"""torchvision.ops: boxes by hand and by counting pixels, regions beside their definition, gradients."""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import pytest

import rushlight as torch
from rushlight.autograd import gradcheck
from rushlight.vision import ops

GENERATOR = np.random.default_rng(5)


def boxes(n, size=20):
    corners = GENERATOR.random((n, 2, 2)) * size
    return torch.from_numpy(np.concatenate((corners.min(1), corners.max(1) + 1), 1).astype(np.float32))


def test_nms_keeps_the_best_of_those_that_overlap():
    b, scores = boxes(60), torch.from_numpy(GENERATOR.random(60).astype(np.float32))
    kept = ops.nms(b, scores, 0.3).tolist()
    iou, expected = ops.box_iou(b, b), []
    for i in scores.argsort(descending=True).tolist():
        if all(iou[i, j] <= 0.3 for j in expected):
            expected.append(i)
    assert kept == expected and 1 < len(kept) < 60
    assert ops.nms(b[:0], scores[:0], 0.5).shape == (0,)
    with pytest.raises(RuntimeError, match="4 elements"):
        ops.nms(b[:, :3], scores, 0.5)
    with pytest.raises(RuntimeError, match="same number"):
        ops.nms(b, scores[:3], 0.5)


@pytest.mark.parametrize("n", [50, 1100])
def test_batched_nms_is_nms_of_each_class(n):
    b, scores = boxes(n), torch.from_numpy(GENERATOR.random(n).astype(np.float32))
    names = torch.from_numpy(GENERATOR.integers(0, 3, n))
    expected = torch.cat([i[ops.nms(b[i], scores[i], 0.2)] for c in range(3) for i in [(names == c).nonzero()[:, 0]]])
    got = ops.batched_nms(b, scores, names, 0.2)
    assert sorted(got.tolist()) == sorted(expected.tolist())
    assert (scores[got].diff() <= 0).all()


@pytest.mark.parametrize("formats", [("xyxy", "xywh", "cxcywh"), ("cxcywhr", "xywhr", "xyxyxyxy")])
def test_formats_there_and_back(formats):
    b = boxes(5).double()
    b = b if len(formats[0]) == 4 else torch.cat((b, torch.linspace(0, 80, 5, dtype=torch.float64)[:, None]), 1)
    for fmt in formats[1:]:
        back = ops.box_convert(ops.box_convert(b, formats[0], fmt), fmt, formats[0])
        np.testing.assert_allclose(back.numpy(), b.numpy(), atol=1e-9)
    assert ops.box_convert(torch.tensor([[1, 2, 4, 8]]), "xyxy", "xywh").tolist() == [[1, 2, 3, 6]]
    with pytest.raises(ValueError, match="Unsupported"):
        ops.box_convert(b, "xyxy", "yxyx")
    with pytest.raises(NotImplementedError, match="Unsupported"):
        ops.box_convert(boxes(1), "xyxy", "xywhr")


def test_overlaps():
    a, b = torch.tensor([[0.0, 0, 4, 4]]), torch.tensor([[2.0, 2, 6, 6], [0, 0, 4, 4], [10, 0, 12, 2]])
    np.testing.assert_allclose(ops.box_iou(a, b).numpy(), [[4 / 28, 1, 0]])
    np.testing.assert_allclose(
        ops.generalized_box_iou(a, b).numpy(), [[4 / 28 - (36 - 28) / 36, 1, 0 - (48 - 20) / 48]], rtol=1e-6
    )
    distance = ops.distance_box_iou(a, b)
    np.testing.assert_allclose(distance.numpy(), [[4 / 28 - 8 / 72, 1, 0 - (81 + 1) / (144 + 16)]], rtol=1e-6)
    np.testing.assert_allclose(ops.complete_box_iou(a, b).numpy(), distance.numpy(), rtol=1e-6)  # squares all
    for name in ("generalized", "distance", "complete"):
        loss = getattr(ops, f"{name}_box_iou_loss")
        pairs = getattr(ops, f"{name}_box_iou")(a, b)[0]
        np.testing.assert_allclose(loss(a.expand(3, 4), b).numpy(), 1 - pairs.numpy(), atol=1e-6)
        x = boxes(3).double().requires_grad_()
        if name != "complete":  # whose weight is a constant to the gradient
            assert gradcheck(lambda x, f=loss: f(x, boxes_of_its_own, "mean"), x)
    assert ops.box_area(ops.box_convert(b, "xyxy", "cxcywh"), "cxcywh").tolist() == [16, 16, 4]
    assert ops.clip_boxes_to_image(b, (5, 11)).tolist()[2] == [10, 0, 11, 2]
    assert ops.remove_small_boxes(b, 3).tolist() == [0, 1]


boxes_of_its_own = torch.tensor([[0.0, 0, 9, 9], [5, 5, 15, 16], [3, 8, 12, 30]], dtype=torch.float64)


def test_overlaps_of_turned_boxes():
    square, turned = (
        torch.tensor([[5.0, 5, 2, 2, 0]]),
        torch.tensor([[5.0, 5, 2, 2, 45], [5, 5, 2, 2, 90], [9, 9, 2, 2, 0]]),
    )
    octagon = 8 * (math.sqrt(2) - 1)
    expected = [[octagon / (8 - octagon), 1, 0]]
    np.testing.assert_allclose(ops.box_iou(square, turned, "cxcywhr").numpy(), expected, atol=1e-6)
    a, b = boxes(4), boxes(3)
    straight = [torch.cat((ops.box_convert(v, "xyxy", "cxcywh"), torch.zeros(len(v), 1)), 1) for v in (a, b)]
    np.testing.assert_allclose(ops.box_iou(*straight, "cxcywhr").numpy(), ops.box_iou(a, b).numpy(), atol=1e-6)


def test_masks_to_boxes():
    masks = torch.from_numpy(GENERATOR.random((6, 9, 7)) > 0.9)
    masks[2] = False
    for mask, box in zip(masks, ops.masks_to_boxes(masks).tolist(), strict=True):
        y, x = np.nonzero(mask.numpy())
        assert box == ([x.min(), y.min(), x.max(), y.max()] if y.size else [0, 0, 0, 0])
    assert ops.masks_to_boxes(masks[:0]).shape == (0, 4)


def test_focal_loss():
    x, y = torch.tensor([0.3, -2.0], dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)
    p = torch.where(y == 1, x.sigmoid(), 1 - x.sigmoid())
    weight = torch.where(y == 1, 0.25, 0.75)
    np.testing.assert_allclose(ops.sigmoid_focal_loss(x, y).numpy(), (-weight * (1 - p) ** 2 * p.log()).numpy())
    assert ops.sigmoid_focal_loss(x, y, -1, 0, "mean") == torch.nn.functional.binary_cross_entropy_with_logits(x, y)
    with pytest.raises(ValueError, match="alpha"):
        ops.sigmoid_focal_loss(x, y, 3)
    with pytest.raises(ValueError, match="reduction"):
        ops.sigmoid_focal_loss(x, y, reduction="max")


# Regions, pixel by pixel as their definitions say ------------------------------------------------------------------

MAPS = GENERATOR.standard_normal((2, 8, 6, 7))
ROIS = np.array([[0, 0.4, 1.2, 5.3, 4.9], [1, 0, 0, 6, 5], [1, -3, -2.5, 2, 9], [0, 5, 4, 12, 11], [0, 2, 2, 2.1, 2.1]])


def between(plane, y, x):
    """A sample between the pixels; 0 beyond one pixel outside."""
    h, w = plane.shape
    if not (-1 <= y <= h and -1 <= x <= w):
        return 0.0
    y, x = max(y, 0), max(x, 0)
    (y0, y1, dy), (x0, x1, dx) = (
        (n - 1, n - 1, 0) if int(v) >= n - 1 else (int(v), int(v) + 1, v - int(v)) for v, n in ((y, h), (x, w))
    )
    top = plane[y0, x0] * (1 - dx) + plane[y0, x1] * dx
    return top * (1 - dy) + (plane[y1, x0] * (1 - dx) + plane[y1, x1] * dx) * dy


def aligned(roi, c, i, j, bins, scale, ratio, half):
    n, x1, y1, x2, y2 = roi * [1, *[scale] * 4] - [0, *[0.5 * half] * 4]
    w, h = (x2 - x1, y2 - y1) if half else (max(x2 - x1, 1), max(y2 - y1, 1))
    bh, bw = h / bins[0], w / bins[1]
    gh, gw = (ratio, ratio) if ratio > 0 else (math.ceil(bh), math.ceil(bw))
    samples = [
        between(MAPS[int(n), c], y1 + (i + (k + 0.5) / gh) * bh, x1 + (j + (m + 0.5) / gw) * bw)
        for k in range(gh)
        for m in range(gw)
    ]
    return sum(samples) / max(gh * gw, 1)


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("scale, ratio", [(1.0, -1), (0.5, 2), (1.0, 3)])
def test_roi_align(scale, ratio, half):
    got = ops.roi_align(torch.from_numpy(MAPS), torch.from_numpy(ROIS), (2, 3), scale, ratio, half)
    for k, c, i, j in np.ndindex(5, 8, 2, 3):
        assert got[k, c, i, j].item() == pytest.approx(aligned(ROIS[k], c, i, j, (2, 3), scale, ratio, half), abs=1e-9)
    apart = [torch.from_numpy(ROIS[ROIS[:, 0] == n, 1:]) for n in (0, 1)]
    order = torch.tensor([0, 3, 4, 1, 2])
    listed = ops.roi_align(torch.from_numpy(MAPS), apart, (2, 3), scale, ratio, half)
    np.testing.assert_allclose(listed.numpy(), got[order].numpy())


def test_ps_roi_align():
    got = ops.ps_roi_align(torch.from_numpy(MAPS), torch.from_numpy(ROIS), 2, 1.0, 2)
    for k, c, i, j in np.ndindex(5, 2, 2, 2):
        expected = aligned(ROIS[k], (c * 2 + i) * 2 + j, i, j, (2, 2), 1.0, 2, True)
        assert got[k, c, i, j].item() == pytest.approx(expected, abs=1e-9)


def pixels(roi, i, j, bins, scale, more, top):
    """The rows and columns of a bin of whole pixels."""
    n, x1, y1, x2, y2 = (math.floor(abs(v) + 0.5) * (1 if v >= 0 else -1) for v in roi * [1, *[scale] * 4])
    found = []
    for low, high, k, count, end in ((y1, y2, i, bins[0], top[0]), (x1, x2, j, bins[1], top[1])):
        step = max(high - low + more, 1) / count
        a, b = math.floor(k * step) + low, math.ceil((k + 1) * step) + low
        found.append(slice(min(max(a, 0), end), min(max(b, 0), end)))
    return n, *found


def test_roi_pool_and_ps_roi_pool():
    maps, rois = torch.from_numpy(MAPS), torch.from_numpy(ROIS)
    got, mean = ops.roi_pool(maps, rois, (2, 3)), ops.ps_roi_pool(maps, rois, 2)
    for k, i, j in np.ndindex(5, 2, 3):
        n, rows, columns = pixels(ROIS[k], i, j, (2, 3), 1.0, 1, (6, 7))
        window = MAPS[n, :, rows, columns].reshape(8, -1)
        np.testing.assert_allclose(got[k, :, i, j].numpy(), window.max(1) if window.size else np.zeros(8))
    for k, c, i, j in np.ndindex(5, 2, 2, 2):
        n, rows, columns = pixels(ROIS[k], i, j, (2, 2), 1.0, 0, (5, 6))
        window = MAPS[n, (c * 2 + i) * 2 + j, rows, columns]
        assert mean[k, c, i, j].item() == pytest.approx(window.mean() if window.size else 0, abs=1e-6)


@pytest.mark.parametrize("name", ["roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"])
def test_gradients_of_regions(name):
    function, rois = getattr(ops, name), torch.from_numpy(ROIS[:3])
    maps = torch.from_numpy(MAPS[:, :4].copy()).requires_grad_()
    assert gradcheck(lambda x: function(x, rois, 2), maps)
    assert function(maps, rois[:0], 2).shape[0] == 0
    with pytest.raises(AssertionError, match=r"Tensor\[K, 5\]"):
        function(maps, rois[:, 1:], 2)
    with pytest.raises(RuntimeError, match="same dtype"):
        function(maps, rois.float(), 2)


def test_deformable_convolution():
    x, w = torch.from_numpy(MAPS), torch.from_numpy(GENERATOR.standard_normal((6, 4, 3, 2)))
    bias, options = torch.arange(6.0, dtype=torch.float64), {"stride": 2, "padding": (1, 0), "dilation": (1, 2)}
    plain = torch.nn.functional.conv2d(x, w, bias, groups=2, **options)
    still = torch.zeros(2, 2 * 2 * 6, *plain.shape[2:], dtype=torch.float64)
    np.testing.assert_allclose(ops.deform_conv2d(x, still, w, bias, **options).numpy(), plain.numpy(), atol=1e-12)
    half = torch.full((2, 12, *plain.shape[2:]), 0.5, dtype=torch.float64)
    masked = ops.deform_conv2d(x, still, w, None, mask=half, **options)
    np.testing.assert_allclose(masked.numpy(), (plain - bias[:, None, None]).numpy() / 2, atol=1e-12)
    w1 = torch.ones(1, 1, 1, 1, dtype=torch.float64)
    moved = torch.zeros(1, 2, 6, 7, dtype=torch.float64) + torch.tensor([1.0, -2.0], dtype=torch.float64)[:, None, None]
    shifted = ops.deform_conv2d(x[:1, :1], moved, w1)[0, 0]
    assert torch.equal(shifted[:5, 2:], x[0, 0, 1:, :5]) and not shifted[5].any() and not shifted[:, :2].any()
    small = torch.from_numpy(GENERATOR.random((1, 4, 4, 3)) * 0.8 + 0.1)
    for place in (x[:1, :4, :4, :3], small[:, :4]):
        assert gradcheck(
            lambda x, o, m: ops.deform_conv2d(x, o, torch.ones(2, 4, 1, 1, dtype=torch.float64), mask=m),
            (
                place.clone().requires_grad_(),
                small[:, :2].clone().requires_grad_(),
                small[:, 2:3].clone().requires_grad_(),
            ),
        )
    with pytest.raises(RuntimeError, match="offset"):
        ops.deform_conv2d(x, still[:, :5], w)


def test_pyramids():
    maps = OrderedDict(a=torch.rand(1, 4, 16, 16), b=torch.rand(1, 6, 8, 8))
    pyramid = ops.FeaturePyramidNetwork([4, 6], 5, ops.feature_pyramid_network.LastLevelP6P7(6, 5))
    assert [(k, tuple(v.shape)) for k, v in pyramid(maps).items()] == [
        ("a", (1, 5, 16, 16)),
        ("b", (1, 5, 8, 8)),
        ("p6", (1, 5, 4, 4)),
        ("p7", (1, 5, 2, 2)),
    ]
    pool = ops.MultiScaleRoIAlign(["a", "b"], 2, 2)
    rois = torch.tensor([[0.0, 0, 40, 40], [8, 8, 500, 500]])
    got = pool({"a": maps["a"], "b": maps["b"].repeat(1, 2, 1, 1)[:, :4]}, [rois], [(64, 64)])
    assert pool.scales == [0.25, 0.125] and got.shape == (2, 4, 2, 2)
    small = ops.roi_align(maps["a"], [rois[:1]], 2, 0.25, 2)
    np.testing.assert_allclose(got[:1].numpy(), small.numpy())


def test_drop_block():
    torch.manual_seed(0)
    y = ops.drop_block2d(torch.ones(4, 2, 20, 20), 0.3, 3)
    assert 0.5 < (y != 0).float().mean() < 0.9 and y.mean().item() == pytest.approx(1, abs=1e-4)
    assert ops.DropBlock3d(0.5, 3).eval()(y[None]) is not None
    with pytest.raises(ValueError, match="odd"):
        ops.drop_block2d(y, 0.3, 2)
    with pytest.raises(ValueError, match="4 dimensional"):
        ops.drop_block2d(y[0], 0.3, 3)
