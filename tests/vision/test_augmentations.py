"""The augmentations give torchvision's results and draw its random numbers (``augmentations.npz``, made by torchvision
0.29 with PyTorch 2.13 and Pillow 12 from ``augmentations.py``)."""

from __future__ import annotations

import ast
import copy
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image")

import rushlight  # noqa: E402
from rushlight import vision  # noqa: E402
from rushlight.vision import tv_tensors  # noqa: E402
from rushlight.vision.transforms import v2  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
import augmentations  # noqa: E402

sys.path.pop(0)


TIES = [
    "transforms random bytes rand more bytes 2",
    "v2 random bytes rand more bytes 2",
    "v2 sharper bytes",
    "v2 random jitter bytes 2",
    "v2 random distort bytes 2",
]


@pytest.fixture(scope="module")
def expected():
    return augmentations.load()


@pytest.fixture(scope="module")
def found():
    return augmentations.run(rushlight, vision, v2, Image)


def test_reprs(expected, found):
    for version in ("transforms", "v2"):
        assert found[0][version] == expected[0][version]


@pytest.mark.parametrize("version", ["errors", "errors v2"])
def test_errors(expected, found, version):
    """The class is torchvision's."""
    for k, (got, want) in enumerate(zip(found[0][version], expected[0][version], strict=True)):
        assert got == want, k


def test_values(expected, found):
    assert list(found[1]) == list(expected[1])
    for name, got in found[1].items():
        want = expected[1][name]
        assert [k for k, _ in got] == [k for k, _ in want], name
        for (_, a), (_, b) in zip(got, want, strict=True):
            assert (a.shape, a.dtype) == (b.shape, b.dtype), name
            if a.dtype.kind == "f":
                wrong = np.abs(a - b) > 1e-5
            else:
                wrong = np.abs(a.astype(int) - b.astype(int)) > 0
                assert np.abs(a.astype(int) - b.astype(int)).max() <= 1, name
            # exact halves: the order of a sum of floats decides to which side they are rounded
            assert wrong.sum() <= (0.06 * a.size if name in TIES else 0), name


def test_samples_keep_their_structure():
    image = tv_tensors.Image(rushlight.ones(1, 4, 4))
    sample = {"a": [image, rushlight.ones(1, 5, 5)], "b": (None, "x", 3)}
    result = v2.Resize(3)(sample)
    assert type(result["a"][0]) is tv_tensors.Image
    assert (result["a"][0].shape, result["a"][1].shape) == ((1, 3, 3), (1, 5, 5))  # plain tensors are labels then
    assert result["b"] == (None, "x", 3)
    plain, label = v2.Resize(3)(rushlight.ones(1, 4, 4), rushlight.ones(2))
    assert (plain.shape, label.shape) == ((1, 3, 3), (2,))
    assert type(v2.Compose([v2.ToImage(), v2.ToPureTensor()])(np.zeros((2, 2, 3), np.uint8))) is rushlight.Tensor
    five = v2.FiveCrop(2)(image)
    assert [type(x) for x in five] == [tv_tensors.Image] * 5


