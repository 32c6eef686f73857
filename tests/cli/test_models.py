"""The networks that can be trained by name."""

from __future__ import annotations

import pytest

import rushlight as torch
from rushlight.cli.models import MODELS
from rushlight.vision.models import list_models


def test_all_networks_for_pictures_have_their_name():
    assert set(MODELS) == {"net", *list_models()}


@pytest.mark.parametrize("name", ["net", "resnet18", "googlenet", "mobilenet_v3_small"])
def test_the_number_of_classes_is_chosen(name):
    model = MODELS[name](5)
    assert model.training
    assert model(torch.zeros(2, 3, 32, 32)).shape == (2, 5)
