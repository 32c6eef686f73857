"""Random tensors: PyTorch's CPU stream. The same seed gives the same numbers as PyTorch 2.13."""

from __future__ import annotations

from operator import index

import numpy as np

from .. import _devices, _dtypes
from .._arrays import random as draws
from .._core import Op, Spec, Value, apply, apply_, broadcast, state
from .constant import Full, check_tensor
from .creation import check_options, empty, empty_like, read_shape, requiring
from .generator import given
from .promotion import as_dtype
from .sizes import ints

__all__ = [
    "RandomMethods", "bernoulli", "multinomial", "normal", "poisson", "rand", "rand_like", "randint", "randint_like", "randn",
    "randn_like", "randperm",
]  # fmt: skip


class Draw(Op):
    """Random numbers. Operands: the tensor to overwrite (what it holds doesn't matter), then the distribution's numbers;
    with a ``shape`` instead of the tensor None, for a new one on ``device`` (None: the CPU).

    The generator is a parameter by identity, the draws are ordered as they are applied. ``draw`` names the array function
    that fills an array, given the generator's state and the dtype, and perhaps a compiled form of it.
    """

    __slots__ = ("dtype", "generator", "shape", "device")
    saves = ((), (), ())
    raw = True
    takes_out = True
    draw: str
    compiled = True

    def infer(self, x, *numbers):
        if self.shape is None:
            return Spec(x.shape, self.dtype, x.device)
        return Spec(self.shape, self.dtype, self.device or _devices.cpu)

    def kernel(self, x, *numbers):
        if not self.compiled:
            return None
        generator = self.generator
        return draws.kernel(self.draw, self.dtype, generator.array, generator.lock, self.shape, *self.extra())

    def extra(self):
        """Parameters beside the distribution's numbers."""
        return ()

    def forward(self, xp, x, *numbers, out=None):
        if out is None:
            out = xp.empty(x.shape if self.shape is None else self.shape, self.dtype.np)
        fill = getattr(draws, "draw_" + self.draw)
        with self.generator.lock:
            return fill(self.generator.array, out, self.dtype, *numbers, *self.extra())

    def vjp(self, need, grads, saved, specs):
        return tuple([_zeros(s) if n else None for n, s in zip(need, specs, strict=True)])


def _zeros(spec):
    return apply(Full.of(spec.shape, spec.dtype, spec.device), 0)


class Uniform(Draw):
    __slots__ = ()
    name, draw = "Uniform", "uniform"


class Normal(Draw):
    __slots__ = ()
    name, draw = "Normal", "normal"


class Exponential(Draw):
    __slots__ = ()
    name, draw, compiled = "Exponential", "exponential", False


class Geometric(Draw):
    __slots__ = ()
    name, draw, compiled = "Geometric", "geometric", False


class Cauchy(Draw):
    __slots__ = ()
    name, draw, compiled = "Cauchy", "cauchy", False


class LogNormal(Draw):
    __slots__ = ()
    name, draw, compiled = "LogNormal", "log_normal", False


class Random(Draw):
    """Whole numbers; operands: span (0: all 64 bits) and base. ``wide``: each takes two words."""

    __slots__ = ("wide",)
    name, draw = "Random", "integers"

    def extra(self):
        return (self.wide,)


class Bernoulli(Draw):
    """Ones with probability p, else zeros; operands: the tensor, p (a number or a tensor)."""

    __slots__ = ()
    name, draw = "Bernoulli", "bernoulli"

    def forward(self, xp, x, p, out=None):
        out = xp.empty(x.shape, self.dtype.np) if out is None else out
        if isinstance(p, np.ndarray):
            if p.size and not ((p >= 0) & (p <= 1)).all():
                raise RuntimeError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false: probabilities lie in [0, 1]"
                )
            try:
                p = np.broadcast_to(p, out.shape)
            except ValueError:
                raise RuntimeError(
                    f"The expanded size of the tensor {out.shape} must match the existing size {p.shape}: the probabilities "
                    "must broadcast to it"
                ) from None
        with self.generator.lock:
            return draws.draw_bernoulli(self.generator.array, out, self.dtype, p)


