"""What is compared between torchvision's models and ours: weights by a formula, inputs, which models are computed."""

from __future__ import annotations

import math
import zlib

import numpy as np

# name in the golden file: (model, its keywords, input's shape, training)
OUTPUTS = {
    "alexnet": ("alexnet", {}, (2, 3, 64, 64), False),
    "vgg11_bn": ("vgg11_bn", {}, (2, 3, 32, 48), False),
    "resnet18": ("resnet18", {}, (2, 3, 64, 64), False),
    "resnet50 dilated": ("resnet50", {"replace_stride_with_dilation": [False, True, True]}, (1, 3, 48, 32), False),
    "resnext50_32x4d": ("resnext50_32x4d", {}, (1, 3, 32, 64), False),
    "densenet121": ("densenet121", {}, (2, 3, 32, 32), False),
    "mobilenet_v2": ("mobilenet_v2", {"width_mult": 0.75}, (2, 3, 40, 56), False),
    "mobilenet_v3_small": ("mobilenet_v3_small", {}, (2, 3, 64, 64), False),
    "mobilenet_v3_large": ("mobilenet_v3_large", {"dilated": True, "reduced_tail": True}, (2, 3, 64, 64), False),
    "mnasnet0_5": ("mnasnet0_5", {}, (2, 3, 64, 64), False),
    "efficientnet_b0": ("efficientnet_b0", {}, (2, 3, 64, 64), False),
    "efficientnet_v2_s": ("efficientnet_v2_s", {}, (1, 3, 64, 64), False),
    "shufflenet_v2_x0_5": ("shufflenet_v2_x0_5", {}, (2, 3, 64, 64), False),
    "squeezenet1_0": ("squeezenet1_0", {}, (2, 3, 48, 64), False),
    "squeezenet1_1": ("squeezenet1_1", {}, (2, 3, 48, 64), False),
    "googlenet": ("googlenet", {"init_weights": False, "transform_input": True}, (2, 3, 64, 64), False),
    "googlenet training": (
        "googlenet",
        {"init_weights": False, "dropout": 0.0, "dropout_aux": 0.0},
        (4, 3, 96, 96),
        True,
    ),
    "inception_v3": ("inception_v3", {"init_weights": False, "transform_input": True}, (1, 3, 75, 91), False),
    "regnet_y_400mf": ("regnet_y_400mf", {}, (2, 3, 64, 64), False),
    "regnet_x_800mf": ("regnet_x_800mf", {}, (2, 3, 64, 64), False),
    "vit_b_32": ("vit_b_32", {"image_size": 96}, (2, 3, 96, 96), False),
    "convnext_tiny": ("convnext_tiny", {}, (2, 3, 64, 64), False),
    "swin_t": ("swin_t", {}, (2, 3, 64, 90), False),
    "swin_v2_t": ("swin_v2_t", {}, (2, 3, 90, 64), False),
    "maxvit_t": ("maxvit_t", {}, (1, 3, 224, 224), False),
}

# Models that are built with a seed; their first weights are compared.
SEEDED = {
    "squeezenet1_1": {},
    "shufflenet_v2_x0_5": {},
    "mobilenet_v2": {},
    "mobilenet_v3_small": {},
    "mnasnet0_5": {},
    "efficientnet_b0": {},
    "resnet18": {"zero_init_residual": True},
    "densenet121": {},
    "googlenet": {"init_weights": True},
    "inception_v3": {"init_weights": True},
    "regnet_y_400mf": {},
    "regnet_x_400mf": {},
    "convnext_tiny": {},
    "swin_t": {},
    "swin_v2_t": {},
    "maxvit_t": {},
}


# How much weights may enlarge what they see, where 6 would let the picture's trace vanish or values grow beyond all
# bounds
GAINS = {"efficientnet_b0": 7, "efficientnet_v2_s": 4}


def values(name, shape, gain=6):
    """Values for the entry of a state dict, or None for those that the model makes itself. The legacy RandomState gives
    the same numbers in every version of NumPy."""
    kind = name.rpartition(".")[2]
    if kind in ("relative_position_index", "relative_coords_table"):
        return None
    if kind == "num_batches_tracked":
        return np.zeros((), np.int64)
    n = math.prod(shape)
    draws = np.random.RandomState(zlib.crc32(name.encode())).random_sample(min(n, 10007)) * 2 - 1
    x = np.resize(draws.astype(np.float32), n).reshape(shape)
    if kind == "running_var":
        x = 1 + x / 2
    elif len(shape) > 1:
        x *= np.float32(math.sqrt(gain / math.prod(shape[1:])))
    else:
        x = 1 + x / 4 if kind == "weight" else x / 10
    return x


def picture(shape):
    """An input, about normal in range, without symmetry."""
    n = math.prod(shape)
    return (np.sin(np.arange(n) * 0.7) + np.cos(np.arange(n) ** 2 * 0.003)).reshape(shape).astype(np.float32)


def outputs(torch, models, case):
    """The model's first results, as a list of arrays."""
    name, keywords, shape, training = OUTPUTS[case]
    with torch.device("cpu" if name.startswith(("swin", "maxvit", "regnet")) else "meta"):
        model = models.get_model(name, num_classes=10, **keywords)
    state = model.state_dict()
    for key, old in state.items():  # written into the state itself, which knows the versions of its layers
        made = values(key, tuple(old.shape), GAINS.get(case, 6))
        state[key] = old if made is None else torch.from_numpy(made)
    model.load_state_dict(state, assign=True)
    model.train(training)
    with torch.no_grad():
        y = model(torch.from_numpy(picture(shape)))
    return [t.numpy() for t in (y if isinstance(y, tuple) else [y])]


def first_weights(torch, models, name):
    """The first value of each entry that was drawn, after a seed."""
    torch.manual_seed(7)
    state = models.get_model(name, **SEEDED[name]).state_dict()
    return {k: v.flatten()[:1].item() for k, v in state.items() if v.ndim > 1 or k.endswith((".bias", "_scale"))}
