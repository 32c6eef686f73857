"""Random tensors: PyTorch's CPU stream. The same seed gives the same numbers as PyTorch 2.13."""

from __future__ import annotations

from operator import index

import numpy as np

from .. import _dtypes
from .._arrays import random as draws
from .._core import Op, Spec, Value, apply, apply_
from .constant import check_tensor
from .creation import empty, empty_like, requiring
from .generator import given
from .sizes import ints

__all__ = [
    "RandomMethods", "bernoulli", "multinomial", "normal", "rand", "rand_like", "randint", "randint_like", "randn",
    "randn_like", "randperm",
]  # fmt: skip


class Draw(Op):
    """Overwrites a tensor with random numbers; operands: the tensor (its numbers don't matter), then the distribution's.

    ``draw`` is the array function that fills it, called with the generator's state, the array and its dtype.
    """

    __slots__ = ("dtype", "generator")
    saves = ((), (), ())
    raw = True
    takes_out = True
    draw: str

    def infer(self, x, *numbers):
        return Spec(x.shape, self.dtype, x.device)

    def forward(self, xp, x, *numbers, out=None):
        out = np.empty(x.shape, self.dtype.np) if out is None else out
        with self.generator.lock:
            return getattr(draws, self.draw)(self.generator.array, out, self.dtype, *numbers)

    def vjp(self, need, grads, saved, specs):
        return (None,) * len(specs)


class Uniform(Draw):
    __slots__ = ()
    name, draw = "Uniform", "draw_uniform"


class Normal(Draw):
    __slots__ = ()
    name, draw = "Normal", "draw_normal"


class Exponential(Draw):
    __slots__ = ()
    name, draw = "Exponential", "draw_exponential"


class Geometric(Draw):
    __slots__ = ()
    name, draw = "Geometric", "draw_geometric"


class Cauchy(Draw):
    __slots__ = ()
    name, draw = "Cauchy", "draw_cauchy"


class LogNormal(Draw):
    __slots__ = ()
    name, draw = "LogNormal", "draw_log_normal"


class Random(Draw):
    """Whole numbers; operands: span (0: all 64 bits) and base. ``wide``: each takes two words."""

    __slots__ = ("wide",)
    name, draw = "Random", "draw_integers"

    def forward(self, xp, x, span, base, out=None):
        out = np.empty(x.shape, self.dtype.np) if out is None else out
        with self.generator.lock:
            return draws.draw_integers(self.generator.array, out, self.dtype, span, base, self.wide)


class Bernoulli(Draw):
    """Ones with probability p, else zeros; operands: the tensor, p (a number or a tensor)."""

    __slots__ = ()
    name, draw = "Bernoulli", "draw_bernoulli"

    def infer(self, x, p):
        return Spec(x.shape, self.dtype, x.device)

    def forward(self, xp, x, p, out=None):
        out = np.empty(x.shape, self.dtype.np) if out is None else out
        digits = 53
        if isinstance(p, np.ndarray):
            if p.size and not ((p >= 0) & (p <= 1)).all():
                raise RuntimeError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false: probabilities lie in [0, 1]"
                )
            digits = 53 if p.dtype == np.float64 else 24
            p = np.broadcast_to(p, out.shape)
        with self.generator.lock:
            return draws.draw_bernoulli(self.generator.array, out, self.dtype, p, digits)


class Permutation(Op):
    """The numbers from 0 to n - 1 in random order."""

    __slots__ = ("n", "device", "generator")
    name = "Randperm"
    raw = True

    def infer(self):
        return Spec((self.n,), _dtypes.int64, self.device)

    def forward(self, xp):
        with self.generator.lock:
            return draws.draw_permutation(self.generator.array, np.empty(self.n, np.int64))


def _floating(x, kernel):
    if x._dtype.category < 2:
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{x._dtype.cpp}': draw into a floating-point tensor"
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
    if not from_ <= to:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={from_} > to={to}")
    return apply_(Uniform.of(self._dtype, given(generator, "uniform_")), self, self, from_, to)


def normal_(self, mean=0.0, std=1.0, *, generator=None):
    """Overwrite with normally distributed numbers. Raises RuntimeError for a negative std.

    >>> torch.empty(3).normal_(5, 0.1).shape
    torch.Size([3])
    """
    _floating(self, "normal_kernel_cpu")
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    return apply_(Normal.of(self._dtype, given(generator, "normal_")), self, self, mean, std)