class Poisson(Op):
    """Poisson-distributed numbers; operand: their rates."""

    __slots__ = ("generator",)
    name = "Poisson"
    saves = ((),)

    def infer(self, rate):
        return rate

    def forward(self, xp, rate):
        if rate.size and not rate.min() >= 0:
            raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
        with self.generator.lock:
            return draws.draw_poisson(self.generator.array, rate)

    def vjp(self, need, grads, saved, specs):
        return (_zeros(specs[0]) if need[0] else None,)


class Permutation(Draw):
    """The numbers from 0 to n - 1 in random order; operand: None. The shape is (n,)."""

    __slots__ = ()
    name, draw = "Randperm", "permutation"

    def forward(self, xp, x, out=None):
        with self.generator.lock:
            return draws.draw_permutation(self.generator.array, xp.empty(self.shape, self.dtype.np))


def _floating(x, kernel):
    if x._dtype.category < 2:
        raise _no_kernel(kernel, x._dtype)


def _no_kernel(kernel, dtype):
    return NotImplementedError(
        f"\"{kernel}\" not implemented for '{dtype.cpp}': draw into a floating-point tensor"
    )


# In place -----------------------------------------------------------------------------------------------------------


def uniform_(self, from_=0.0, to=1.0, *, generator=None, **bounds):
    """Overwrite with numbers uniform in [from, to).

    Raises RuntimeError if from > to, NotImplementedError for dtypes that aren't floating.

    >>> torch.empty(3).uniform_(-1, 1).shape
    torch.Size([3])
    """
    from_ = bounds.pop("from", from_)  # PyTorch's name for it is a Python keyword
    if bounds:
        raise TypeError(f"uniform_() got an unexpected keyword argument '{next(iter(bounds))}'")
    _floating(self, "check_uniform_bounds")
    greatest = _GREATEST[self._dtype.name if self._dtype.category == 2 else self._dtype.to_real().name]
    if not (-greatest <= from_ and to <= greatest and to - from_ <= greatest):
        _beyond(self._dtype, from_, to, greatest)
    if not from_ <= to:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={from_} > to={to}")
    return apply_(Uniform.of(self._dtype, given(generator, "uniform_"), None, None), self, self, from_, to)


def _beyond(dtype, low, high, greatest):
    for name, value in (("from", low), ("to", high)):
        if not abs(value) <= greatest:
            raise RuntimeError(
                f"{name} is out of bounds for {dtype.cpp}: {value}; the largest number is {greatest}"
            )
    raise RuntimeError(
        f"uniform_ expects to-from <= std::numeric_limits<{dtype.cpp}>::max(), but found to={high} and from={low} which result "
        "in to-from to exceed the limit"
    )


def normal_(self, mean=0.0, std=1.0, *, generator=None):
    """Overwrite with normally distributed numbers. Raises RuntimeError for a negative std.

    >>> torch.empty(3).normal_(5, 0.1).shape
    torch.Size([3])
    """
    _floating(self, "normal_kernel_cpu")
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    return apply_(Normal.of(self._dtype, given(generator, "normal_"), None, None), self, self, mean, std)


def _continuous(x, name):
    if x._dtype.category != 2:
        raise RuntimeError(
            f"{name} distribution is a continuous probability distribution. dtype must be a floating point but you specified "
            f"{x._dtype.cpp}"
        )


def exponential_(self, lambd=1.0, *, generator=None):
    """Overwrite with exponentially distributed numbers of rate ``lambd`` > 0."""
    _continuous(self, "Exponential")
    if not lambd > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return apply_(
        Exponential.of(self._dtype, given(generator, "exponential_"), None, None), self, self, lambd
    )


def geometric_(self, p, *, generator=None):
    """Overwrite with the numbers of trials of probability ``p`` (0 < p < 1) until the first success."""
    if self._dtype.category == 3:
        raise _no_kernel("geometric_cpu", self._dtype)
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    return apply_(Geometric.of(self._dtype, given(generator, "geometric_"), None, None), self, self, p)


