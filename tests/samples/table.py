"""What the samples are: calls, with their operands, and what holds for them."""

from __future__ import annotations

from support.drawn import drawn

__all__ = ["Sample", "Table"]


class Sample:
    """One call: ``call(t, *tensors)``, with ``t`` rushlight or PyTorch.

    grad       it is differentiable
    double     PyTorch differentiates it twice
    pointwise  it works for all shapes alike, 0-d and empty too
    inplace    the method that does the same in place on the first operand, called with the other operands, ``args``
               and ``options``
    dtypes     it takes all dtypes, not only real floats
    skip       dtypes in which PyTorch itself is out of line, each with the reason
    tolerance  times the suites' tolerances

    Why a check is left out:

    composed    grad_fn has another name than PyTorch's: the function is made of other ops
    one_layout  strided operands are another call
    numpy       NumPy's function of the name is another
    kink        differences show no gradient
    """

    def __init__(
        self,
        name,
        call,
        *arrays,
        grad=True,
        double=True,
        pointwise=False,
        inplace=None,
        args=(),
        options=None,
        dtypes=True,
        skip=(),
        tolerance=1.0,
        composed=None,
        one_layout=None,
        numpy=None,
        kink=None,
    ):
        self.name, self.call, self.given, self.arrays = name, call, arrays, drawn(name, *arrays)
        self.grad, self.double, self.pointwise = grad, double, pointwise
        self.inplace, self.args, self.options = inplace, args, options or {}
        self.dtypes, self.skip, self.tolerance = dtypes, skip, tolerance
        self.composed, self.one_layout, self.numpy, self.kink = composed, one_layout, numpy, kink

    def __repr__(self):
        return self.name


class Table:
    """The samples of a room. ``options``: what holds for each sample that doesn't say otherwise."""

    def __init__(self, **options):
        self.samples, self.options = [], options

    def sample(self, name, call, *arrays, **options):
        self.samples.append(Sample(name, call, *arrays, **{**self.options, **options}))

    def unary(self, name, array, *, inplace=True, **options):
        """The function ``name`` of one tensor, for which all shapes are alike, and its in-place form."""
        options = {"pointwise": True, **options}
        inplace = f"{name}_" if inplace else None
        self.sample(name, lambda t, x: getattr(t, name)(x), array, inplace=inplace, **options)

    def binary(self, name, x, y, *, inplace=True, **options):
        """The same of two tensors."""
        options = {"pointwise": True, **options}
        inplace = f"{name}_" if inplace else None
        self.sample(name, lambda t, x, y: getattr(t, name)(x, y), x, y, inplace=inplace, **options)

    def calls(self, arrays, *texts, of="", **options):
        """A sample per expression of ``t`` and x, or x, y and z: an array, or a tuple of arrays. ``of``: what they
        are, where others have the same expression."""
        arrays = arrays if isinstance(arrays, tuple) else (arrays,)
        names = ", ".join(["t", *"xyz"[: len(arrays)]])
        for text in texts:
            self.sample(text + of, eval(f"lambda {names}: {text}"), *arrays, **options)
