"""Sobol sequences, beside PyTorch's."""

from __future__ import annotations

import pytest

import rushlight
from rushlight.quasirandom import SobolEngine


def test_first_points():
    engine = SobolEngine(5)
    assert engine.draw(3).tolist() == [[0.0] * 5, [0.5] * 5, [0.75, 0.25, 0.25, 0.25, 0.75]]
    again = SobolEngine(5).fast_forward(3)
    assert again.draw(4).tolist() == engine.draw(4).tolist()
    assert engine.reset().draw().tolist() == [[0.0] * 5] and repr(engine) == "SobolEngine(dimension=5)"
    assert SobolEngine(3).draw(2, dtype=rushlight.float64).dtype is rushlight.float64


@pytest.mark.parametrize(("dimension", "scramble"), [(1, False), (1, True), (7, True), (300, False), (21201, False)])
def test_points_are_pytorchs(dimension, scramble):
    torch = pytest.importorskip("torch")

    def points(m, engine):
        e = engine(dimension, scramble=scramble, seed=11)
        return [
            *e.draw(3).tolist(),
            *e.draw(2).tolist(),
            *e.fast_forward(5).draw().tolist(),
            *e.reset().draw().tolist(),
        ]

    assert points(rushlight, SobolEngine) == points(torch, torch.quasirandom.SobolEngine)


def test_scrambling_draws_from_the_default_generator():
    torch = pytest.importorskip("torch")
    for m in (rushlight, torch):
        m.manual_seed(5)
    ours, theirs = SobolEngine(4, scramble=True), torch.quasirandom.SobolEngine(4, scramble=True)
    assert ours.draw(9).tolist() == theirs.draw(9).tolist() and ours.shift.tolist() == theirs.shift.tolist()


def test_wrong_calls():
    for dimension in (0, 21202):
        with pytest.raises(ValueError, match="Supported range"):
            SobolEngine(dimension)
    engine = SobolEngine(2)
    engine.draw_base2(2)
    with pytest.raises(ValueError, match="power of 2"):
        engine.draw_base2(3)
    out = rushlight.zeros(0)
    assert engine.draw(2, out=out) is out and out.shape == (2, 2)
