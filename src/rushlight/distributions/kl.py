"""Kullback-Leibler divergences: the table of pairs, and how a pair is found in it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .distribution import Distribution

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._face.types import F
    from .._tensor.tensor import Tensor

__all__ = ["kl_divergence", "register_kl"]

_KL_REGISTRY: dict[Any, Any] = {}  # (class of p, class of q) -> function
_KL_MEMOIZE: dict[Any, Any] = {}  # the same for the classes that were asked for


def register_kl(type_p: type, type_q: type) -> Callable[[F], F]:
    """A decorator that enters ``function(p, q)`` for a pair of classes of distributions and their subclasses.

    Any class will do: libraries enter base classes of theirs. Raises TypeError for what is no class. Where several
    entries fit, the most specific one counts.

    >>> class Mine(torch.distributions.Normal):
    ...     pass
    >>> @torch.distributions.register_kl(Mine, Mine)
    ... def kl_mine(p, q):
    ...     return torch.tensor(7.0)
    >>> torch.distributions.kl_divergence(Mine(0.0, 1.0), Mine(0.0, 1.0))
    tensor(7.)
    """
    for name, cls in (("type_p", type_p), ("type_q", type_q)):
        if not isinstance(cls, type):
            raise TypeError(f"register_kl: expected {name} to be a class, got {cls!r:.60}")

    def decorator(function):
        _KL_REGISTRY[type_p, type_q] = function
        _KL_MEMOIZE.clear()
        return function

    return decorator


def _found(p, q):
    """The entry for two classes; None if there is none. Of those that fit, the one nearest to p's class, then to
    q's."""
    p_order, q_order = p.__mro__, q.__mro__
    fitting = [pair for pair in _KL_REGISTRY if pair[0] in p_order and pair[1] in q_order]
    if not fitting:
        return None
    by_p = min(fitting, key=lambda pair: (p_order.index(pair[0]), q_order.index(pair[1])))
    by_q = min(fitting, key=lambda pair: (q_order.index(pair[1]), p_order.index(pair[0])))
    if _KL_REGISTRY[by_p] is not _KL_REGISTRY[by_q]:
        warnings.warn(
            f"Ambiguous kl_divergence({p.__name__}, {q.__name__}). Please register_kl({by_p[0].__name__}, "
            f"{by_q[1].__name__})",
            RuntimeWarning,
            stacklevel=3,
        )
    return _KL_REGISTRY[by_p]


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The mean of log(p(x) / q(x)) over x distributed like p, in nats; shape: batch_shape.

    Raises NotImplementedError if nothing is registered for the two classes.

    >>> D = torch.distributions
    >>> D.kl_divergence(D.Normal(0.0, 1.0), D.Normal(1.0, 1.0))
    tensor(0.5000)
    """
    pair = type(p), type(q)
    if pair not in _KL_MEMOIZE:
        _KL_MEMOIZE[pair] = _found(*pair)
    function = _KL_MEMOIZE[pair]
    if function is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}: enter one "
            "with register_kl"
        )
    return function(p, q)
