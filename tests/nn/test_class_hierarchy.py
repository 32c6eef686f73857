"""Layers derive from the classes that PyTorch's derive from, by the names that programs ask isinstance with."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import rushlight
from rushlight.nn.modules import activation, dropout, module, padding, pooling, rnn, transformer, utils

SKIPPED = ("_LazyProtocol", "_WrappedHook")  # machinery


def test_layers_have_pytorchs_bases():
    torch = pytest.importorskip("torch")
    count = 0
    for info in pkgutil.iter_modules(torch.nn.modules.__path__):
        if info.name in ("_functions", "linear_cross_entropy", "linear_cross_entropy_options"):
            continue  # PyTorch's machinery
        theirs = importlib.import_module(f"torch.nn.modules.{info.name}")
        ours = importlib.import_module(f"rushlight.nn.modules.{info.name}")
        for name, cls in vars(theirs).items():
            if (
                not inspect.isclass(cls)
                or cls.__module__ != theirs.__name__
                or name in ("_LazyProtocol", "_WrappedHook")
            ):
                continue
            bases = [c.__name__ for c in cls.__mro__ if c.__name__ not in ("Generic", "ABC", "object")]
            names = [c.__name__ for c in getattr(ours, name).__mro__]
            assert [n for n in names if n in bases] == bases, name
            count += 1
    assert count > 150


@pytest.mark.parametrize(
    ("layer", "base"),
    [
        (rushlight.nn.ZeroPad2d(1), padding._ConstantPadNd),
        (rushlight.nn.ReflectionPad1d(1), padding._ReflectionPadNd),
        (rushlight.nn.ReplicationPad3d(1), padding._ReplicationPadNd),
        (rushlight.nn.CircularPad2d(1), padding._CircularPadNd),
        (rushlight.nn.Dropout2d(), dropout._DropoutNd),
        (rushlight.nn.MaxUnpool2d(2), pooling._MaxUnpoolNd),
        (rushlight.nn.AvgPool1d(2), pooling._AvgPoolNd),
        (rushlight.nn.AdaptiveAvgPool2d(1), pooling._AdaptiveAvgPoolNd),
        (rushlight.nn.AdaptiveMaxPool2d(1), pooling._AdaptiveMaxPoolNd),
        (rushlight.nn.ReLU6(), rushlight.nn.Hardtanh),
    ],
)
def test_layers_are_what_they_were_named_after(layer, base):
    assert isinstance(layer, base)


def test_layers_with_new_bases_compute_and_print_as_before():
    x = rushlight.tensor([[-1.0, 8.0]])
    assert rushlight.nn.ReLU6()(x).tolist() == [[0.0, 6.0]] and repr(rushlight.nn.ReLU6(True)) == "ReLU6(inplace=True)"
    assert rushlight.nn.ZeroPad1d(1)(x).tolist() == [[0.0, -1.0, 8.0, 0.0]]
    assert repr(rushlight.nn.ZeroPad2d(1)) == "ZeroPad2d((1, 1, 1, 1))"
    assert repr(rushlight.nn.AvgPool1d(2)) == "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))"


def test_helpers_beside_the_layers():
    assert module._EXTRA_STATE_KEY_SUFFIX == "_extra_state"
    assert module._addindent("a\nb", 2) == "a\n  b"
    assert not module._has_any_global_hook()
    assert utils._reverse_repeat_tuple((1, 2), 2) == (2, 2, 1, 1)
    assert utils._list_with_default([None, 3], [7, 8, 9]) == [8, 3]
    assert transformer._get_activation_fn("gelu") is rushlight.nn.functional.gelu
    clones = transformer._get_clones(rushlight.nn.Linear(2, 2), 3)
    assert len(clones) == 3 and clones[0] is not clones[1]
    mask = transformer._generate_square_subsequent_mask(3)
    assert transformer._detect_is_causal_mask(mask) and not transformer._detect_is_causal_mask(mask.T)
    with pytest.warns(FutureWarning, match="index_select"):
        assert rnn.apply_permutation(rushlight.arange(3)[None], rushlight.tensor([2, 0, 1])).tolist() == [[2, 0, 1]]
    assert activation._check_arg_device(rushlight.ones(1)) and not activation._arg_requires_grad(None)
    state = {"module.weight": 0, "bias": 1}
    utils.consume_prefix_in_state_dict_if_present(state, "module.")
    assert state == {"bias": 1, "weight": 0}