def cauchy_(self, median=0.0, sigma=1.0, *, generator=None):
    """Overwrite with Cauchy-distributed numbers."""
    _continuous(self, "Cauchy")
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    return apply_(Cauchy.of(self._dtype, given(generator, "cauchy_"), None, None), self, self, median, sigma)


def log_normal_(self, mean=1.0, std=2.0, *, generator=None):
    """Overwrite with numbers whose logarithms are normal with the given mean and standard deviation."""
    _floating(self, "log_normal_cpu")
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    return apply_(
        LogNormal.of(self._dtype, given(generator, "log_normal_"), None, None), self, self, mean, std
    )


def _largest(dtype):
    """The largest whole number that a dtype holds, with all smaller ones exact."""
    return _LARGEST[dtype.code]


def _whole(function, name, value):
    """An int of at most 64 bits, with sign."""
    try:
        value = index(value)
    except TypeError:
        raise TypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}") from None
    if not -(2**63) <= value < 2**63:
        raise ValueError(
            f"Overflow when unpacking long long: {name} is {value}; from -2**63 to 2**63 - 1 is possible"
        )
    return value


_MANTISSA = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
_GREATEST = {"float16": 65504.0, "bfloat16": 3.3895313892515355e38, "float32": 3.4028234663852886e38,
             "float64": 1.7976931348623157e308}  # fmt: skip
_LARGEST = [
    1 if d.category == 0
    else 2 ** (8 * d.itemsize - d.is_signed) - 1 if d.category == 1
    else 2 ** _MANTISSA[d.name] if d.category == 2
    else 0
    for d in _dtypes.DTYPES
]  # fmt: skip


_ABSENT = object()


def random_(self, from_=None, to=_ABSENT, *, generator=None, **bounds):
    """Overwrite with whole numbers: ``random_()`` from 0 to the dtype's largest, ``random_(to)`` from 0, ``random_(from, to)``;
    ``to`` is not included; ``random_(from, None)`` goes up to the dtype's largest. Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> torch.empty(3).random_(10).shape
    torch.Size([3])
    """
    from_ = bounds.pop("from", from_)
    if bounds:
        raise TypeError(f"random_() got an unexpected keyword argument '{next(iter(bounds))}'")
    dtype, generator = self._dtype, given(generator, "random_")
    if dtype.category == 3:
        raise NotImplementedError(f"\"random_kernel_cpu\" not implemented for '{dtype.cpp}'")
    if to is _ABSENT:
        if from_ is None:
            wide = dtype in (_dtypes.int64, _dtypes.float64, _dtypes.uint64)
            return apply_(Random.of(dtype, generator, None, None, wide), self, self, _largest(dtype) + 1, 0)
        from_, to = 0, from_
    low = _whole("random_", "from", from_ or 0)
    if to is not None:
        span, low, wide = _range(dtype, low, _whole("random_", "to", to))
    else:
        low = _rounded_low(dtype, low)
        span = _largest(dtype) + 1 - low
        span, low, wide = (0, 0, True) if span == 2**64 else (span, low, span >= 2**28)
    return apply_(Random.of(dtype, generator, None, None, wide), self, self, span, low)


def _nearest(n, drop):
    """n / 2**drop as an int: to the nearest, ties to even."""
    whole, rest = n >> drop, n & ((1 << drop) - 1)
    half = 1 << (drop - 1)
    return whole + (rest > half or (rest == half and whole & 1))


def _rounded_low(dtype, low):
    """The lower bound of a range that floats don't hold exactly, moved as PyTorch moves it."""
    if dtype.category != 2:
        return low
    held = _converted(dtype, low + 1)
    return low if held >= low else held + (1 << (abs(low + 1).bit_length() - _MANTISSA[dtype.name]))


def _rounded_high(dtype, high):
    """The same for the upper bound, which is not included."""
    if dtype.category != 2:
        return high
    held = _converted(dtype, high - 1)
    return high if held < high else held - (1 << (abs(high - 1).bit_length() - _MANTISSA[dtype.name]))


