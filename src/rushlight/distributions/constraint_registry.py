"""From constraints to transforms of unconstrained numbers: ``biject_to`` and ``transform_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import constraints, transforms
from .utils import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .constraints import Constraint
    from .transforms import Transform

__all__ = ["ConstraintRegistry", "biject_to", "transform_to"]


class ConstraintRegistry:
    """A table from classes of constraints to functions that make a transform for a constraint.

    >>> torch.distributions.transform_to(torch.distributions.constraints.simplex)
    SoftmaxTransform()
    """

    def __init__(self) -> None:
        self._registry: dict[type[Constraint], Callable[[Any], Transform]] = {}

    def register(
        self, constraint: type[Constraint] | Constraint, factory: Callable[..., Transform] | None = None
    ) -> Any:
        """Enter a factory for a constraint's class (or instance); without a factory, a decorator that does so.

        Raises TypeError for anything else.
        """
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        cls = type(constraint) if isinstance(constraint, constraints.Constraint) else constraint
        if not isinstance(cls, type) or not issubclass(cls, constraints.Constraint):
            raise TypeError(f"Expected constraint to be either a Constraint subclass or instance, but got {constraint}")
        self._registry[cls] = factory
        return factory

    def __call__(self, constraint: Constraint) -> Transform:
        """The transform onto what satisfies the constraint. Raises NotImplementedError if there is none."""
        factory = self._registry.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


biject_to = ConstraintRegistry()  # bijections, with Jacobians
transform_to = ConstraintRegistry()  # perhaps not bijective, but better behaved in optimisation


def _affine(transform, loc, scale):
    return transforms.ComposeTransform([transform, transforms.AffineTransform(loc, scale)])


def _onto_interval(constraint):
    low, high = constraint.lower_bound, constraint.upper_bound
    unit = all(isinstance(v, NUMBERS) for v in (low, high)) and (low, high) == (0, 1)
    sigmoid = transforms.SigmoidTransform()
    return sigmoid if unit else _affine(sigmoid, low, high - low)


def _register(factory, *wanted, registries=(biject_to, transform_to)):
    for registry in registries:
        for constraint in wanted:
            registry.register(constraint, factory)


_register(lambda c: transforms.identity_transform, constraints.real)
_register(  # positive and nonnegative are among these
    lambda c: _affine(transforms.ExpTransform(), c.lower_bound, 1),
    constraints.greater_than,
    constraints.greater_than_eq,
)
_register(lambda c: _affine(transforms.ExpTransform(), c.upper_bound, -1), constraints.less_than)
_register(_onto_interval, constraints.interval, constraints.half_open_interval)
_register(lambda c: transforms.CorrCholeskyTransform(), constraints.corr_cholesky)
_register(lambda c: transforms.StickBreakingTransform(), constraints.simplex, registries=(biject_to,))
_register(lambda c: transforms.SoftmaxTransform(), constraints.simplex, registries=(transform_to,))
_register(lambda c: transforms.LowerCholeskyTransform(), constraints.lower_cholesky, registries=(transform_to,))
_register(
    lambda c: transforms.PositiveDefiniteTransform(),
    constraints.positive_definite,
    constraints.positive_semidefinite,
    registries=(transform_to,),
)


def _register_composite(registry):
    """Constraints made of others, whose transforms come from the same registry."""
    make = transforms
    registry.register(
        constraints.independent,
        lambda c: make.IndependentTransform(registry(c.base_constraint), c.reinterpreted_batch_ndims),
    )
    registry.register(constraints.cat, lambda c: make.CatTransform([registry(p) for p in c.cseq], c.dim, c.lengths))
    registry.register(constraints.stack, lambda c: make.StackTransform([registry(p) for p in c.cseq], c.dim))


for _registry in (biject_to, transform_to):
    _register_composite(_registry)
