"""Networks for pictures: layers, names and shapes of torchvision's, its results and first weights (``models.json.xz``,
made by torchvision 0.29 with PyTorch 2.13), and what builders refuse."""

from __future__ import annotations

import inspect
import json
import lzma
import pickle
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import rushlight as torch
from rushlight import nn
from rushlight.vision import models, ops

sys.path.insert(0, str(Path(__file__).parent))
import model_cases

sys.path.pop(0)

GOLDEN = json.loads(lzma.decompress(Path(__file__).with_name("models.json.xz").read_bytes()))


def test_every_model_of_torchvision_is_here():
    assert models.list_models() == sorted(GOLDEN["entries"])
    assert models.list_models(models) == models.list_models()
    assert models.list_models(ops) == []
    assert all(getattr(models, name) is models.get_model_builder(name) for name in models.list_models())


@pytest.mark.parametrize("name", GOLDEN["entries"])
def test_names_shapes_and_layers(name):
    with torch.device("meta"), warnings.catch_warnings(action="ignore", category=FutureWarning):
        model = models.get_model(name)
    found = [f"{k} {','.join(map(str, v.shape))}" for k, v in model.state_dict().items()]
    assert found == GOLDEN["entries"][name]
    assert repr(model).splitlines() == GOLDEN["layers"][name].splitlines()


@pytest.mark.parametrize("case", GOLDEN["outputs"])
def test_results(case):
    found = model_cases.outputs(torch, models, case)
    expected = [np.array(values).reshape(y.shape) for values, y in zip(GOLDEN["outputs"][case], found)]
    for y, e in zip(found, expected, strict=True):
        assert np.abs(e).max() > 0.01
        np.testing.assert_allclose(y, e, rtol=1e-3, atol=1e-4 * np.abs(e).max())


@pytest.mark.parametrize("name", GOLDEN["seeded"])
def test_a_seed_gives_torchvisions_weights(name):
    found = model_cases.first_weights(torch, models, name)
    expected = GOLDEN["seeded"][name]
    assert found.keys() == expected.keys()
    wrong = {k: (v, expected[k]) for k, v in found.items() if abs(v - expected[k]) > 1e-6 + 1e-4 * abs(v)}
    assert not wrong


@pytest.mark.parametrize(
    "name", ["resnet18", "shufflenet_v2_x0_5", "mobilenet_v3_small", "regnet_x_400mf", "squeezenet1_1"]
)
def test_training_moves_every_parameter(name):
    torch.manual_seed(0)
    model = models.get_model(name, num_classes=5)
    loss = nn.functional.cross_entropy(model(torch.randn(4, 3, 64, 64)), torch.tensor([0, 1, 2, 3]))
    loss.backward()
    assert torch.isfinite(loss)
    assert [k for k, p in model.named_parameters() if p.grad is None] == []
    assert sum(bool((p.grad != 0).any()) for p in model.parameters()) > 0.9 * len(list(model.parameters()))


def test_a_saved_file_loads(tmp_path):
    model = models.shufflenet_v2_x0_5(num_classes=3)
    torch.save(model.state_dict(), tmp_path / "file.pth")
    other = models.shufflenet_v2_x0_5(num_classes=3)
    assert (
        str(other.load_state_dict(torch.load(tmp_path / "file.pth"), strict=True)) == "<All keys matched successfully>"
    )
    x = torch.randn(1, 3, 32, 32)
    assert torch.equal(model.eval()(x), other.eval()(x))


@pytest.mark.torch
def test_a_file_of_pytorch_loads(tmp_path):
    pytorch = pytest.importorskip("torch")
    state = {
        k: pytorch.full(tuple(v.shape), 0.5, dtype=getattr(pytorch, str(v.dtype).split(".")[1]))
        for k, v in models.resnet18().state_dict().items()
    }
    pytorch.save(state, tmp_path / "resnet18.pth")
    model = models.resnet18()
    model.load_state_dict(torch.load(tmp_path / "resnet18.pth", weights_only=True))
    assert all(bool((p == 0.5).all()) for p in model.parameters())


