"""What elementwise ops have in common: operands broadcast and promote, and one array function does the work."""

from __future__ import annotations

import numpy as np

from ..._arrays.elementwise.elementwise import elementwise_kernel
from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply, broadcast, result_type, state


def computed(dtype):
    """The dtype that the arithmetic has: 16-bit floats are computed in float32."""
    return dtype.wide if dtype.is_reduced else dtype


def device_of(specs):
    """The device of the operands that are tensors."""
    return next(s.device for s in specs if s is not None and not s.weak)


def float_type(*specs):
    """The operands' common dtype, or the default floating one if that is an integer or bool."""
    t = result_type(*specs)
    return t if t.category >= 2 else dtypes.get_default_dtype()


def conj(value, spec):
    """The conjugate of a saved operand (a Tensor or a number) whose Spec is ``spec``; the same if it is real."""
    if spec.dtype.category != 3:
        return value
    return value.conjugate() if isinstance(value, complex) else value.conj()


def as_tensor(value, like):
    """An operand as a tensor: a number as one of 0 dimensions and the dtype of ``like``."""
    return value if isinstance(value, Value) else like.new_full((), value)


def variant_of(x, y):
    """The variant of functions of two operands that have one for each place of a number: 0 where both are tensors, 1
    where the first is a number, 2 where the second is."""
    return 1 if not isinstance(x, Value) else 0 if isinstance(y, Value) else 2


def into(xp, result, out):
    """``result`` as an ndarray, in ``out`` if that is one."""
    if out is None:
        return xp.asarray(result)
    out[...] = result
    return out


def wrapped(arrays):
    """The operands with Python ints as 0-d arrays of the arrays' integer dtype, wrapping around as PyTorch's do
    (uint8 + 300 adds 44; NumPy would raise OverflowError)."""
    dtype = next((a.dtype for a in arrays if isinstance(a, np.ndarray) and a.dtype.kind in "iu"), None)
    if dtype is None:
        return arrays
    return [np.asarray(a).astype(dtype) if type(a) is int else a for a in arrays]


def refuse(specs, function, categories, *, error=NotImplementedError, always=False):
    """Raise ``error`` as PyTorch does where a kernel lacks a dtype: when the operands' common dtype has one of
    ``categories`` (0 bool, 1 integer, 2 floating, 3 complex). The NotImplementedError is the kernel's: it doesn't run
    on operands without elements (``always``: it looks at the dtype first)."""
    t = result_type(*specs)
    runs = always or error is not NotImplementedError or all(s is None or s.weak or s.numel for s in specs)
    if runs and t.category in categories:
        raise error(f"\"{function}\" not implemented for '{t.cpp}'; convert with .to(dtype) first")


class Ruled(Op):
    """An op with one output whose derivatives are rules, one per input and a line each::

        class Mul(Pointwise):
            rules = (lambda g, y: g * y, lambda g, x: g * x)

    A rule takes the gradient of the output, ``g``, and what else its parameters name: inputs by their names in
    ``inputs``, the output as ``out``. Just that is saved, in place of ``saves``, and the rule runs only where the
    gradient of its input is needed, which it returns. None instead of a rule: that input never has a gradient.

    Where ``g`` is complex, rules get the conjugates of what they name: PyTorch's gradient of a complex function f is g
    times the conjugate of f'(x), and for f with real coefficients that is f' of the conjugate. ``analytic = False``,
    for all other functions: they get the values themselves.
    """

    rules: tuple = ()
    inputs: tuple = ("x", "y")
    analytic = True

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "rules" in cls.__dict__:
            cls.saves = tuple(() if rule is None else _named(rule, cls.inputs) for rule in cls.rules)
            short = _SHORT.get(tuple(None if r is None else len(k) for r, k in zip(cls.rules, cls.saves)))
            if short is not None and "vjp" not in cls.__dict__:
                cls.vjp = short(cls.rules, cls.saves, cls.analytic)

    def vjp(self, need, grads, saved, specs):
        if not self.rules:
            return Op.vjp(self, need, grads, saved, specs)
        g = grads[0]
        if self.analytic and g._dtype.category == 3:
            saved = [v if v is None else v.conj() if isinstance(v, Value) else v.conjugate() for v in saved]
        found = []
        for rule, kept, wanted in zip(self.rules, self.saves, need):  # of one length
            if rule is None or not wanted:
                found.append(None)
            elif len(kept) == 1:
                found.append(rule(g, saved[kept[0]]))
            else:
                found.append(rule(g, *[saved[k] for k in kept]) if kept else rule(g))
        return found


def same(g):
    """The rule of what only passes the gradient on."""
    return g


def flat(g):
    """The rule for an operand by which a gradient's derivative is zero almost everywhere. Zeros, not None, as PyTorch
    has them: what the operand was computed from gets a gradient."""
    return g.new_zeros(g._array.shape)


