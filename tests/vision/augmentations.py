"""What the augmentations give, as arrays: run with rushlight by the tests, and once as a program with torchvision 0.29
(``python augmentations.py``) to make ``augmentations.npz``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_suffix(".npz")


def pixels(height, width, channels=3, seed=0):
    """A picture with soft and hard edges, and noise."""
    y, x, c = np.mgrid[:height, :width, :channels]
    values = 128 + 100 * np.sin(0.5 * x + c + seed) * np.cos(0.4 * y - c) + (x * 7919 + y * 104729 + c * 31) % 23
    values[height // 2 :, : width // 3] = 40 + 60 * c[height // 2 :, : width // 3]
    return values.clip(0, 255).astype(np.uint8)


def pictures(torch, Image):
    rgb = pixels(7, 9)
    x = torch.from_numpy(rgb.transpose(2, 0, 1).copy())
    floats = x.float() / 255
    return {
        "picture": Image.fromarray(rgb),
        "grey": Image.fromarray(pixels(7, 9, 1)[:, :, 0]),
        "bytes": x,
        "floats": floats,
        "batch": torch.stack([floats, 1 - floats.flip(-1)]),
        "plane": x[:1],
    }


def colours(F):
    """Functions that change colours; names say what may not work on what."""
    yield "brightness", lambda x: F.adjust_brightness(x, 1.37)
    yield "darker", lambda x: F.adjust_brightness(x, 0.3)
    yield "contrast", lambda x: F.adjust_contrast(x, 1.6)
    yield "flatter", lambda x: F.adjust_contrast(x, 0.45)
    yield "saturation", lambda x: F.adjust_saturation(x, 1.83)
    yield "paler", lambda x: F.adjust_saturation(x, 0.21)
    yield "hue", lambda x: F.adjust_hue(x, 0.17)
    yield "hue back", lambda x: F.adjust_hue(x, -0.41)
    yield "gamma", lambda x: F.adjust_gamma(x, 0.7, 1.1)
    yield "sharper", lambda x: F.adjust_sharpness(x, 2.2)
    yield "softer", lambda x: F.adjust_sharpness(x, 0.3)
    yield "invert", lambda x: F.invert(x)
    yield "autocontrast", lambda x: F.autocontrast(x)
    yield "blur", lambda x: F.gaussian_blur(x, [3, 5], [0.8, 1.3])
    yield "blur default", lambda x: F.gaussian_blur(x, 3)
    yield "grey three", lambda x: F.rgb_to_grayscale(x, 3)


def colours_of_bytes(F):
    yield "posterize", lambda x: F.posterize(x, 3)
    yield "equalize", lambda x: F.equalize(x)
    yield "solarize", lambda x: F.solarize(x, 101)


def shapes(F, torch, mode):
    start, end = [[0, 0], [8, 0], [8, 6], [0, 6]], [[1, 2], [7, 1], [8, 5], [2, 6]]
    moved = torch.from_numpy(np.sin(np.arange(7 * 9 * 2, dtype=np.float32)).reshape(1, 7, 9, 2) * 0.1)
    for m in (mode.NEAREST, mode.BILINEAR):
        yield f"rotate {m.value}", lambda x, m=m: F.rotate(x, 31.7, m)
        yield f"rotate expand {m.value}", lambda x, m=m: F.rotate(x, -57.3, m, expand=True, fill=[7.0])
        yield f"rotate center {m.value}", lambda x, m=m: F.rotate(x, 12.3, m, center=[3, 4], fill=0)
        yield f"affine {m.value}", lambda x, m=m: F.affine(x, 21.3, [2, -1], 1.17, [7.1, -3.3], m, [0.25])
        yield f"affine center {m.value}", lambda x, m=m: F.affine(x, -11, [0, 0], 0.83, 5.7, m, None, [2, 3])
        yield f"perspective {m.value}", lambda x, m=m: F.perspective(x, start, end, m, [0.5])
        yield f"elastic {m.value}", lambda x, m=m: F.elastic_transform(x, moved, m)
    yield "five crop", lambda x: F.five_crop(x, (5, 6))
    yield "ten crop", lambda x: F.ten_crop(x, 4, True)
    yield "right angle", lambda x: F.rotate(x, 90, expand=True)


def random_ones(T, torch):
    """Transforms that draw; those with "bytes" in the name are not for floats."""
    mode = T.InterpolationMode
    policies = T.AutoAugmentPolicy
    yield "jitter", T.ColorJitter(0.4, 0.3, 0.5, 0.2)
    yield "jitter some", T.ColorJitter(contrast=(0.2, 1.9), hue=(-0.1, 0.3))
    yield "rotation", T.RandomRotation(40)
    yield "rotation filled", T.RandomRotation((10, 50), mode.BILINEAR, expand=True, center=(3, 4), fill=0.5)
    yield "affine", T.RandomAffine(20, (0.2, 0.3), (0.8, 1.3), 9)
    yield (
        "affine more",
        T.RandomAffine((5, 9), shear=(-9, 7, 2, 5), interpolation=mode.BILINEAR, fill=1, center=(1, 2)),
    )
    yield "perspective", T.RandomPerspective(0.6, 0.7)
    yield "perspective nearest", T.RandomPerspective(0.3, 1.0, mode.NEAREST, 1)
    yield "blur", T.GaussianBlur(5)
    yield "blur wide", T.GaussianBlur((3, 5), (0.5, 3.0))
    yield "invert", T.RandomInvert()
    yield "sharp", T.RandomAdjustSharpness(1.7)
    yield "contrast", T.RandomAutocontrast()
    yield "elastic", T.ElasticTransform(20.0, 1.0)
    yield "elastic two", T.ElasticTransform([9.0, 20.0], [0.6, 0.4], mode.NEAREST, 0.5)
    yield "bytes posterize", T.RandomPosterize(2)
    yield "bytes solarize", T.RandomSolarize(128)
    yield "bytes equalize", T.RandomEqualize()
    for policy in (policies.IMAGENET, policies.CIFAR10, policies.SVHN):
        yield f"bytes auto {policy.value}", T.AutoAugment(policy)
    yield "bytes auto filled", T.AutoAugment(policies.CIFAR10, mode.BILINEAR, [9, 99, 199])
    yield "bytes rand", T.RandAugment()
    yield "bytes rand more", T.RandAugment(3, 5, 11, mode.BILINEAR, [1, 2, 3])
    yield "bytes trivial", T.TrivialAugmentWide()
    yield "bytes mix", T.AugMix()
    yield "bytes mix other", T.AugMix(7, 2, 2, 0.6, False, mode.NEAREST, [5, 6, 7])


def for_tensors(T, torch):
    yield "erase", T.RandomErasing(0.7)
    yield "erase colour", T.RandomErasing(1.0, (0.1, 0.3), (0.5, 2.0), (0.1, 0.2, 0.3))
    yield "erase noise", T.RandomErasing(0.9, value="random")


def wrong(T, torch, Image):
    """Calls that fail."""
    F, x, image = T.functional, torch.rand(3, 4, 5), Image.fromarray(pixels(4, 5))
    yield lambda: T.ColorJitter(-1)
    yield lambda: T.ColorJitter((1, 2, 3))
    yield lambda: T.ColorJitter(hue=0.7)
    yield lambda: T.ColorJitter(contrast=(2, 1))
    yield lambda: T.RandomRotation(-3)
    yield lambda: T.RandomRotation((1, 2, 3))
    yield lambda: T.RandomRotation("a")
    yield lambda: T.RandomRotation(3, center=5)
    yield lambda: T.RandomRotation(3, fill={1})
    yield lambda: T.RandomAffine(3, translate=(0.1, 1.2))
    yield lambda: T.RandomAffine(3, translate=0.1)
    yield lambda: T.RandomAffine(3, scale=(0, 1))
    yield lambda: T.RandomAffine(3, shear=(1, 2, 3))
    yield lambda: T.GaussianBlur(4)
    yield lambda: T.GaussianBlur((3, 3, 3))
    yield lambda: T.GaussianBlur(3, 0)
    yield lambda: T.GaussianBlur(3, (2, 1))
    yield lambda: T.GaussianBlur(3, "ab")
    yield lambda: T.RandomErasing(value={})
    yield lambda: T.RandomErasing(value="noise")
    yield lambda: T.RandomErasing(scale=3)
    yield lambda: T.RandomErasing(scale=(0.1, 1.5))
    yield lambda: T.RandomErasing(1.0, value=(1, 2))(x)
    yield lambda: T.RandomErasing(1.0)(image)
    yield lambda: T.ElasticTransform("a")
    yield lambda: T.ElasticTransform([1.0, 2.0, 3.0])
    yield lambda: T.ElasticTransform(fill="a")
    yield lambda: T.AugMix(0)
    yield lambda: T.AutoAugment("imagenet")
    yield lambda: T.FiveCrop((1, 2, 3))
    yield lambda: T.FiveCrop(5)(x)
    yield lambda: T.LinearTransformation(torch.zeros(3, 2), torch.zeros(3))
    yield lambda: T.LinearTransformation(torch.zeros(3, 3), torch.zeros(2))
    yield lambda: T.LinearTransformation(torch.zeros(3, 3), torch.zeros(3))(x)
    for bad in (x[:2], x[0, 0], "x"):
        for name in (
            "adjust_brightness",
            "adjust_contrast",
            "adjust_saturation",
            "adjust_hue",
            "adjust_gamma",
            "adjust_sharpness",
            "posterize",
            "solarize",
        ):
            yield lambda name=name, bad=bad: getattr(F, name)(bad, 0)
        for name in ("invert", "autocontrast", "equalize"):
            yield lambda name=name, bad=bad: getattr(F, name)(bad)
    for name in (
        "adjust_brightness",
        "adjust_contrast",
        "adjust_saturation",
        "adjust_hue",
        "adjust_gamma",
        "adjust_sharpness",
        "posterize",
    ):
        yield lambda name=name: getattr(F, name)(x, -2)
    yield lambda: F.adjust_hue(image, 0.6)
    yield lambda: F.adjust_gamma(image, -1)
    yield lambda: F.posterize(image, 9)
    yield lambda: F.posterize(x, 3)
    yield lambda: F.equalize(x)
    yield lambda: F.solarize(x, 2)
    yield lambda: F.gaussian_blur(x, 3, [1, 2, 3])
    yield lambda: F.gaussian_blur(x, 3, -1)
    yield lambda: F.gaussian_blur(x, (3, 3, 3))
    yield lambda: F.gaussian_blur("x", 3)
    yield lambda: F.gaussian_blur(x, 11)
    yield lambda: F.rotate(x, "a")
    yield lambda: F.rotate(x, 3, "nearest")
    yield lambda: F.rotate(x, 3, T.InterpolationMode.BICUBIC)
    yield lambda: F.rotate(x, 3, center=2)
    yield lambda: F.rotate(x, 3, fill=[1, 2])
    yield lambda: F.rotate(image, 3, fill=[1, 2])
    yield lambda: F.affine(x, 3, 2, 1, 0)
    yield lambda: F.affine(x, 3, [2], 1, 0)
    yield lambda: F.affine(x, 3, [2, 1], 0, 0)
    yield lambda: F.affine(x, 3, [2, 1], 1, "a")
    yield lambda: F.affine(x, 3, [2, 1], 1, [1, 2, 3])
    yield lambda: F.affine(image, 3, [2, 1], 1, 0, center=3)
    yield lambda: F.perspective(x, [[0, 0]], [[0, 0]])
    yield lambda: F.elastic_transform(x, 3)
    yield lambda: F.elastic_transform(x, torch.zeros(1, 5, 4, 2))
    yield lambda: F.erase(image, 0, 0, 1, 1, torch.zeros(1))
    yield lambda: F.ten_crop(x, 9)


def error_of(call):
    """The class of the error that a call raises."""
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "none"


def parts(torch, result):
    """A result, or its parts, as (kind, array)."""
    if isinstance(result, tuple):
        return [p for r in result for p in parts(torch, r)]
    if isinstance(result, torch.Tensor):
        result = result.as_subclass(torch.Tensor)
        return [(str(result.dtype), result.contiguous().numpy())]
    return [(result.mode, np.asarray(result))]


def drawn(torch, what, t, x, results, count=4):
    """``count`` results of a random transform, and the random number that follows."""
    torch.manual_seed(5)
    for k in range(count):
        results[f"{what} {k}"] = parts(torch, t(x))
    results[f"{what} next"] = [("", torch.rand(1).numpy())]


def first(torch, vision, Image):
    """Reprs and results of ``transforms``."""
    T, reprs, results = vision.transforms, {}, {}
    F = T.functional
    for name, x in pictures(torch, Image).items():
        whole = name not in ("floats", "batch")
        tests = [*colours(F), *(colours_of_bytes(F) if whole else ()), *shapes(F, torch, T.InterpolationMode)]
        for what, function in tests:
            if not (what == "grey three" and name == "plane"):
                results[f"{what} {name}"] = parts(torch, function(x))
        if name in ("grey", "floats", "plane"):
            continue
        more = () if name == "picture" else for_tensors(T, torch)
        for what, t in [*random_ones(T, torch), *more]:
            reprs[what] = repr(t)
            if whole or not what.startswith("bytes"):
                drawn(torch, f"random {what} {name}", t, x, results, 8 if "auto" in what else 4)
    matrix = torch.from_numpy(np.sin(np.arange(144.0)).reshape(12, 12))
    white = T.LinearTransformation(matrix, torch.arange(12.0, dtype=torch.float64))
    results["white"] = parts(torch, white(torch.arange(24.0, dtype=torch.float64).view(2, 3, 2, 2)))
    return reprs, results


def second_ones(T, torch):
    """Transforms of ``transforms.v2`` that draw; those with "bytes" in the name are not for floats."""
    yield from random_ones(T, torch)
    yield "grayscale", T.RandomGrayscale(0.4)
    yield "flips", T.Compose([T.RandomHorizontalFlip(), T.RandomVerticalFlip(0.3)])
    yield "crop", T.RandomCrop((5, 9), padding=[1, 0, 0, 2], fill=0.5)
    yield "crop needed", T.RandomCrop((8, 8), pad_if_needed=True, padding_mode="reflect")
    yield "resized", T.RandomResizedCrop((4, 5), interpolation="bicubic")
    yield "zoom", T.RandomZoomOut([0.1, 0.2, 0.3], (1.0, 2.0), 0.7)
    yield "scale", T.ScaleJitter((9, 12), (0.5, 1.5))
    yield "shortest", T.RandomShortestSize([4, 6, 9], 10, interpolation="nearest")
    yield "size", T.RandomResize(3, 9)
    yield "channels", T.RandomChannelPermutation()
    yield "distort", T.RandomPhotometricDistort()
    yield "erase", T.RandomErasing(0.7, value=[0.5, 1.0, 7.0])
    yield "apply", T.RandomApply([T.CenterCrop(4)], p=0.4)
    yield ("choice", T.RandomChoice([T.Pad(1, fill=[1.0, 2.0, 3.0]), T.Pad([2, 1], padding_mode="edge")], p=[1, 3]))
    yield "order", T.RandomOrder([T.CenterCrop((5, 7)), T.Pad((1, 0)), T.RandomAffine(9)])


def second(torch, T, Image):
    """Reprs and results of ``transforms.v2``."""
    F, reprs, results = T.functional, {}, {}
    inputs = pictures(torch, Image)
    for name in ("picture", "bytes", "batch"):
        x = inputs[name]
        tests = [*colours(F), *colours_of_bytes(F), *shapes(F, torch, T.InterpolationMode)] if name != "picture" else []
        for what, function in tests:
            if not (what == "solarize" and name == "batch"):
                results[f"{what} {name}"] = parts(torch, function(x))
        for what, t in second_ones(T, torch):
            reprs[what] = repr(t)
            if name != "batch" or not what.startswith("bytes"):
                drawn(torch, f"random {what} {name}", t, x, results, 6 if "auto" in what else 3)
    x = inputs["bytes"]
    for dtype in (torch.float32, torch.float64, torch.int16, torch.int32, torch.int64, torch.uint8):
        y = F.to_dtype(x, dtype, scale=True)
        results[f"to {dtype}"] = parts(torch, y)
        results[f"and back from {dtype}"] = parts(torch, F.to_dtype(y, torch.uint8, scale=True))
        results[f"plainly to {dtype}"] = parts(torch, F.to_dtype(x, dtype))
    torch.manual_seed(4)
    results["noise"] = parts(torch, T.GaussianNoise(0.1, 0.2)(inputs["batch"]))
    results["noise bytes"] = parts(torch, T.GaussianNoise(clip=False)(x))
    results["long side"] = parts(torch, T.Resize(None, max_size=5)(inputs["batch"]))
    usual = [
        T.ToImage(),
        T.Resize(6),
        T.CenterCrop(6),
        T.ToDtype(torch.float32, scale=True),
        T.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1)),
        T.ToPureTensor(),
    ]
    reprs["usual"] = repr(T.Compose([*usual, T.Lambda(len, int), T.ToPILImage("RGB"), T.Identity(), T.RGB()]))
    results["usual"] = parts(torch, T.Compose(usual)(inputs["picture"]))
    mixed(torch, T, inputs["batch"], results)
    return reprs, results


def mixed(torch, T, batch, results):
    batch = torch.cat([batch, batch.flip(-2)])
    labels = torch.tensor([0, 2, 1, 2])
    for name, mix in {"mixup": T.MixUp(num_classes=3), "cutmix": T.CutMix(num_classes=3, alpha=0.4)}.items():
        torch.manual_seed(6)
        for k in range(3):
            results[f"{name} {k}"] = parts(torch, mix(batch, labels))
        sample = mix({"image": batch, "some_labels": labels.float()[:, None].expand(4, 3), "more": ["x", 3]})
        results[f"{name} dict"] = parts(torch, (sample["image"], sample["some_labels"]))
        results[f"{name} next"] = [("", torch.rand(1).numpy())]


def wrong_second(T, torch, Image):
    """Calls of ``transforms.v2`` that fail."""
    F, x, image = T.functional, torch.rand(3, 4, 5), Image.fromarray(pixels(4, 5))
    batch, labels = torch.rand(2, 3, 4, 4), torch.tensor([0, 1])
    yield lambda: T.Compose([])
    yield lambda: T.Compose(3)
    yield lambda: T.RandomApply([T.Identity()], 2)
    yield lambda: T.RandomChoice([T.Identity()], [1, 2])
    yield lambda: T.RandomHorizontalFlip(1.5)
    yield lambda: T.Resize((1, 2, 3))
    yield lambda: T.Resize(None)
    yield lambda: T.Resize(5, interpolation="linear")(x)
    yield lambda: T.Resize((3, 4), max_size=5)(x)
    yield lambda: T.RandomResizedCrop(4, scale=3)
    yield lambda: T.RandomCrop(9)(x)
    yield lambda: T.RandomCrop(3, padding=(1, 2, 3))
    yield lambda: T.Pad("a")
    yield lambda: T.Pad(1, padding_mode="b")
    yield lambda: T.Pad(1, fill="b")
    yield lambda: T.Normalize((0.5,), (0.5,))(image)
    yield lambda: T.Normalize((0.5,), (0.5,))(x.to(torch.uint8))
    yield lambda: T.Normalize((0.5,), (0.0,))(x)
    yield lambda: T.ToDtype("float")
    yield lambda: T.ToDtype({int: torch.float32})(x)
    yield lambda: T.GaussianBlur(3, [0.1, 0.2, 0.3])
    yield lambda: T.GaussianNoise()(image)
    yield lambda: T.GaussianNoise(sigma=-1)(x)
    yield lambda: T.GaussianNoise()(x.to(torch.int32))
    yield lambda: T.RandomZoomOut(side_range=(0.5, 2))
    yield lambda: T.RandomPerspective(2)
    yield lambda: T.RandAugment(-1)
    yield lambda: T.RandAugment()(3)
    yield lambda: T.RandAugment()(image, image)
    yield lambda: T.RandomErasing(1.0, value=[1, 2])(x)
    yield lambda: T.MixUp()(batch, labels)
    yield lambda: T.MixUp(num_classes=2)(image, labels)
    yield lambda: T.MixUp(num_classes=2)(x, labels)
    yield lambda: T.MixUp(num_classes=2)(batch, [0, 1])
    yield lambda: T.MixUp(num_classes=2)(batch, labels[:1])
    yield lambda: T.MixUp(num_classes=2)(batch, labels.view(1, 2, 1))
    yield lambda: T.MixUp(num_classes=3)(batch, torch.rand(2, 2))
    yield lambda: T.MixUp(num_classes=2)({"image": batch})
    yield lambda: T.MixUp(num_classes=2, alpha=-1.0)
    yield lambda: T.MixUp(num_classes=2)((batch * 255).to(torch.uint8), labels)
    yield lambda: T.CutMix(labels_getter=3)
    yield lambda: T.RandomAffine(3)({"a": x[:2], "b": image, "c": Image.fromarray(pixels(5, 5))})
    yield lambda: F.resize(3, 4)
    yield lambda: F.to_dtype(image)
    yield lambda: F.to_image([1])
    yield lambda: F.posterize(x, 9)
    yield lambda: F.permute_channels(x, [1, 0])
    yield lambda: F.pad(x, 1, [1, 2, 3], "edge")
    yield lambda: F.perspective(x, None, None)
    yield lambda: F.perspective(x, None, None, coefficients=[1.0])
    yield lambda: F.rgb_to_grayscale(x, 2)
    yield lambda: F.to_dtype(x, torch.int32, scale=True)


def run(torch, vision, second_transforms, Image):
    T = vision.transforms
    (reprs, results), (reprs2, results2) = (first(torch, vision, Image), second(torch, second_transforms, Image))
    return {
        "transforms": reprs,
        "v2": reprs2,
        "errors": [error_of(call) for call in wrong(T, torch, Image)],
        "errors v2": [error_of(call) for call in wrong_second(second_transforms, torch, Image)],
    }, {f"transforms {k}": v for k, v in results.items()} | {f"v2 {k}": v for k, v in results2.items()}


def save(reprs, results):
    """All arrays of a dtype behind one another in one array."""
    shapes, data = {}, {}
    for name, found in results.items():
        shapes[name] = [(kind, a.dtype.str, a.shape) for kind, a in found]
        for _, a in found:
            data.setdefault(a.dtype.str, []).append(a.reshape(-1))
    arrays = {k: np.concatenate(v) for k, v in data.items()}
    np.savez_compressed(FILE, info=json.dumps({"reprs": reprs, "shapes": shapes}), **arrays)


def load():
    """(reprs, results) as they were saved."""
    with np.load(FILE) as file:
        info = json.loads(str(file["info"]))
        data = {k: file[k] for k in file.files if k != "info"}
    at, results = dict.fromkeys(data, 0), {}
    for name, found in info["shapes"].items():
        results[name] = []
        for kind, dtype, shape in found:
            end = at[dtype] + int(np.prod(shape))
            results[name].append((kind, data[dtype][at[dtype] : end].reshape(shape)))
            at[dtype] = end
    return info["reprs"], results


if __name__ == "__main__":
    import torch
    import torchvision
    from PIL import Image
    from torchvision.transforms import v2

    save(*run(torch, torchvision, v2, Image))
