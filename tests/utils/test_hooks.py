"""utils.hooks and utils._foreach_utils, and the helpers that optimizers outside share with PyTorch's."""

from __future__ import annotations

import importlib
import pickle
import warnings
from collections import OrderedDict

import pytest

import rushlight
from rushlight.optim import lr_scheduler, optimizer
from rushlight.utils import _foreach_utils, hooks


def test_handles_take_their_hook_away():
    found, more = OrderedDict(), OrderedDict()
    handle = hooks.RemovableHandle(found, extra_dict=more)
    found[handle.id] = more[handle.id] = "hook"
    with handle:
        assert found and more
    assert not found and not more
    again = pickle.loads(pickle.dumps(handle))
    assert again.id == handle.id
    layer = rushlight.nn.Linear(2, 2)
    assert type(layer.register_forward_hook(lambda *a: None)) is hooks.RemovableHandle


def test_hooks_that_are_not_saved_are_warned_of():
    x = rushlight.ones(2, requires_grad=True)
    y = x * 2
    for t in (x, y):
        t.register_hook(hooks.unserializable_hook(lambda g: g))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            hooks.warn_if_has_hooks(t)
        t.register_hook(lambda g: g)
        with pytest.warns(UserWarning, match="will not be serialized"):
            hooks.warn_if_has_hooks(t)


def test_backward_hooks_by_hand():
    seen = []
    around = hooks.BackwardHook("module", [lambda m, i, o: seen.append((m, i, o))], [])
    x = rushlight.ones(2, requires_grad=True)
    (inner,) = around.setup_input_hook((x,))
    around.setup_output_hook(inner * 3).sum().backward()
    ((module, (grad_input,), (grad_output,)),) = seen
    assert module == "module" and grad_input.tolist() == [3.0, 3.0] and grad_output.tolist() == [1.0, 1.0]


def groups(m, function):
    a, b, c = m.ones(2), m.ones(3, dtype=m.float64), m.ones(4)
    for lists in ([[a, b, c]], [[a, b, c], [None, b, 7]], [[a, b], []]):
        for indices in (False, True):
            found = function(lists, indices)
            yield {str(k): (repr(v[0]), v[1]) for k, v in found.items()}


def test_lists_are_grouped():
    ours = list(groups(rushlight, _foreach_utils._group_tensors_by_device_and_dtype))
    assert ours[1]["(device(type='cpu'), torch.float32)"][1] == [0, 2]
    assert list(groups(rushlight, optimizer.Optimizer._group_tensors_by_device_and_dtype)) == ours
    for wrong in ([], [[]], [[None]], [[rushlight.ones(1)], [1, 2]]):
        with pytest.raises(RuntimeError):
            _foreach_utils._group_tensors_by_device_and_dtype(wrong)
    assert _foreach_utils._has_foreach_support([rushlight.ones(1), None], rushlight.device("cpu"))


def test_lists_are_grouped_as_by_pytorch():
    torch = pytest.importorskip("torch")
    from torch.utils._foreach_utils import _group_tensors_by_device_and_dtype as theirs

    ours = groups(rushlight, _foreach_utils._group_tensors_by_device_and_dtype)
    torch_lists = [[torch.ones(2), torch.ones(3, dtype=torch.float64), torch.ones(4)]]
    found = {str(k): (repr(v[0]), v[1]) for k, v in theirs(torch_lists, True).items()}
    assert [*ours][1] == found


def test_a_step_records_gradients_if_asked():
    class Half(rushlight.optim.Optimizer):
        @optimizer._use_grad_for_differentiable
        def step(self, closure=None):
            return rushlight.is_grad_enabled()

    p = [rushlight.ones(1, requires_grad=True)]
    assert Half(p, {"differentiable": True}).step() is True
    assert Half(p, {"differentiable": False}).step() is False
    assert rushlight.is_grad_enabled()


def test_helpers_of_optimizers_answer_as_pytorchs():
    torch = pytest.importorskip("torch")
    for m in (rushlight, torch):
        o = importlib.import_module(f"{m.__name__}.optim.optimizer")
        p = [m.ones(2), m.nn.Parameter(m.ones(2))]
        assert o._default_to_fused_or_foreach(p, False) == (False, False)
        assert o._default_to_fused_or_foreach(p, False, True) == (True, False)
        assert o._default_to_fused_or_foreach(p, True, True) == (False, False)
        assert o._get_capturable_supported_devices(False) == ["cuda", "xpu", "hpu", "privateuseone"]
        assert o._get_value(m.tensor(2.0)) == 2.0 and o._to_scalar(m.ones(1)).dim() == 0
        assert str(o._get_scalar_dtype()) == "torch.float32"
        assert repr(o.required) == "<required parameter>"
        rows = [m.ones(2, dtype=m.complex64)], [m.ones(2, dtype=m.complex64)]
        o._view_as_real(*rows)
        assert [tuple(r[0].shape) for r in rows] == [(2, 2)] * 2
        with pytest.raises(RuntimeError, match="fused=True"):
            o._device_dtype_check_for_fused(m.arange(2))


def test_older_names_of_schedules():
    class Half(lr_scheduler._LRScheduler):
        def get_lr(self):
            return [0.5 for _ in self.base_lrs]

    o = rushlight.optim.SGD([rushlight.ones(1, requires_grad=True)], 1.0)
    s = Half(o)
    o.step()
    s.step()
    assert o.param_groups[0]["lr"] == 0.5 and isinstance(s, lr_scheduler.LRScheduler)
    with lr_scheduler._enable_get_lr_call(s):
        assert s._get_lr_called_within_step
    assert "_LRScheduler" not in lr_scheduler.__all__ and "EPOCH" not in lr_scheduler.__all__