# Builders -----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_downloads(tmp_path, monkeypatch):
    """The folder in which fetched weights lie; nothing is fetched."""

    def refuse(url, folder):
        raise RuntimeError(f"{url}: no network")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(models._weights, "download_url", refuse)
    return tmp_path / "hub" / "checkpoints"


@pytest.mark.parametrize("name", GOLDEN["weights"])
def test_published_weights_are_those_of_torchvision(name):
    found = models.get_model_weights(name)
    assert {k: [w.url, repr(w.transforms())] for k, w in found.__members__.items()} == GOLDEN["weights"][name]
    assert getattr(models, found.__name__) is found
    assert pickle.loads(pickle.dumps(found.DEFAULT)) is found.DEFAULT


def test_weights_load_from_torchs_cache(no_downloads):
    no_downloads.mkdir(parents=True)
    state = models.squeezenet1_1().state_dict()
    torch.save(state, no_downloads / "squeezenet1_1-b8a52dc0.pth")
    enum = models.SqueezeNet1_1_Weights
    for weights in ("DEFAULT", "IMAGENET1K_V1", enum.DEFAULT, "SqueezeNet1_1_Weights.DEFAULT"):
        model = models.get_model("squeezenet1_1", weights=weights)
        assert all(torch.equal(v, state[k]) for k, v in model.state_dict().items())
    with pytest.raises(ValueError, match="'num_classes' expected value 1000 but got 10"):
        models.squeezenet1_1(weights="DEFAULT", num_classes=10)


def test_auxiliary_classifiers_of_published_files_go(no_downloads):
    no_downloads.mkdir(parents=True)
    torch.save(models.googlenet(init_weights=False).state_dict(), no_downloads / "googlenet-1378be20.pth")
    model = models.googlenet(weights="DEFAULT")
    assert model.aux1 is None and not model.aux_logits and model.transform_input
    assert models.googlenet(weights="DEFAULT", aux_logits=True).aux1 is not None


def test_published_dense_nets_have_former_names():
    model = models.DenseNet(4, (2, 2), 8, num_classes=3)
    state = model.state_dict()
    former = {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", k): v for k, v in state.items()}
    assert former.keys() != state.keys()
    assert not any(model.load_state_dict(former))
    assert not any(model.load_state_dict(state))


def test_fetched_files_are_checked(no_downloads, monkeypatch):
    def fetch(url, folder):
        Path(folder).mkdir(parents=True)
        Path(folder, Path(url).name).write_bytes(b"something else")

    monkeypatch.setattr(models._weights, "download_url", fetch)
    with pytest.raises(RuntimeError, match="invalid hash value"):
        models.resnet18(weights="DEFAULT")
    assert not list(no_downloads.iterdir())


def test_weights_that_cannot_be_had():
    with pytest.raises(ValueError, match=r"could not be fetched[^$]*model.load_state_dict\(torch.load\(path\)\)"):
        models.resnet18(weights="DEFAULT")
    with pytest.raises(ValueError, match=r"has no weights 'V3'; there are: IMAGENET1K_V1, DEFAULT"):
        models.resnet18(weights="V3")
    with pytest.raises(TypeError, match="expected ResNet18_Weights but received ResNet34_Weights"):
        models.resnet18(weights=models.ResNet34_Weights.DEFAULT)
    assert models.get_weight("ResNet18_Weights.DEFAULT") is models.ResNet18_Weights.IMAGENET1K_V1
    for wrong in ("ResNet18", "ResNet19_Weights.DEFAULT", "ResNet18_Weights.V3"):
        with pytest.raises(ValueError):
            models.get_weight(wrong)
    assert not hasattr(models, "ResNet19_Weights")


def warned(*args, **kwargs):
    """The texts of the warnings that a builder gives, and whether it refused."""
    with warnings.catch_warnings(record=True, action="always") as seen:
        try:
            models.squeezenet1_1(*args, **kwargs)
        except ValueError as error:
            return [str(w.message) for w in seen], str(error)
    return [str(w.message) for w in seen], None


def test_former_ways_to_ask_for_weights():
    texts, error = warned(pretrained=False)
    assert "'pretrained' is deprecated since 0.13" in texts[0] and "weights=None" in texts[1] and error is None
    texts, error = warned(pretrained=True)
    assert len(texts) == 2 and "could not be fetched" in error
    texts, error = warned(False)
    assert "Using 'weights' as positional" in texts[0] and "weights=None" in texts[1] and error is None
    texts, error = warned(None, False)
    assert len(texts) == 1 and "Using 'weights' and 'progress' as positional" in texts[0] and error is None
    with pytest.warns(UserWarning, match="positional"), pytest.raises(ValueError):
        models.squeezenet1_1("DEFAULT")
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="No weights available for model vit_h_14"):
        models.vit_h_14(pretrained=True)
    with pytest.raises(TypeError, match="2 positional"):
        models.squeezenet1_1(None, False, 10)


