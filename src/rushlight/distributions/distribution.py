"""The base classes of distributions: shapes, validation, expansion."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import rushlight as rl

from .._ops.common.inside_vmap import holds
from . import constraints
from .utils import lazy_property

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    from .._face.types import Size
    from .._tensor.tensor import Tensor

__all__ = ["Distribution", "ExponentialFamily"]


class Distribution:
    """A probability distribution, or a batch of them: ``batch_shape`` is the shape of the batch, ``event_shape`` that
    of one value.

    ``validate_args`` checks parameters and values, which is on unless Python runs with -O. A subclass names what
    `expand` has to expand in ``_batched``: attribute -> how many of its last dimensions belong to the event (of a
    distribution: stay in its batch), None for what is taken over as it is.

    >>> d = torch.distributions.Normal(torch.zeros(3), torch.ones(3))
    >>> d.batch_shape, d.event_shape, d.sample((2,)).shape
    (torch.Size([3]), torch.Size([]), torch.Size([2, 3]))
    """

    has_rsample = False
    has_enumerate_support = False
    _validate_args = __debug__

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether distributions made from now on check their arguments. Raises ValueError for anything but True and
        False."""
        if value not in (True, False):
            raise ValueError(f"set_default_validate_args: expected True or False, got {value!r}")
        Distribution._validate_args = value

    def __init__(
        self, batch_shape: Sequence[int] = (), event_shape: Sequence[int] = (), validate_args: bool | None = None
    ) -> None:
        self._batch_shape, self._event_shape = rl.Size(batch_shape), rl.Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    def _check_parameters(self):
        try:
            wanted = self.arg_constraints
        except NotImplementedError:
            warnings.warn(
                f"{type(self)} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or initialize "
                "the distribution with `validate_args=False` to turn off validation.",
                stacklevel=4,
            )
            return
        for name, constraint in wanted.items():
            derived = name not in self.__dict__ and isinstance(getattr(type(self), name, None), lazy_property)
            if derived or constraints.is_dependent(constraint):
                continue
            value = getattr(self, name)
            if not holds(constraint.check(value)):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Self:
        """The same distribution over a larger batch, as views. ``_instance``: a new object of a subclass to fill.

        Raises NotImplementedError for a subclass with an ``__init__`` of its own that doesn't define this.
        """
        owner = next((c for c in type(self).__mro__ if "_batched" in c.__dict__), None)
        if owner is None:
            raise NotImplementedError(f"{type(self).__name__} does not define expand()")
        new, shape = self._get_checked_instance(owner, _instance), rl.Size(batch_shape)
        self._expand_into(new, shape)
        Distribution.__init__(new, shape, self._event_shape, validate_args=False)
        new._validate_args = self._validate_args
        return new

    def _expand_into(self, new, shape):
        for name, dims in self._batched.items():
            if name not in self.__dict__:
                continue
            value = self.__dict__[name]
            if dims is not None:
                own = value.batch_shape if isinstance(value, Distribution) else value.shape
                value = value.expand(shape + own[len(own) - dims :])
            setattr(new, name, value)

    def _get_checked_instance(self, cls, _instance=None):
        if _instance is None and type(self).__init__ != cls.__init__:
            raise NotImplementedError(
                f"Subclass {type(self).__name__} of {cls.__name__} that defines a custom __init__ method must also "
                "define a custom .expand() method."
            )
        return self.__new__(type(self)) if _instance is None else _instance

    @property
    def batch_shape(self) -> Size:
        """The shape over which parameters are batched."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one value."""
        return self._event_shape

    @property
    def arg_constraints(self) -> dict[str, constraints.Constraint]:
        """Parameter name -> the constraint it has to satisfy."""
        raise NotImplementedError(f"{type(self)} does not define arg_constraints")

    @property
    def support(self) -> constraints.Constraint | None:
        """The constraint that values satisfy."""
        raise NotImplementedError(f"{type(self)} does not define support")

    @property
    def mean(self) -> Tensor:
        """The mean; shape: batch_shape + event_shape."""
        raise NotImplementedError(f"{type(self)} does not implement mean")

    @property
    def mode(self) -> Tensor:
        """The most probable value; shape: batch_shape + event_shape."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Tensor:
        """The variance; shape: batch_shape + event_shape."""
        raise NotImplementedError(f"{type(self)} does not implement variance")

    @property
    def stddev(self) -> Tensor:
        """The standard deviation; shape: batch_shape + event_shape."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """Random values without a gradient; shape: sample_shape + batch_shape + event_shape."""
        with rl.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """Random values that are differentiable functions of the parameters; shape: sample_shape + batch_shape +
        event_shape."""
        raise NotImplementedError(f"{type(self)} does not implement rsample")

    def sample_n(self, n: int) -> Tensor:
        """``sample((n,))``."""
        warnings.warn("`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning, stacklevel=2)
        return self.sample(rl.Size((n,)))

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density (of the probability) at ``value``, whose shape broadcasts with batch_shape +
        event_shape.

        Raises ValueError for values outside the support.
        """
        raise NotImplementedError(f"{type(self)} does not implement log_prob")

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of a number up to ``value``."""
        raise NotImplementedError(f"{type(self)} does not implement cdf")

    def icdf(self, value: Tensor) -> Tensor:
        """The number up to which the probability is ``value``."""
        raise NotImplementedError(f"{type(self)} does not implement icdf")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values of a discrete distribution along a new first dimension; unless ``expand`` the batch's dimensions
        are 1."""
        raise NotImplementedError(f"{type(self)} does not implement enumerate_support")

    def _enumerated(self, values, expand):
        """``values`` (n, *event_shape) with the batch's dimensions after the first."""
        batch = self._batch_shape
        values = values.reshape((len(values), *[1] * len(batch), *values.shape[1:]))
        return values.expand((len(values), *batch, *values.shape[1 + len(batch) :])) if expand else values

    def entropy(self) -> Tensor:
        """The entropy in nats; shape: batch_shape."""
        raise NotImplementedError(f"{type(self)} does not implement entropy")

    def perplexity(self) -> Tensor:
        """exp of the entropy; shape: batch_shape."""
        return self.entropy().exp()

    def _extended_shape(self, sample_shape=()):
        return rl.Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _constant(self, number, like):
        """``number`` everywhere in batch and event."""
        return rl.full(self._extended_shape(), number, dtype=like.dtype)

    def _validate_sample(self, value):
        """Raise ValueError unless ``value`` is a tensor of fitting shape within the support."""
        if not isinstance(value, rl.Tensor):
            raise ValueError(f"The value argument to log_prob must be a Tensor, got {type(value).__name__}")
        given, dims = value.size(), len(self._event_shape)
        if given[len(given) - dims :] != self._event_shape:
            raise ValueError(f"The right-most size of value must match event_shape: {given} vs {self._event_shape}.")
        wanted = self._batch_shape + self._event_shape
        if any(1 not in (i, j) and i != j for i, j in zip(reversed(given), reversed(wanted), strict=False)):
            raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {given} vs {wanted}.")
        try:
            support = self.support
        except NotImplementedError:
            warnings.warn(
                f"{type(self)} does not define `support` to enable sample validation. Please initialize the "
                "distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
            return
        if not holds(support.check(value)):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def _checked(self, value):
        """``value``, validated if this distribution does so."""
        if self._validate_args:
            self._validate_sample(value)
        return value

    def __repr__(self) -> str:
        own = [(n, self.__dict__[n]) for n in self.arg_constraints if n in self.__dict__]
        return f"{type(self).__name__}({', '.join(f'{n}: {v if v.numel() == 1 else v.size()}' for n, v in own)})"


class ExponentialFamily(Distribution):
    """Distributions with the density exp(<t(x), θ> - F(θ) + k(x)): θ are the natural parameters, F the log normalizer.

    A subclass defines ``_natural_params``, ``_log_normalizer(*params)`` and ``_mean_carrier_measure`` (the mean of k).
    Entropy and KL divergence then follow from F and its gradient (Nielsen and Nock, "Entropies and cross-entropies of
    exponential families", 2010).
    """

    @property
    def _natural_params(self):
        raise NotImplementedError(f"{type(self)} does not define _natural_params")

    def _log_normalizer(self, *natural_params):
        raise NotImplementedError(f"{type(self)} does not define _log_normalizer")

    @property
    def _mean_carrier_measure(self):
        raise NotImplementedError(f"{type(self)} does not define _mean_carrier_measure")

    def _normalizer_and_means(self):
        """The natural parameters, F there, and its gradient: the means of the statistics t."""
        params = [p.detach().requires_grad_() for p in self._natural_params]
        normalizer = self._log_normalizer(*params)
        return params, normalizer, rl.autograd.grad(normalizer.sum(), params, create_graph=True)

    def entropy(self) -> Tensor:
        params, result, means = self._normalizer_and_means()
        result = result - self._mean_carrier_measure
        for p, m in zip(params, means, strict=True):
            result = result - (p * m).reshape((*self._batch_shape, -1)).sum(-1)
        return result