# The same without loops, for the ops that programs are made of: by how many values each of their rules names.


def _one_of_one(rules, saves, analytic):
    (rule,), ((k,),) = rules, saves

    def vjp(self, need, grads, saved, specs):
        return (rule(grads[0], saved[k]),)

    def conjugating(self, need, grads, saved, specs):
        g = grads[0]
        return (rule(g, saved[k].conj() if g._dtype.category == 3 else saved[k]),)

    return conjugating if analytic else vjp


def _none_of_two(rules, saves, analytic):
    first, second = rules

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return first(g) if need[0] else None, second(g) if need[1] else None

    def passing(self, need, grads, saved, specs):
        return grads[0] if need[0] else None, grads[0] if need[1] else None

    return passing if first is second is same else vjp


def _one_of_two(rules, saves, analytic):
    (first, second), ((i,), (j,)) = rules, saves

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        if analytic and g._dtype.category == 3:
            return Ruled.vjp(self, need, grads, saved, specs)
        return first(g, saved[i]) if need[0] else None, second(g, saved[j]) if need[1] else None

    return vjp


_SHORT = {(1,): _one_of_one, (0, 0): _none_of_two, (1, 1): _one_of_two}


def _named(rule, inputs):
    """What a rule's parameters after the gradient name, as ``Op.saves`` says it."""
    code = rule.__code__
    return tuple(OUT if name == "out" else inputs.index(name) for name in code.co_varnames[1 : code.co_argcount])


_NUMBERS = ("bool", "int", "float", "complex")


class Pointwise(Ruled):
    """An elementwise op: the result has the operands' broadcast shape and promoted dtype.

    function       names the array function, called as ``xp.function(*operands, out)``
    compiled       with a ``forward`` of its own: the function whose compiled form does the same on float32 and
                   float64
    optional       operands may be absent
    refused        the categories of dtypes it lacks: 0 bool, 1 integer, 2 floating, 3 complex
    label          what the error calls the kernel that lacks them; else function_cpu
    refuses_empty  it says so for operands without elements, too
    """

    takes_out = elementwise = True
    function = ""
    optional = False
    compiled = ""
    refused: tuple = ()
    label = ""
    refuses_empty = False

    def compute_dtype(self, *specs):
        if self.refused:
            refuse(specs, self.label or f"{self.function}_cpu", self.refused, always=self.refuses_empty)
        return result_type(*specs)

    def result_dtype(self, *specs):
        """The dtype of the result; ``compute_dtype``'s unless overridden."""
        return self.compute_dtype(*specs)

    def infer(self, *specs):
        if None in specs and not self.optional:
            raise TypeError(
                f"{self.name.lower()}(): argument {specs.index(None) + 1} must be Tensor or a number, not NoneType"
            )
        shapes = [s.shape for s in specs if s is not None]
        if all(s is None or s.weak for s in specs):
            kinds = ", ".join("None" if s is None else _NUMBERS[s.dtype.category] for s in specs)
            raise TypeError(
                f"{self.name.lower()}() received an invalid combination of arguments - got ({kinds}): at least one "
                "operand must be a Tensor; wrap a number with torch.tensor(...)"
            )
        return Spec(broadcast(*shapes), self.result_dtype(*specs), device_of(specs))

    def kernel(self, *specs):
        if None in specs and not self.optional:
            return None
        compute = self.compute_dtype(*specs)
        if compute is None:
            return None
        compute = computed(compute)
        if type(self).forward is not Pointwise.forward:
            return elementwise_kernel(self.compiled, compute) if compute.is_floating_point else None
        return elementwise_kernel(self.function, compute)

    def forward(self, xp, *arrays, out=None):
        return getattr(xp, self.function)(*arrays, out)


class Tied(Pointwise):
    """g as a function of x, too, with a derivative that is zero everywhere; operands g, x. ``name``: the node's."""

    __slots__ = ("name",)
    inputs = ("g", "x")
    rules = (same, flat)

    def compute_dtype(self, g, x):
        return g.dtype

    def forward(self, xp, g, x, out=None):
        return into(xp, xp.broadcast_to(g, np.broadcast_shapes(g.shape, x.shape)).copy(), out)


def tied(name, g, x):
    """The gradient ``g`` of a function that is linear almost everywhere in its operand ``x``, as PyTorch has it: where
    it is recorded, its derivative by x is zeros, not nothing."""
    return apply(Tied.of(f"{name}Backward"), g, x) if state.grad else g


class FloatPointwise(Pointwise):
    """An elementwise op that turns integers and bools into the default floating dtype."""

    def compute_dtype(self, *specs):
        super().compute_dtype(*specs)
        return float_type(*specs)


class NumPyPointwise(Pointwise):
    """An elementwise op whose array function is one of NumPy's own."""

    @quiet
    def forward(self, xp, *arrays, out=None):
        return into(xp, getattr(xp, self.function)(*wrapped(arrays)), out)
