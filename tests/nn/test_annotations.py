"""Annotations that programs read at run time: ``typing.get_type_hints`` finds every name."""

import typing

import pytest

from rushlight import nn, optim
from rushlight.utils import data

CLASSES = [
    thing
    for space in (nn, optim, optim.lr_scheduler, data)
    for thing in (getattr(space, name) for name in dir(space))
    if isinstance(thing, type)
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_annotations_can_be_read(cls):
    assert isinstance(typing.get_type_hints(cls), dict)


def test_of_a_class_of_a_program():
    class Net(nn.Module):
        width: int = 3

    assert typing.get_type_hints(Net)["width"] is int