def _converted(dtype, n):
    """A whole number as one that the floating dtype holds (round to nearest, ties to even)."""
    drop = abs(n).bit_length() - _MANTISSA[dtype.name]
    return n if drop <= 0 else (1 if n > 0 else -1) * (_nearest(abs(n), drop) << drop)


def _out_of_bounds(dtype, name, value, smallest, largest):
    if dtype.category != 2 or abs(value) > _GREATEST[dtype.name]:
        raise RuntimeError(
            f"{name} is out of bounds for {dtype.cpp}: {value} does not fit, {smallest} to {largest} do"
        )
    import warnings

    warnings.warn(
        f"{name} is out of bounds [{smallest}, {largest}]. {dtype} holds only some of the whole numbers beyond.", UserWarning,
        stacklevel=5,
    )  # fmt: skip


def _range(dtype, low, high):
    """The span of whole numbers from low to high - 1, low, and whether one takes two words."""
    largest = _largest(dtype)
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    smallest = -largest if dtype.category == 2 else -largest - 1 if dtype.is_signed else 0
    if low < smallest or high - 1 > largest:
        for name, value in (("from", low), ("to - 1", high - 1)):
            if not smallest <= value <= largest:
                _out_of_bounds(dtype, name, value, smallest, largest)
        low, high = _rounded_low(dtype, low), _rounded_high(dtype, high)
    return high - low, low, high - low >= 2**28


def bernoulli_(self, p=0.5, *, generator=None):
    """Overwrite with ones with probability ``p`` (a number, or a tensor that broadcasts), else zeros.
    Raises RuntimeError for probabilities outside [0, 1].

    >>> torch.zeros(3).bernoulli_(1.0)
    tensor([1., 1., 1.])
    """
    if not isinstance(p, Value) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
    if self._dtype.category == 3:
        raise _no_kernel("bernoulli_scalar_cpu_", self._dtype)
    if isinstance(p, Value):
        _floating(p, "bernoulli_tensor_cpu_p_")
        p = p.float() if p._dtype.is_reduced else p
    return apply_(Bernoulli.of(self._dtype, given(generator, "bernoulli_"), None, None), self, self, p)


# New tensors --------------------------------------------------------------------------------------------------------


def _new(
    function, op, numbers, shape, generator, out, dtype, layout, device, requires_grad, pin_memory, *params
):
    """A new tensor of random numbers, or ``out`` overwritten with them."""
    generator = given(generator, function)
    if out is not None:
        x = empty(shape, out=out, dtype=dtype, layout=layout)
        return requiring(
            apply_(op.of(x._dtype, generator, None, None, *params), x, x, *numbers), requires_grad
        )
    if layout is not None or pin_memory:
        check_options(function, layout, pin_memory)
    device = _devices.as_device(device)
    t = apply(
        op.of(dtype, generator, shape, None if device is _devices.cpu else device, *params), None, *numbers
    )
    return requiring(t, requires_grad) if requires_grad else t


def _floating_type(function, dtype, out, kernel):
    dtype = as_dtype(dtype, function) or (out._dtype if out is not None else _dtypes.get_default_dtype())
    if dtype.category < 2:
        raise _no_kernel(kernel, dtype)
    return dtype


def rand(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
         **named):  # fmt: skip
    """A new tensor of numbers uniform in [0, 1).

    size: ints, or one sequence of them; dtype: the default floating one unless given.

    >>> torch.manual_seed(0); torch.rand(2)
    tensor([0.4963, 0.7682])
    """
    shape = read_shape("rand", size, **named)
    dtype = _floating_type("rand", dtype, out, "check_uniform_bounds")
    return _new(
        "rand", Uniform, (0.0, 1.0), shape, generator, out, dtype, layout, device, requires_grad, pin_memory
    )