def test_builders_look_like_functions_of_their_module():
    assert str(inspect.signature(models.resnet18)) == "(*, weights=None, progress=True, **kwargs)"
    assert models.resnet18.__name__ == "resnet18"
    assert models.resnet18.__module__ == "rushlight.vision.models.resnet"
    assert models.get_model_builder("ResNet18") is models.resnet18
    with pytest.raises(ValueError, match="Unknown model resnet19"):
        models.get_model("resnet19")
    with pytest.raises(ValueError, match="'groups' expected value 32 but got 2"):
        models.resnext50_32x4d(groups=2)
    with pytest.raises(ValueError, match="already registered"):
        models._api.register_model()(models.resnet18)


def test_list_models_takes_patterns():
    assert models.list_models(include="vgg*", exclude=["*_bn", "vgg16"]) == ["vgg11", "vgg13", "vgg19"]
    assert models.list_models(include=["alex*", "swin_t"]) == ["alexnet", "swin_t"]


def test_wrong_settings():
    with pytest.raises(ValueError, match="3-element"):
        models.resnet18(replace_stride_with_dilation=[False])
    with pytest.raises(NotImplementedError, match="Dilation > 1"):
        models.resnet18(replace_stride_with_dilation=[True, True, True])
    with pytest.raises(ValueError, match="BasicBlock only supports"):
        models.resnet18(groups=2)
    with pytest.raises(ValueError, match="1_0 or 1_1"):
        models.SqueezeNet("2_0")
    with pytest.raises(ValueError, match="should not be empty"):
        models.EfficientNet([], 0.1)
    with pytest.raises(TypeError, match="List"):
        models.ConvNeXt([1])
    with pytest.raises(AssertionError, match="Wrong image height"):
        models.VisionTransformer(32, 8, 1, 2, 4, 8)(torch.zeros(1, 3, 40, 32))
    with pytest.raises(ValueError, match="not divisible by partition size"):
        models.maxvit_t(input_size=(100, 100))
    with pytest.warns(FutureWarning, match="init_weights=True"), torch.device("meta"):
        models.googlenet()


def test_dense_layers_computed_again_have_the_same_gradients():
    grads = []
    for efficient in (False, True):
        torch.manual_seed(0)
        model = models.DenseNet(4, (2, 2), 8, num_classes=3, memory_efficient=efficient)
        model(torch.randn(2, 3, 32, 32)).sum().backward()
        grads.append([p.grad for p in model.parameters()])
    for a, b in zip(*grads, strict=True):
        torch.testing.assert_close(a, b)


def test_first_files_of_mnasnet_and_vit_load():
    model = models.MNASNet(0.5, num_classes=3)
    state = model.state_dict()
    with pytest.raises(ValueError, match="version"):
        model.load_state_dict(dict(state))
    for i, layer in enumerate([*models.mnasnet._stem(32, 16), models.mnasnet._stack(16, 16, 3, 2, 3, 3)]):
        model.layers[i] = layer
    model._version = 1
    new = models.MNASNet(0.5, num_classes=3)
    with pytest.warns(UserWarning, match="first version"):
        new.load_state_dict(model.state_dict())
    assert new.layers[0].weight.shape == (32, 3, 3, 3)
    vit = models.VisionTransformer(32, 8, 1, 2, 4, 8)
    old = {k.replace("mlp.0", "mlp.linear_1").replace("mlp.3", "mlp.linear_2"): v for k, v in vit.state_dict().items()}
    assert not vit.load_state_dict(old).missing_keys


