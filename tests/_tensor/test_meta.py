"""Between tensors with and without data: copies, operands on two devices, state dicts. And too large allocations."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight import nn


def meta(*shape):
    return torch.empty(*shape, device="meta")


def test_copies_into_meta_tensors_do_nothing():
    m = meta(2, 3)
    assert m.copy_(torch.ones(3)) is m and m.device.type == "meta" and m.shape == (2, 3)
    m[0] = torch.ones(3)
    m[:, 1:] = torch.ones(2, 2)
    m.fill_(1.0)
    with pytest.raises(RuntimeError, match="must match"):
        m.copy_(torch.ones(4))


def test_copies_out_of_meta_tensors():
    for call in (lambda: torch.ones(3).copy_(meta(3)), lambda: meta(3).to("cpu"), lambda: meta(3).cpu()):
        with pytest.raises(NotImplementedError, match="Cannot copy out of meta tensor; no data!"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b: a + b,
        lambda a, b: b + a,
        lambda a, b: a @ b,
        lambda a, b: torch.cat([a, b]),
        lambda a, b: torch.where(b > 0, a, a),
        lambda a, b: a.add_(b),
        lambda a, b: nn.functional.linear(b, a),
    ],
)
def test_operands_on_two_devices(call):
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        call(meta(2, 2), torch.ones(2, 2))


def test_numbers_go_with_any_device():
    assert (meta(3) + torch.tensor(1.0)).device.type == (meta(3) * 2).device.type == "meta"


def test_state_dicts():
    source = nn.Linear(3, 2)
    target = nn.Linear(3, 2, device="meta")
    with pytest.warns(UserWarning, match="copying from a non-meta parameter in the checkpoint to a meta parameter"):
        assert repr(target.load_state_dict(source.state_dict())) == "<All keys matched successfully>"
    assert target.weight.device.type == "meta"
    target.load_state_dict(source.state_dict(), assign=True)
    assert torch.equal(target.weight, source.weight) and target.weight.requires_grad
    assert type(target.weight) is nn.Parameter


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: torch.empty(2**50), str(2**52)),
        (lambda: torch.zeros(2**45, dtype=torch.float64), str(2**48)),
        (lambda: torch.ones(1).expand(2**46) + 1, str(2**48)),
        (lambda: torch.arange(2**46), str(2**49)),
        (lambda: torch.eye(2**24), "PiB"),
        (lambda: torch.empty(2**40, 2**40), "overflowed"),
    ],
)
def test_too_large_allocations(call, told):
    with pytest.raises(RuntimeError, match="out of memory") as error:
        call()
    assert told in str(error.value) and isinstance(error.value, MemoryError)


def test_numbers_of_tensors_without_data():
    for read in (meta(1).item, meta(1).numpy, meta(1).tolist, lambda: np.asarray(meta(1)), lambda: bool(meta(1))):
        with pytest.raises((RuntimeError, TypeError)):
            read()
