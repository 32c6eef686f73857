"""What the transforms, grids and FakeData give, as arrays: run with rushlight, and once with torchvision 0.28 to
make ``torchvision.npz``."""

from __future__ import annotations

import numpy as np


def pixels(height, width, channels=3):
    """A picture with no two neighbours alike."""
    n = height * width * channels
    values = (np.arange(n, dtype=np.int64) * 7919 + 13) % 251
    return values.astype(np.uint8).reshape(height, width, channels)


def deterministic(T):
    mode = T.InterpolationMode
    return {
        "resize int": T.Resize(5),
        "resize pair": T.Resize((4, 13)),
        "resize up": T.Resize((14, 18)),
        "resize max": T.Resize(6, max_size=7),
        "resize nearest": T.Resize((5, 4), mode.NEAREST),
        "resize exact": T.Resize((5, 4), mode.NEAREST_EXACT),
        "resize bicubic": T.Resize((5, 12), mode.BICUBIC),
        "center crop": T.CenterCrop((3, 4)),
        "center crop odd": T.CenterCrop(6),
        "center crop larger": T.CenterCrop((10, 5)),
        "pad one": T.Pad(2),
        "pad two": T.Pad((1, 2), fill=9),
        "pad four": T.Pad([1, 2, 3, 0]),
        "pad edge": T.Pad((1, 2, 3, 1), padding_mode="edge"),
        "pad reflect": T.Pad((1, 2, 3, 1), padding_mode="reflect"),
        "pad symmetric": T.Pad((1, 2, 3, 1), padding_mode="symmetric"),
        "grey": T.Grayscale(),
        "grey three": T.Grayscale(3),
        "flip": T.RandomHorizontalFlip(1.0),
        "flip down": T.RandomVerticalFlip(1.0),
        "no flip": T.RandomHorizontalFlip(0.0),
        "grey always": T.RandomGrayscale(1.0),
    }


def for_tensors_only(T):
    mode = T.InterpolationMode
    return {
        "resize plain": T.Resize((4, 13), antialias=False),
        "resize bicubic plain": T.Resize((4, 13), mode.BICUBIC, antialias=False),
    }


def for_pictures_only(T):
    mode = T.InterpolationMode
    return {
        "resize lanczos": T.Resize((5, 4), mode.LANCZOS),
        "resize box": T.Resize((5, 4), mode.BOX),
        "resize hamming": T.Resize((5, 4), mode.HAMMING),
        "pad colour": T.Pad(1, fill=(1, 2, 3)),
    }


def random_ones(T):
    return {
        "crop": T.RandomCrop(5),
        "crop padded": T.RandomCrop((6, 4), padding=2),
        "crop needed": T.RandomCrop((9, 12), pad_if_needed=True, fill=7),
        "crop reflect": T.RandomCrop(8, padding=(2, 3), padding_mode="reflect"),
        "flips": T.Compose([T.RandomHorizontalFlip(), T.RandomVerticalFlip(0.3), T.RandomGrayscale(0.4)]),
        "resized": T.RandomResizedCrop(4),
        "resized bicubic": T.RandomResizedCrop((3, 5), scale=(0.5, 0.9), interpolation=T.InterpolationMode.BICUBIC),
        "apply": T.RandomApply([T.CenterCrop(4)], p=0.5),
        "augment": T.Compose([T.RandomCrop(6, padding=1), T.RandomHorizontalFlip()]),
    }


def others(T):
    """For the repr only, besides all the above."""
    return {
        "tensor": T.Compose([T.ToTensor(), T.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1)), T.PILToTensor()]),
        "picture": T.Compose([T.ToPILImage(), T.ToPILImage("RGB"), T.Lambda(len), T.ConvertImageDtype(None)]),
        "choice": T.RandomChoice([T.Pad(1), T.Pad(2)], p=[0.25, 0.75]),
        "order": T.RandomOrder([T.Pad(1)]),
    }


def shown(torch, x):
    """A result as an array, and what NumPy's file format does not keep: the dtype or mode."""
    if isinstance(x, torch.Tensor):
        return str(x.dtype), x.contiguous().numpy()
    return x.mode, np.asarray(x)