def test_marked_tensors():
    x = tv_tensors.Image(rushlight.arange(4.0).view(2, 2))
    assert repr(x) == "Image([[[0., 1.],\n        [2., 3.]]], )"
    for kept in (x.clone(), x.detach(), x.to(rushlight.float64), copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert type(kept) is tv_tensors.Image
        assert kept.shape == (1, 2, 2)
    assert type(x + 1) is type(x[0]) is type(rushlight.stack([x, x])) is rushlight.Tensor
    with tv_tensors.set_return_type("TVTensor"):
        assert type(x + 1) is tv_tensors.Image
    assert type(x + 1) is rushlight.Tensor

    class Other(tv_tensors.TVTensor):
        pass

    other = rushlight.zeros(2, 2).as_subclass(Other)
    assert v2.RandomHorizontalFlip(1.0)(other) is other
    with pytest.raises(TypeError, match="supports inputs of type"):
        v2.functional.horizontal_flip(other)
    with pytest.raises(ValueError, match="2D or higher"):
        tv_tensors.Image([1.0])
    with pytest.raises(ValueError, match="return_type must be"):
        tv_tensors.set_return_type("array")


def test_dtypes_by_type():
    image = tv_tensors.Image(rushlight.ones(1, 2, 2, dtype=rushlight.uint8))
    label = rushlight.tensor(3)
    both = {tv_tensors.Image: rushlight.float32, "others": None}
    x, y = v2.ToDtype(both, scale=True)(image, label)
    assert (x.dtype, y.dtype) == (rushlight.float32, rushlight.int64)
    with pytest.warns(UserWarning, match="no scaling will be done"):
        assert v2.ToDtype({"others": None}, scale=True)(image) is image
    with pytest.warns(UserWarning, match="deprecated"):
        assert v2.ToTensor()(np.full((1, 1, 3), 255, np.uint8)).tolist() == [[[1.0]]] * 3


def test_one_s_own_transform_draws_once_per_sample():
    class Shift(v2.Transform):
        def make_params(self, flat_inputs):
            assert v2.query_size(flat_inputs) == (2, 2)
            return {"by": rushlight.rand(1)}

        def transform(self, inpt, params):
            return inpt + params["by"]

    images = [tv_tensors.Image(rushlight.zeros(1, 2, 2)) for _ in range(2)]
    a, b = Shift()(images)
    assert rushlight.equal(a, b)


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("antialias", [True, False])
@pytest.mark.torch
def test_bytes_are_resized_as_by_pytorch(mode, antialias):
    torch = pytest.importorskip("torch")
    x = augmentations.pixels(37, 41, 5).transpose(2, 0, 1).copy()
    for size in ((16, 20), (60, 70), (37, 10), (5, 41)):
        want = torch.nn.functional.interpolate(torch.from_numpy(x)[None], size, mode=mode, antialias=antialias)[0]
        got = v2.functional.resize(rushlight.from_numpy(x), size, mode, antialias=antialias)
        np.testing.assert_array_equal(got.numpy(), want.numpy())


def test_whole_factors_are_numbers_like_others():
    x = rushlight.tensor([100, 200], dtype=rushlight.uint8).view(1, 1, 2)
    F = vision.transforms.functional
    assert F.adjust_brightness(x, 2).tolist() == F.adjust_brightness(x, 2.0).tolist() == [[[200, 255]]]
    assert F.adjust_contrast(x, 2).tolist() == [[[50, 250]]]
    colour = rushlight.tensor([100, 20, 90], dtype=rushlight.uint8).view(3, 1, 1)
    assert F.adjust_saturation(colour, 3).flatten().tolist() == [198, 0, 168]


def test_colours_of_pictures_without_pixels():
    x = rushlight.zeros(3, 0, 4, dtype=rushlight.uint8)
    for F in (vision.transforms.functional, v2.functional):
        assert F.equalize(x).shape == (3, 0, 4)


def test_normalize_keeps_the_shape():
    x = rushlight.zeros(1, 2, 2)
    with pytest.raises(RuntimeError, match="broadcast shape"):
        vision.transforms.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1))(x)
    assert v2.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1))(x).shape == (3, 2, 2)
    before = x.clone()
    assert vision.transforms.Normalize((0.5,), (0.5,))(x).tolist() == [[[-1.0, -1.0], [-1.0, -1.0]]]
    assert rushlight.equal(x, before)


@pytest.mark.parametrize("F", [vision.transforms.functional, v2.functional])
def test_pictures_are_always_smoothed(F):
    image = Image.fromarray(augmentations.pixels(7, 9))
    with pytest.warns(UserWarning, match="Anti-alias option is always applied"):
        assert F.resize(image, [3, 4], antialias=False).size == (4, 3)


def test_both_versions_have_the_same_draws():
    first = vision.transforms
    for name in ("AutoAugment", "ColorJitter", "ElasticTransform", "GaussianBlur", "RandomAffine", "RandomCrop"):
        assert getattr(first, name).get_params is getattr(v2, name).get_params
    for name in ("RandomErasing", "RandomPerspective", "RandomResizedCrop", "RandomRotation"):
        assert getattr(first, name).get_params is getattr(v2, name).get_params


def test_the_arithmetic_stands_below_the_transforms():
    """``_pixels`` imports no transforms; of the first version, the second takes the draws and the policies only."""
    root = Path(vision.__file__).parent
    for path in (root / "_pixels").glob("*.py"):
        assert "transforms" not in {word for m in imported(path) for word in m.split(".")}, path
    for path in (root / "transforms" / "v2").glob("*.py"):
        above = {m for m in imported(path, level=2) if m}
        assert above <= {"_draws", "_policies"}, path


def imported(path, level=None):
    """The modules (or, of a bare ``from ..``, the names) that a file imports, at this many dots."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and level in (None, node.level):
            yield from [node.module] if node.module else (a.name for a in node.names)


def test_gradients_pass_through():
    x = rushlight.rand(3, 6, 7, requires_grad=True)
    for F in (vision.transforms.functional, v2.functional):
        y = F.adjust_hue(F.adjust_contrast(F.gaussian_blur(F.rotate(x, 20), 3), 0.7), 0.2)
        (grad,) = rushlight.autograd.grad(y.sum(), x)
        assert grad.isfinite().all()
        assert grad.abs().sum() > 0