def randn(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
          **named):  # fmt: skip
    """A new tensor of normally distributed numbers, mean 0, variance 1 (of complex ones each part has variance 1/2).

    >>> torch.manual_seed(0); torch.randn(2)
    tensor([ 1.5410, -0.2934])
    """
    shape = read_shape("randn", size, **named)
    dtype = _floating_type("randn", dtype, out, "normal_kernel_cpu")
    return _new(
        "randn", Normal, (0.0, 1.0), shape, generator, out, dtype, layout, device, requires_grad, pin_memory
    )


def _bounds(numbers, named):
    """(low,) high, size from positional and named arguments of randint."""
    size, high, low = named.pop("size", None), named.pop("high", None), named.pop("low", None)
    if named:
        raise TypeError(f"randint() got an unexpected keyword argument '{next(iter(named))}'")
    if low is not None and high is None and len(numbers) < (1 if size is not None else 2):
        raise TypeError('randint() missing 1 required positional argument: "high"')
    return tuple([n for n in (low, *numbers, high, size) if n is not None])


def randint(*bounds_and_size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False,
            pin_memory=False, **named):  # fmt: skip
    """``randint(high, size)`` or ``randint(low, high, size)``: whole numbers from ``low`` (0) to ``high - 1``, int64 unless told.

    Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> torch.manual_seed(0); torch.randint(10, (3,))
    tensor([4, 9, 3])
    """
    numbers = _bounds(bounds_and_size, named) if named else bounds_and_size
    if len(numbers) == 2:
        numbers = (0, *numbers)
    if len(numbers) != 3:
        raise TypeError(
            "randint() received an invalid combination of arguments: write torch.randint(high, size) or torch.randint(low, "
            f"high, size), e.g. torch.randint(0, 10, (2, 3)); got {bounds_and_size}"
        )
    low, high, size = numbers
    dtype = as_dtype(dtype, "randint") or (out._dtype if out is not None else _dtypes.int64)
    if dtype.category == 3:
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean types")
    span, low, wide = _range(dtype, _whole("randint", "low", low), _whole("randint", "high", high))
    if not isinstance(size, (tuple, list)):
        raise TypeError(
            f"randint(): argument 'size' must be tuple of ints, not {type(size).__name__}: write (n,)"
        )
    shape = read_shape("randint", (size,))
    return _new(
        "randint",
        Random,
        (span, low),
        shape,
        generator,
        out,
        dtype,
        layout,
        device,
        requires_grad,
        pin_memory,
        wide,
    )


def randperm(
    n,
    *,
    generator=None,
    out=None,
    dtype=None,
    layout=None,
    device=None,
    requires_grad=False,
    pin_memory=False,
):
    """The numbers from 0 to n - 1 in random order, int64 unless told.

    >>> torch.manual_seed(0); torch.randperm(4)
    tensor([2, 0, 1, 3])
    """
    n = _whole("randperm", "n", n)
    if n < 0:
        raise RuntimeError(f"n must be non-negative, got {n}")
    dtype = as_dtype(dtype, "randperm") or (out._dtype if out is not None else _dtypes.int64)
    if dtype.category in (0, 3):
        raise NotImplementedError(f"\"randperm\" not implemented for '{dtype.cpp}'")
    if n > _largest(dtype) + 1:
        raise RuntimeError(
            f"n cannot be greater than {_largest(dtype) + 1} for {dtype.cpp} type: it does not hold {n - 1}"
        )
    x = None if out is None else empty(n, out=out, dtype=dtype)
    order = _new(
        "randperm", Permutation, (), (n,), generator, None, _dtypes.int64, layout, device, False, pin_memory
    )
    if x is None and dtype is _dtypes.int64:
        return requiring(order, requires_grad)
    return requiring(order.to(dtype) if x is None else x.copy_(order), requires_grad)


def _like(function, fill):
    def like(input, *, generator=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False,
             memory_format=None):  # fmt: skip
        check_tensor(input, function)
        x = empty_like(
            input,
            dtype=dtype,
            layout=layout,
            device=device,
            pin_memory=pin_memory,
            memory_format=memory_format,
        )
        return requiring(fill(x, generator=generator), requires_grad)

    like.__name__ = like.__qualname__ = function
    like.__doc__ = f"``{function[:-5]}`` of the size, dtype and device of ``input``."
    return like