def exponential_(self, lambd=1.0, *, generator=None):
    """Overwrite with exponentially distributed numbers of rate ``lambd`` > 0."""
    _floating(self, "exponential")
    if not lambd > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return apply_(Exponential.of(self._dtype, given(generator, "exponential_")), self, self, lambd)


def geometric_(self, p, *, generator=None):
    """Overwrite with the numbers of trials of probability ``p`` (0 < p < 1) until the first success."""
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    return apply_(Geometric.of(self._dtype, given(generator, "geometric_")), self, self, p)


def cauchy_(self, median=0.0, sigma=1.0, *, generator=None):
    """Overwrite with Cauchy-distributed numbers."""
    _floating(self, "cauchy")
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    return apply_(Cauchy.of(self._dtype, given(generator, "cauchy_")), self, self, median, sigma)


def log_normal_(self, mean=1.0, std=2.0, *, generator=None):
    """Overwrite with numbers whose logarithms are normal with the given mean and standard deviation."""
    _floating(self, "log_normal")
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    return apply_(LogNormal.of(self._dtype, given(generator, "log_normal_")), self, self, mean, std)


_MANTISSA = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}


def _largest(dtype):
    """The largest whole number that a dtype holds, with all smaller ones exact."""
    if dtype.category == 2:
        return 2 ** _MANTISSA[dtype.name]
    return 1 if dtype.category == 0 else int(np.iinfo(dtype.np).max)


def random_(self, from_=None, to=None, *, generator=None, **bounds):
    """Overwrite with whole numbers: ``random_()`` from 0 to the dtype's largest, ``random_(to)`` from 0, ``random_(from, to)``;
    ``to`` is not included. Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> torch.empty(3).random_(10).shape
    torch.Size([3])
    """
    from_ = bounds.pop("from", from_)
    if bounds:
        raise TypeError(f"random_() got an unexpected keyword argument '{next(iter(bounds))}'")
    dtype = self._dtype
    if dtype.category == 3:
        raise NotImplementedError(f"\"random_\" not implemented for '{dtype.cpp}'")
    whole = to is None
    if whole and from_ is not None:
        from_, to, whole = 0, from_, False
    generator, largest = given(generator, "random_"), _largest(dtype)
    if whole and from_ is None:
        wide = dtype in (_dtypes.int64, _dtypes.float64, _dtypes.uint64)
        return apply_(Random.of(dtype, generator, wide), self, self, largest + 1, 0)
    low, high = index(from_ or 0), index(to)
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    smallest = -largest if dtype.category == 2 else 0 if dtype.category == 0 else int(np.iinfo(dtype.np).min)
    for name, value in (("from", low), ("to - 1", high - 1)):
        if not smallest <= value <= largest:
            raise RuntimeError(
                f"{name} is out of bounds for {dtype.cpp}: {value} does not fit, {smallest} to {largest} do"
            )
    return apply_(Random.of(dtype, generator, high - low >= 2**28), self, self, high - low, low)


def bernoulli_(self, p=0.5, *, generator=None):
    """Overwrite with ones with probability ``p`` (a number, or a tensor that broadcasts), else zeros.
    Raises RuntimeError for probabilities outside [0, 1].

    >>> torch.zeros(3).bernoulli_(1.0)
    tensor([1., 1., 1.])
    """
    if not isinstance(p, Value) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
    if isinstance(p, Value):
        _floating(p, "bernoulli_tensor_cpu_p_")
    return apply_(Bernoulli.of(self._dtype, given(generator, "bernoulli_")), self, self, p)


# New tensors --------------------------------------------------------------------------------------------------------


def rand(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
         **named):  # fmt: skip
    """A new tensor of numbers uniform in [0, 1).

    size: ints, or one sequence of them; dtype: the default floating one unless given.

    >>> torch.manual_seed(0); torch.rand(2)
    tensor([0.4963, 0.7682])
    """
    x = empty(*size, out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory, **named)
    _floating(x, "check_uniform_bounds")
    return requiring(apply_(Uniform.of(x._dtype, given(generator, "rand")), x, x, 0.0, 1.0), requires_grad)


def randn(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
          **named):  # fmt: skip
    """A new tensor of normally distributed numbers, mean 0, variance 1 (of complex ones each part has variance 1/2).

    >>> torch.manual_seed(0); torch.randn(2)
    tensor([ 1.5410, -0.2934])
    """
    x = empty(*size, out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory, **named)
    return requiring(normal_(x, generator=generator), requires_grad)


