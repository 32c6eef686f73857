"""Op: an operation as an immutable record. Subclasses, one family per file, stand in ``_ops/``."""

from __future__ import annotations

from typing import Any

from .._arrays.memory import nothing
from .spec import Spec
from .types import OpBase

OUT = -1  # in ``saves``: the first output; OUT - k is output k


class Plan:
    """What ``apply`` needs for one signature (dtypes and shapes) of an op; made once, then looked up.

    ``specs``: the inputs' Specs (None for absent ones); ``outs``: a Spec per output, saved ones included;
    ``kernel``: a compiled function called as ``kernel(*arrays, out)``, or None to call ``op.forward``;
    ``casts``: per input, the dtype its array is cast to first, or None; ``narrow``: 16-bit floats are computed in
    float32, and the results cast back.
    """

    __slots__ = ("casts", "differentiable", "kernel", "narrow", "outs", "single", "specs")

    def __init__(self, specs, outs, casts, kernel, narrow, single):
        self.specs, self.outs, self.casts, self.kernel = specs, outs, casts, kernel
        self.narrow, self.single = narrow, single
        self.differentiable = tuple(s.dtype.category >= 2 for s in outs)


class _Record(type(OpBase)):  # type: ignore[misc]
    """The class of op classes: without parameters and a name of its own, a class has none and its own name."""

    def __new__(mcs, cls, bases, body, **options):
        body.setdefault("__slots__", ())
        if "name" not in body and "name" not in body["__slots__"]:
            if isinstance(getattr(bases[0], "name", ""), str):  # else a parameter or a property
                body["name"] = cls
        return super().__new__(mcs, cls, bases, body, **options)