rand_like, randn_like = _like("rand_like", uniform_), _like("randn_like", normal_)


def randint_like(input, low=None, high=None, *, generator=None, dtype=None, layout=None, device=None, pin_memory=False,
                 requires_grad=False, memory_format=None):  # fmt: skip
    """``randint`` of the size, dtype and device of ``input``: ``randint_like(input, high)`` or ``(input, low, high)``.

    >>> torch.randint_like(torch.zeros(2, 3), 10).shape
    torch.Size([2, 3])
    """
    check_tensor(input, "randint_like")
    if low is None and high is None:
        raise TypeError('randint_like() missing 1 required positional argument: "high"')
    low, high = (0, low) if high is None else (low or 0, high)
    x = empty_like(
        input, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory, memory_format=memory_format
    )
    return requiring(random_(x, low, high, generator=generator), requires_grad)


def bernoulli(input, p=None, *, generator=None, out=None):
    """Ones with the probabilities in ``input`` (or all with ``p``), else zeros.

    Raises RuntimeError for probabilities outside [0, 1].

    >>> torch.bernoulli(torch.tensor([0.0, 1.0]))
    tensor([0., 1.])
    """
    check_tensor(input, "bernoulli")
    x = (
        empty(input._array.shape, dtype=input._dtype, device=input._device)
        if out is None
        else empty(input._array.shape, out=out)
    )
    return bernoulli_(x, input if p is None else p, generator=generator)


def poisson(input, generator=None):
    """Poisson-distributed numbers with the rates in ``input``.

    Raises RuntimeError for negative rates, NotImplementedError for dtypes that aren't floating.

    >>> torch.poisson(torch.zeros(3))
    tensor([0., 0., 0.])
    """
    check_tensor(input, "poisson")
    if input._dtype.category != 2:
        raise _no_kernel("poisson_cpu", input._dtype)
    return apply(Poisson.of(given(generator, "poisson")), input)


def normal(mean, std=1.0, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None, pin_memory=False,
           requires_grad=False):  # fmt: skip
    """Normally distributed numbers; ``mean`` and ``std`` are tensors or numbers (two numbers need a ``size``).

    Raises RuntimeError for a negative std.

    >>> torch.normal(torch.zeros(3), 1.0).shape
    torch.Size([3])
    """
    if not isinstance(mean, Value) and not isinstance(std, Value):
        if size is None:
            raise TypeError("normal(): two numbers need a size: torch.normal(0.0, 1.0, (2, 3))")
        x = empty(
            ints("normal", (size,)), out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory
        )
        return requiring(normal_(x, mean, std, generator=generator), requires_grad)
    if isinstance(std, Value):
        if std._array.size and bool((std < 0).any()):
            raise RuntimeError("normal expects all elements of std >= 0.0")
    elif not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    x = _standard_normal(mean, std, generator, out)
    if out is None and state.grad and any(isinstance(v, Value) and v.requires_grad for v in (mean, std)):
        return apply(NormalAround.of(), x, mean, std)
    return x


def _standard_normal(mean, std, generator, out):
    """Normal numbers around tensors, without their history."""
    first = mean if isinstance(mean, Value) else std
    shape = broadcast(*[v._array.shape for v in (mean, std) if isinstance(v, Value)])
    x = empty(shape, dtype=first._dtype, device=first._device) if out is None else empty(shape, out=out)
    before, state.grad = state.grad, False
    try:
        return normal_(x, generator=generator).mul_(std).add_(mean)
    finally:
        state.grad = before


class NormalAround(Op):
    """Numbers drawn (x) around mean and std, which don't depend on them as far as gradients go."""

    __slots__ = ()
    name = "Normal"
    saves = ((), (), ())
    raw = True

    def infer(self, x, mean, std):
        return x

    def forward(self, xp, x, mean, std):
        return x.copy()

    def vjp(self, need, grads, saved, specs):
        return tuple([_zeros(s) if n else None for n, s in zip(need, specs, strict=True)])


