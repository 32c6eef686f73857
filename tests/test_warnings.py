"""Which warnings are errors in these tests: ours, and what NumPy and Python say of what we do; not those that other
packages say of their own code."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight


def said_by(module):
    """Warn as a line of the module would, under the filters that stand."""
    with warnings.catch_warnings(record=True):
        warnings.warn_explicit("careful", RuntimeWarning, "file.py", 1, module=module)


@pytest.mark.parametrize("module", ["rushlight", "rushlight._core.apply", "rushlight.utils.tensorboard.writer"])
def test_ours_are_errors(module):
    with pytest.raises(RuntimeWarning):
        said_by(module)


@pytest.mark.parametrize("module", ["tests.test_warnings", __name__, "__main__", "numpy._core._methods", "threading"])
def test_what_others_say_of_us_is_an_error(module):
    with pytest.raises(RuntimeWarning):
        said_by(module)


@pytest.mark.parametrize("module", ["matplotlibs", "torch_like", "my.torch", "google"])
def test_a_name_that_holds_anothers_is_no_other(module):
    with pytest.raises(RuntimeWarning):
        said_by(module)


@pytest.mark.parametrize(
    "module", ["tensorboardX.embedding", "PIL.Image", "matplotlib", "torch", "torch.nn.functional"]
)
def test_those_of_other_packages_are_not(module):
    said_by(module)


def test_real_ones():
    with pytest.raises(UserWarning):
        warnings.warn("from a test")
    with pytest.raises(UserWarning, match="CUDA is not available"):
        rushlight.autocast("cuda")
    with pytest.raises(RuntimeWarning):
        np.array([1.0]) / np.array([0.0])
    with pytest.raises(RuntimeWarning):
        np.mean([])