def randint(*bounds_and_size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False,
            pin_memory=False, **named):  # fmt: skip
    """``randint(high, size)`` or ``randint(low, high, size)``: whole numbers from ``low`` (0) to ``high - 1``, int64 unless told.

    Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> torch.manual_seed(0); torch.randint(10, (3,))
    tensor([4, 9, 3])
    """
    numbers = list(bounds_and_size)
    size = named.pop("size", None)
    if size is None and numbers:
        size = numbers.pop()
    high, low = named.pop("high", None), named.pop("low", 0)
    if high is None and numbers:
        high = numbers.pop()
    if numbers:
        low = numbers.pop()
    if named or numbers or high is None or size is None:
        raise TypeError(
            "randint() takes (high, size) or (low, high, size) and keywords, e.g. torch.randint(0, 10, (2, 3)); got "
            f"{bounds_and_size} {named or ''}"
        )
    dtype = (out._dtype if out is not None else _dtypes.int64) if dtype is None else dtype
    x = empty(
        ints("randint", (size,)), out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory
    )
    return requiring(random_(x, low, high, generator=generator), requires_grad)


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
    dtype = (out._dtype if out is not None else _dtypes.int64) if dtype is None else dtype
    if index(n) < 0:
        raise RuntimeError(f"n must be non-negative, got {n}")
    x = empty(index(n), out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)
    order = apply(Permutation.of(index(n), x._device, given(generator, "randperm")))
    return requiring(order if out is None and order._dtype is x._dtype else x.copy_(order), requires_grad)


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


def randint_like(input, low, high=None, *, generator=None, dtype=None, layout=None, device=None, pin_memory=False,
                 requires_grad=False, memory_format=None):  # fmt: skip
    """``randint`` of the size, dtype and device of ``input``: ``randint_like(input, high)`` or ``(input, low, high)``.

    >>> torch.randint_like(torch.zeros(2, 3), 10).shape
    torch.Size([2, 3])
    """
    check_tensor(input, "randint_like")
    low, high = (0, low) if high is None else (low, high)
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
    x = empty_like(input) if out is None else empty(input._array.shape, out=out)
    return bernoulli_(x, input if p is None else p, generator=generator)


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
    if isinstance(std, Value) and std._array.size and bool((std < 0).any()):
        raise RuntimeError("normal expects all elements of std >= 0.0")
    like = (
        mean + std
        if isinstance(mean, Value) and isinstance(std, Value)
        else mean
        if isinstance(mean, Value)
        else std
    )
    x = normal_(empty_like(like) if out is None else empty(like._array.shape, out=out), generator=generator)
    return x.mul_(std).add_(mean)


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
    if not replacement or num_samples == 1:
        q = exponential_(empty_like(input), generator=generator)
        ratio = input / q
        result = ratio.argmax(-1, keepdim=True) if num_samples == 1 else ratio.topk(num_samples)[1]
    else:
        result = apply(Multinomial.of(num_samples, generator), input)
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
    if not bool(((input >= 0) & (input < float("inf"))).all()):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if bool((input.sum(-1) == 0).any()):
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


class Multinomial(Op):
    """Draws with replacement: where a uniform number falls among the cumulated weights."""

    __slots__ = ("samples", "generator")
    name = "Multinomial"
    saves = ((),)

    def infer(self, x):
        return Spec((*x.shape[:-1], self.samples), _dtypes.int64, x.device)

    def forward(self, xp, x):
        rows = x.reshape(-1, x.shape[-1])
        result = np.empty((len(rows), self.samples), np.int64)
        u = np.empty(result.shape)
        with self.generator.lock:
            draws.draw_uniform(self.generator.array, u, _dtypes.float64, 0.0, 1.0)
        for row, at, to in zip(rows, u, result, strict=True):
            summed = np.cumsum(row, dtype=row.dtype)
            summed = summed / summed[-1]
            summed[-1] = 1
            to[:] = np.searchsorted(summed, at)
        return result.reshape(*x.shape[:-1], self.samples)

    def vjp(self, need, grads, saved, specs):
        return (None,)


class RandomMethods:
    """Methods of Tensor: random numbers."""

    __slots__ = ()
    bernoulli, multinomial = bernoulli, multinomial
    bernoulli_, cauchy_, exponential_, geometric_ = bernoulli_, cauchy_, exponential_, geometric_
    log_normal_, normal_, random_, uniform_ = log_normal_, normal_, random_, uniform_