def grids(torch, utils):
    x = torch.from_numpy(pixels(7 * 3, 4, 5)).reshape(7, 3, 4, 5).float() / 100 - 1
    grey = x[:, :1]
    yield "plain", utils.make_grid(x)
    yield "three a row", utils.make_grid(x, nrow=3, padding=1, pad_value=0.25)
    yield "stretched", utils.make_grid(x, nrow=4, normalize=True)
    yield "each", utils.make_grid(x, normalize=True, scale_each=True)
    yield "range", utils.make_grid(x, normalize=True, value_range=(-0.5, 0.75))
    yield "grey", utils.make_grid(grey, nrow=2, padding=0)
    yield "list", utils.make_grid(list(x[:2]))
    yield "one", utils.make_grid(x[:1])
    yield "one grey", utils.make_grid(grey[0])
    yield "flat", utils.make_grid(x[0, 0])
    yield "bytes", utils.make_grid((x * 10 + 20).to(torch.uint8), pad_value=3)


def run(torch, vision, Image):
    T, results = vision.transforms, {"reprs": {}, "values": {}}
    values = results["values"]
    rgb, tall = Image.fromarray(pixels(7, 9)), Image.fromarray(pixels(11, 7))
    floats = torch.from_numpy(pixels(7, 9).transpose(2, 0, 1).copy()).float() / 255
    inputs = {
        "picture": rgb,
        "tall": tall,
        "floats": floats,
        "batch": torch.stack([floats, 1 - floats]),
        "bytes": torch.from_numpy(pixels(7, 9).transpose(2, 0, 1).copy()),
    }
    for family in (deterministic, for_tensors_only, for_pictures_only, random_ones, others):
        for name, t in family(T).items():
            results["reprs"][name] = repr(t)
    for name, x in inputs.items():
        families = [deterministic, for_tensors_only if isinstance(x, torch.Tensor) else for_pictures_only]
        for family in families:
            for what, t in family(T).items():
                values[f"{what} {name}"] = shown(torch, t(x))
        for what, t in random_ones(T).items():
            if name == "tall" or (name == "batch" and what == "crop reflect"):
                continue
            torch.manual_seed(3)
            for k in range(3):
                values[f"{what} {name} {k}"] = shown(torch, t(x))
            values[f"{what} {name} next"] = "", torch.rand(1).numpy()
    for name, grid in grids(torch, vision.utils):
        values["grid " + name] = shown(torch, grid)
    fake = vision.datasets.FakeData(size=3, image_size=(3, 4, 5), num_classes=7, random_offset=5)
    for i in range(3):
        values[f"fake {i}"] = shown(torch, fake[i][0])
        values[f"fake {i} class"] = "", np.array(fake[i][1])
    for mode in ("L", "RGB", "RGBA", "1", "I", "F", "CMYK", "LA", "I;16", "P"):
        image = (
            Image.fromarray(pixels(4, 5)).convert("L").convert(mode)
            if mode != "I;16"
            else Image.new("I;16", (5, 4), 770)
        )
        values["tensor of " + mode] = shown(torch, T.ToTensor()(image))
        values["same of " + mode] = shown(torch, T.PILToTensor()(image))
    values["normalized"] = shown(torch, T.Normalize((0.5, 0.4, 0.3), (0.5, 0.2, 0.1))(floats))
    for dtype in (torch.uint8, torch.int16, torch.float64, torch.int32, torch.int64):
        values[f"bytes to {dtype}"] = shown(torch, T.ConvertImageDtype(dtype)(inputs["bytes"]))
        if dtype not in (torch.int32, torch.int64):
            values[f"floats to {dtype}"] = shown(torch, T.ConvertImageDtype(dtype)(floats))
    values["int32 to uint8"] = shown(
        torch, T.ConvertImageDtype(torch.uint8)(T.ConvertImageDtype(torch.int32)(inputs["bytes"]))
    )
    for name, x in {
        "three": floats,
        "one": floats[:1],
        "flat": floats[0],
        "bytes": inputs["bytes"],
        "four": torch.cat([floats, floats[:1]]),
        "two": inputs["bytes"][:2],
        "ints": inputs["bytes"][:1].to(torch.int32),
        "array": pixels(3, 4),
        "arrays": pixels(3, 4)[:, :, 0],
        "array floats": pixels(3, 4).astype(np.float64) / 255,
    }.items():
        values["picture of " + name] = shown(torch, T.ToPILImage()(x))
    return results