def test_conv_stem_and_representation_of_a_vision_transformer():
    stem = [models.vision_transformer.ConvStemConfig(8, 3, 2), models.vision_transformer.ConvStemConfig(8, 3, 4)]
    model = models.VisionTransformer(32, 8, 1, 2, 4, 8, representation_size=6, conv_stem_configs=stem)
    assert model(torch.zeros(2, 3, 32, 32)).shape == (2, 1000)
    assert model.heads.pre_logits.weight.shape == (6, 4)


def test_children_by_name():
    getter = models._utils.IntermediateLayerGetter(models.resnet18(), {"relu": "a", "layer2": "b"})
    assert list(getter) == ["conv1", "bn1", "relu", "maxpool", "layer1", "layer2"]
    assert {k: v.shape[1] for k, v in getter(torch.zeros(1, 3, 32, 32)).items()} == {"a": 64, "b": 128}
    with pytest.raises(ValueError, match="not present"):
        models._utils.IntermediateLayerGetter(models.resnet18(), {"layer5": "a"})


def test_scripts_find_them_under_torchvisions_names(tmp_path):
    (tmp_path / "script.py").write_text(
        "import torch, torchvision\n"
        "from torchvision.models import ResNet18_Weights, resnet18\n"
        "from torchvision.models.resnet import BasicBlock\n"
        "model = resnet18(num_classes=3).eval()\n"
        "assert isinstance(model.layer1[0], BasicBlock) and torchvision.models.resnet18 is resnet18\n"
        "print(tuple(model(torch.zeros(1, 3, 32, 32)).shape), ResNet18_Weights.DEFAULT)\n"
    )
    command = [sys.executable, "-m", "rushlight", str(tmp_path / "script.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "(1, 3) ResNet18_Weights.IMAGENET1K_V1\n"


# Blocks -------------------------------------------------------------------------------------------------------------


def test_stochastic_depth():
    x = torch.ones(200, 3, requires_grad=True)
    y = ops.stochastic_depth(x, 0.25, "row")
    assert set(y.unique().tolist()) == {0.0, float(np.float32(1) / np.float32(0.75))}
    assert 0 < (y == 0).all(1).sum() < 200
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())
    assert ops.stochastic_depth(x, 0.25, "row", training=False) is x
    assert ops.stochastic_depth(x, 0.0, "batch") is x
    assert not ops.stochastic_depth(x, 1.0, "batch").any()
    assert len(ops.stochastic_depth(x, 0.5, "batch").unique()) == 1
    for p, mode in ((1.5, "row"), (0.5, "column")):
        with pytest.raises(ValueError):
            ops.stochastic_depth(x, p, mode)
    assert ops.StochasticDepth(1.0, "row").eval()(x) is x


def test_conv_norm_activation():
    block = ops.Conv2dNormActivation(3, 4, (3, 5), dilation=2, norm_layer=None, activation_layer=None)
    assert [type(m) for m in block] == [nn.Conv2d] and block[0].bias is not None and block.out_channels == 4
    assert block[0].padding == (2, 4)
    assert ops.Conv3dNormActivation(1, 2, 3, stride=2)(torch.zeros(1, 1, 4, 4, 4)).shape == (1, 2, 2, 2, 2)
    with pytest.warns(UserWarning, match="directly"):
        ops.misc.ConvNormActivation(1, 1)


def test_mlp():
    layers = ops.MLP(3, [4, 5], norm_layer=nn.LayerNorm, inplace=True, dropout=0.5)
    assert [type(m).__name__ for m in layers] == ["Linear", "LayerNorm", "ReLU", "Dropout", "Linear", "Dropout"]
    assert layers[2].inplace and layers[3].inplace


def test_frozen_batch_norm_is_batch_norm_in_eval():
    norm = nn.BatchNorm2d(3).eval()
    with torch.no_grad():
        for t in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
            t.uniform_(0.5, 2)
    frozen = ops.FrozenBatchNorm2d(3)
    frozen.load_state_dict(norm.state_dict())
    x = torch.randn(2, 3, 4, 5)
    torch.testing.assert_close(frozen(x), norm(x))
    assert list(frozen.parameters()) == [] and repr(frozen) == "FrozenBatchNorm2d(3, eps=1e-05)"
