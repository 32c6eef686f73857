"""What is no tensor gets an error that says so: of every public function, called with a number, a list or None in its
place."""

from __future__ import annotations

import warnings

import pytest

import rushlight

# They take more than tensors, or change settings.
OTHERS = (
    "compile",
    "load",
    "manual_seed",
    "save",
    "seed",
    "set_default_device",
    "set_default_tensor_type",
    "set_printoptions",
    "sym_ite",
    "sym_max",
    "sym_min",
)
SPACES = {"torch": rushlight, "torch.nn.functional": rushlight.nn.functional}
FUNCTIONS = [
    (where, name)
    for where, space in SPACES.items()
    for name in dir(space)
    if not name.startswith("_") and name not in OTHERS and type(getattr(space, name)).__name__ == "function"
]


@pytest.fixture
def threads():
    """Their number is a setting that a number changes: put back after the test."""
    before = rushlight.get_num_threads()
    yield
    rushlight.set_num_threads(before)


@pytest.mark.parametrize("where, name", FUNCTIONS)
def test_wrong_first_arguments_are_refused_in_words(where, name, threads):
    function = getattr(SPACES[where], name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for args in ((3,), ([1.0],), (None,), (3, 3), ([1.0], 0), (None, 0), (3, 3, 3)):
            try:
                function(*args)
            except (TypeError, RuntimeError, ValueError, IndexError, NotImplementedError) as error:
                assert str(error)