def multinomial(input, num_samples, replacement=False, *, generator=None, out=None):
    """Indices drawn with probabilities proportional to the rows of ``input``, shape (n,) or (m, n); result (num_samples,) or
    (m, num_samples), int64.

    Raises RuntimeError for negative or infinite weights, and for more draws without replacement than weights.

    >>> torch.multinomial(torch.tensor([0.0, 1.0]), 3, replacement=True)
    tensor([1, 1, 1])
    """
    check_tensor(input, "multinomial")
    generator = given(generator, "multinomial")
    _check_multinomial(input, num_samples, replacement)
    if out is not None and out._dtype is not _dtypes.int64:
        raise RuntimeError(f"multinomial expects Long tensor out, got: {out._dtype.cpp}")
    if input._dtype.is_reduced:
        input = input.float()
    result = apply(Multinomial.of(num_samples, bool(replacement), generator), input)
    return result if out is None else out.resize_(result.shape).copy_(result)


def _check_multinomial(input, num_samples, replacement):
    n = input._array.shape[-1] if input._array.ndim else 0
    if input._array.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, got {input._array.ndim}")
    if input._dtype.category != 2:
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {input._dtype.cpp}"
        )
    if num_samples <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples, got {num_samples}")
    if not replacement and num_samples > n:
        raise RuntimeError(
            f"cannot sample n_sample > prob_dist.size(-1) samples without replacement: {num_samples} of {n}"
        )


class Multinomial(Op):
    """Draws of row indices, with probabilities proportional to the numbers there: with replacement, where a uniform number
    falls among their running sums; without, those with the largest quotients by exponentially distributed numbers."""

    __slots__ = ("samples", "replacement", "generator")
    name = "Multinomial"
    saves = ((),)
    raw = True

    def infer(self, x):
        return Spec((*x.shape[:-1], self.samples), _dtypes.int64, x.device)

    def forward(self, xp, x):
        rows = x.reshape(-1, x.shape[-1])
        if rows.size:
            self._check(rows)
        result = (self._among_sums if self.replacement and self.samples > 1 else self._by_quotient)(xp, rows)
        return result.reshape(*x.shape[:-1], self.samples)

    def _check(self, rows):
        if not (rows.min() >= 0 and rows.max() < np.inf):
            wrong = (
                "encountering probability entry < 0, inf or nan"
                if self.samples > 1 and self.replacement
                else None
            )
            raise RuntimeError(
                f"invalid multinomial distribution ({wrong})" if wrong
                else "probability tensor contains either `inf`, `nan` or element < 0"
            )  # fmt: skip
        if not rows.any(-1).all():
            raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")

    def _among_sums(self, xp, rows):
        sums = np.cumsum(rows, -1, dtype=rows.dtype)
        sums /= sums[:, -1:]
        sums[:, -1] = 1
        u = xp.empty((len(rows), self.samples), np.float64)
        with self.generator.lock:
            draws.draw_uniform(self.generator.array, u, _dtypes.float64, 0.0, 1.0)
        return draws.places(xp.ascontiguousarray(sums), u)

    def _by_quotient(self, xp, rows):
        q = xp.empty(rows.shape, rows.dtype)
        with self.generator.lock:
            draws.draw_exponential(self.generator.array, q, _dtypes.from_numpy_dtype(rows.dtype), 1.0)
        np.divide(rows, q, out=q)
        if self.samples == 1:
            return q.argmax(-1)
        np.negative(q, out=q)
        return xp.ascontiguousarray(q.argsort(-1, kind="stable")[:, : self.samples])

    def vjp(self, need, grads, saved, specs):
        return (None,)


class RandomMethods:
    """Methods of Tensor: random numbers."""

    __slots__ = ()
    bernoulli, multinomial = bernoulli, multinomial
    bernoulli_, cauchy_, exponential_, geometric_ = bernoulli_, cauchy_, exponential_, geometric_
    log_normal_, normal_, random_, uniform_ = log_normal_, normal_, random_, uniform_