class Op(OpBase, metaclass=_Record):
    """An operation. A subclass names its structural parameters in ``__slots__``, if it has some (ints, tuples, flags:
    never a number that enters the arithmetic: those are operands), and defines ``infer``, ``forward`` and ``vjp``.

    Class attributes:
      name       what ``grad_fn`` shows, less "Backward0"; the class's own name unless given
      variant    the number there, where PyTorch has several derivatives of one function; as a parameter (a slot) where
                 the call decides: ``Xlogy.of(1)``
      saves      per input, a tuple of what its gradient needs: i is input i, OUT (-1) the first output, OUT - k output
                 k
      visible    how many outputs the caller sees; the others are only kept for the gradient
      view       the output shares the first input's memory
      multi_view every output is such a view
      absolute   its parameters count from the start of the memory, not of the input: it can't be made again of another
                 input
      raw        works on stored bits: 16-bit floats are not widened to float32 around ``forward``
      fills      in place, all elements written get one value: they may share memory
      elementwise  element i of the result needs element i of the operands: ``out=`` may be an operand, but no part of
                 one
      casts      the inputs that ``compute_dtype`` applies to; None: all
      takes_out  ``forward`` and the kernel accept ``out=``, an array of the result's shape and compute dtype
      dynamic    shapes depend on data: ``infer`` is not asked, the result's own shape counts
      writes     the numbers of the inputs that ``forward`` overwrites (optimizer steps, running statistics): their
                 versions
                 rise; not allowed on what requires a gradient. Such an op is ``raw`` and may have no output at all
      exact_out  ``out=`` must have the result's own dtype; others are cast to where the kind allows
      follows    the numbers of inputs whose memory format results take on: channels-last if one of them is
      sparse     takes or makes arrays of sparse tensors
      operands   PyTorch's names of the inputs, for ``grad_fn._saved_self`` and the like
      lists_numbers  ``grad_fn.next_functions`` has an entry for operands that are numbers or integer tensors, too
    """

    __slots__ = ("_plans",)
    name = ""
    variant = 0
    saves: tuple = ()
    visible = 1
    view = False
    multi_view = False
    absolute = False
    raw = False
    casts: tuple | None = None
    takes_out = False
    takes_stored = False  # whether types without arithmetic (8-bit floats) go through it
    dynamic = False
    fills = elementwise = False
    writes: tuple = ()
    exact_out = False
    follows: tuple = ()
    lists_numbers = False
    sparse = False
    operands: tuple = ("self", "other")
    params: tuple = ()
    _interned: dict = {}

    def __init__(self, *params):
        put = object.__setattr__
        for slot, value in zip(type(self).params, params, strict=True):
            put(self, slot, value)
        put(self, "_plans", {})

    def __init_subclass__(cls):
        own = cls.__dict__.get("__slots__", ())
        cls.params = getattr(cls.__base__, "params", ()) + ((own,) if isinstance(own, str) else tuple(own))
        cls._interned = {}

    @property
    def node_name(self):
        """What ``grad_fn.name()`` says; ops whose PyTorch name doesn't end in "Backward" and a number define it."""
        return f"{self.name}Backward{self.variant}"

    def __setattr__(self, name, value):
        raise AttributeError(f"an Op is immutable: make another {type(self).__name__} instead of setting {name!r}")

    def _key(self):
        return tuple(getattr(self, p) for p in type(self).params)

    def __eq__(self, other):
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self):
        return hash((type(self), self._key()))

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{p}={getattr(self, p)!r}' for p in type(self).params)})"

    def __reduce__(self):
        return type(self).of, self._key()

    # What subclasses define ------------------------------------------------------------------------------------

    def infer(self, *specs: Spec):
        """Spec(s) of the output(s) from those of the inputs (weak ones for Python numbers, None for absent inputs).
        Raises the errors that users see for bad shapes and dtypes."""
        raise TypeError(
            f"{type(self).__name__} has no shape rule: its shapes depend on data, so it can't run on 'meta'"
        )

    def compute_dtype(self, *specs: Spec) -> Any:
        """The dtype that array operands are cast to before ``forward``; None leaves each as it is."""

    def kernel(self, *specs: Spec) -> Any:
        """A compiled function for inputs with these Specs (after ``compute_dtype``'s cast), called as
        ``kernel(*arrays, out)`` with out an array or None; it may answer NotImplemented (strides it can't take, ...),
        then ``forward`` runs. None: always run ``forward``."""

    def forward(self, xp, *arrays, out=None):
        """Arrays (and Python numbers, as given) to an array, or a tuple of them. ``xp`` is the device's namespace."""
        raise TypeError(f"{type(self).__name__} has no forward")

    def vjp(self, need, grads, saved, specs):
        """One gradient (or None) per input. ``need``: a bool per input; ``grads``: a Tensor or None per visible output;
        ``saved[i]``: input i, ``saved[OUT]``: the output, where ``saves`` asks for it; ``specs``: the inputs' Specs.
        A gradient may have the broadcast shape or a promoted dtype: the engine sums and casts it to the input's."""
        raise RuntimeError(f"derivative for {self.name or type(self).__name__} is not implemented")

    # -----------------------------------------------------------------------------------------------------------

    def plan(self, specs) -> Plan:
        """Make the Plan for inputs with these Specs: run the shape rule, choose the kernel. Called on a cache miss."""
        outs = () if self.dynamic else self.infer(*specs)
        single = isinstance(outs, Spec)
        outs = (outs,) if single else tuple(outs)
        casts, kernel, narrow = None, None, False
        if not (self.view or self.multi_view):
            if not self.raw:
                casts, narrow = self._casts(specs)
            kernel = (None if self.writes or self.sparse else nothing(specs, outs, narrow)) or self.kernel(*specs)
        return Plan(tuple(specs), outs, casts, kernel, narrow, single)

    def _casts(self, specs):
        """Per input the dtype to cast to (None: as it is; the whole None: nothing to cast), and whether to narrow."""
        compute = self.compute_dtype(*specs)
        narrow = compute.is_reduced if compute else any(s is not None and s.dtype.is_reduced for s in specs)
        stored = next((s.dtype for s in specs if s is not None and s.dtype.is_stored_only), None)
        if stored is not None and not self.takes_stored:
            name = (self.name or type(self).__name__).lower()
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{stored.cpp}': convert with x.float()")
        casts = []
        for i, s in enumerate(specs):
            to = None
            if s is not None and not s.weak:
                if compute and (self.casts is None or i in self.casts):
                    to = compute.wide if narrow else compute
                elif s.dtype.is_reduced:
                    to = s.dtype.wide
            casts.append(None if to is None or to is s.dtype else to)
        return (tuple(casts) if any(casts) else None), narrow
