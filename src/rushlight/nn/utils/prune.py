"""Pruning: parameters times masks of zeros and ones."""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from ..._ops.random.rand_randint import rand, rand_like
from ..._ops.tensors.zeros_full import ones_like, zeros_like
from ..modules.module import Module
from .convert_parameters import parameters_to_vector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..._tensor.tensor import Tensor
    from ..common_types import ModuleT


class BasePruningMethod(ABC):
    """A way to choose what is pruned: a hook that sets ``name`` to ``name_orig`` times ``name_mask`` before every
    forward.

    A subclass defines ``compute_mask(t, default_mask)``, and ``PRUNING_TYPE``: 'unstructured', 'structured' or
    'global'.

    >>> class Positive(BasePruningMethod):
    ...     PRUNING_TYPE = "unstructured"
    ...
    ...     def compute_mask(self, t, default_mask):
    ...         return default_mask * (t > 0)
    >>> layer = torch.nn.Linear(3, 2)
    >>> method = Positive.apply(layer, "weight")
    >>> bool((layer.weight >= 0).all())
    True
    """

    PRUNING_TYPE: str
    _tensor_name: str

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The mask for a tensor, of its shape; ``default_mask``: what is pruned already."""

    def apply_mask(self, module: Module) -> Tensor:
        """The pruned tensor of a module."""
        original = getattr(module, self._tensor_name + "_orig")
        return getattr(module, self._tensor_name + "_mask").to(dtype=original.dtype) * original

    @classmethod
    def apply(
        cls, module: Module, name: str, *args: Any, importance_scores: Tensor | None = None, **kwargs: Any
    ) -> BasePruningMethod:
        """Prune a module's parameter, on top of what is pruned; ``importance_scores``: what is looked at instead of the
        parameter.

        Returns the hook: the method, or a PruningContainer of it and those before.
        """
        method = _joined(cls(*args, **kwargs), module, name)
        original = getattr(module, name)
        if importance_scores is None:
            importance_scores = original
        elif importance_scores.shape != original.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, got "
                f"{importance_scores.shape} vs {original.shape}"
            )
        further = isinstance(method, PruningContainer)
        if further:
            mask = getattr(module, name + "_mask").detach().clone()
        else:
            module.register_parameter(name + "_orig", original)
            del module._parameters[name]
            mask = ones_like(original)
        try:
            mask = method.compute_mask(importance_scores, default_mask=mask)
            module.register_buffer(name + "_mask", mask.detach())
            setattr(module, name, method.apply_mask(module))
            module.register_forward_pre_hook(method)
        except Exception:
            if not further:
                module.register_parameter(name, module._parameters.pop(name + "_orig"))
            raise
        return method

    def prune(self, t: Tensor, default_mask: Tensor | None = None, importance_scores: Tensor | None = None) -> Tensor:
        """``t`` with its mask applied; nothing is registered."""
        if importance_scores is None:
            importance_scores = t
        elif importance_scores.shape != t.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as tensor t, got {importance_scores.shape} vs {t.shape}"
            )
        default_mask = ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(importance_scores, default_mask=default_mask)

    def remove(self, module: Module) -> None:
        """Make the pruned tensor the parameter."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original = module.get_parameter(name + "_orig")
        del module._parameters[name + "_orig"]
        original.data = weight.detach()
        del module._buffers[name + "_mask"]
        setattr(module, name, original)


def _joined(method, module, name):
    """The method, in a container with those that prune this parameter already, whose hooks go."""
    method._tensor_name = name
    keys = [k for k, hook in module._forward_pre_hooks.items() if _prunes(hook, name)]
    if len(keys) > 1:
        raise AssertionError(
            f"Avoid adding multiple pruning hooks to the same tensor {name} of module {module}. Use a PruningContainer."
        )
    if not keys:
        return method
    old = module._forward_pre_hooks.pop(keys[0])
    container = old if isinstance(old, PruningContainer) else PruningContainer(old)
    container.add_pruning_method(method)
    return container


def _prunes(hook, name):
    return isinstance(hook, BasePruningMethod) and hook._tensor_name == name


class PruningContainer(BasePruningMethod):
    """Several methods, each on what those before left. Raises TypeError or ValueError for others, and those of other
    tensors.

    >>> layer = l1_unstructured(random_unstructured(torch.nn.Linear(4, 4), "weight", 4), "weight", 4)
    >>> int((layer.weight == 0).sum())
    8
    """

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[Any, ...] = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod | None) -> None:
        """Add one more."""
        if method is not None and not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer "
                f"{self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: int) -> BasePruningMethod:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The last method's mask, on what the mask so far leaves."""
        method, new = self._pruning_methods[-1], default_mask.to(dtype=t.dtype)
        kind, n = method.PRUNING_TYPE, t.ndim
        at: Any
        if kind == "unstructured":
            at = default_mask == 1
        elif kind == "structured":
            dim = method.dim + n if method.dim < 0 else method.dim
            if dim < 0:
                raise IndexError(f"Index is out of bounds for tensor with dimensions {n}")
            kept = default_mask.sum(dim=[d for d in range(n) if d != dim]) != 0
            at = (*[slice(None)] * dim, kept)
        elif kind == "global":
            at = (slice(None),) * n
        else:
            raise ValueError(f"Unrecognized PRUNING_TYPE {kind}")
        part = method.compute_mask(t[at], default_mask=default_mask[at])
        new = new.clone() if new is default_mask else new
        new[at] = part.to(dtype=new.dtype)
        return new


# Methods --------------------------------------------------------------------------------------------------------------


class _Amount(BasePruningMethod):
    """``amount``: how many are pruned, or which share."""

    def __init__(self, amount: int | float) -> None:
        if not isinstance(amount, numbers.Real):
            raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
        if amount < 0 or (not isinstance(amount, numbers.Integral) and amount > 1):
            raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")
        self.amount = amount

    def _count(self, n):
        count = self.amount if isinstance(self.amount, numbers.Integral) else round(self.amount * n)
        if count > n:
            raise ValueError(f"amount={count} should be smaller than the number of parameters to prune={n}")
        return count


class Identity(BasePruningMethod):
    """Prunes nothing.

    >>> identity(torch.nn.Linear(2, 1), "weight").weight_mask
    tensor([[1., 1.]])
    """

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask


class _Elements(_Amount):
    PRUNING_TYPE = "unstructured"

    @abstractmethod
    def _chosen(self, t: Tensor, count: int) -> Tensor:
        """Where the pruned elements are, in the flat tensor."""

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        count = self._count(t.numel())
        mask = default_mask.clone()
        if count:
            mask.view(-1)[self._chosen(t, count)] = 0
        return mask


class RandomUnstructured(_Elements):
    """Prunes elements at random; ``amount``: how many, or which share."""

    def _chosen(self, t, count):
        return rand_like(t.detach()).view(-1).topk(count).indices


class L1Unstructured(_Elements):
    """Prunes the elements nearest to zero; ``amount``: how many, or which share."""

    def _chosen(self, t, count):
        return t.detach().abs().view(-1).topk(count, largest=False).indices


class _Slices(_Amount):
    PRUNING_TYPE = "structured"

    @abstractmethod
    def _kept(self, t: Tensor, n: int, count: int) -> Tensor:
        """Which of the ``n`` slices stay: all but ``count``."""

    def __init__(self, amount: int | float, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if t.ndim <= 1:
            raise ValueError(
                f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape} "
                f"with {t.ndim} dims"
            )
        if self.dim >= t.ndim:
            raise IndexError(f"Invalid index {self.dim} for tensor of size {t.shape}")
        n = t.shape[self.dim]
        count = self._count(n)
        if not count:
            return default_mask
        mask = zeros_like(t.detach())
        mask[(*[slice(None)] * (self.dim % t.ndim), self._kept(t.detach(), n, count))] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class RandomStructured(_Slices):
    """Prunes slices along ``dim`` at random."""

    def _kept(self, t, n, count):
        draws = rand(n)
        return draws > draws.kthvalue(count).values


class LnStructured(_Slices):
    """Prunes the slices along ``dim`` with the smallest ``n`` norms."""

    def __init__(self, amount: int | float, n: float | str, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _kept(self, t, n, count):
        others = [d for d in range(t.ndim) if d != self.dim % t.ndim]
        return t.norm(self.n, others).topk(n - count).indices


class CustomFromMask(BasePruningMethod):
    """Prunes where ``mask`` is 0."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if default_mask.shape != self.mask.shape:
            raise AssertionError(
                f"default_mask shape {default_mask.shape} must match self.mask shape {self.mask.shape}"
            )
        return default_mask * self.mask.to(dtype=default_mask.dtype)


# Functions ------------------------------------------------------------------------------------------------------------


def identity(module: ModuleT, name: str) -> ModuleT:
    """Add the hook and a mask of ones: nothing is pruned yet. Returns the module."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: ModuleT, name: str, amount: int | float) -> ModuleT:
    """Prune ``amount`` (a number, or a share) of a parameter's elements at random. Returns the module.

    >>> int((random_unstructured(torch.nn.Linear(4, 2), "weight", 0.5).weight == 0).sum())
    4
    """
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(
    module: ModuleT, name: str, amount: int | float, importance_scores: Tensor | None = None
) -> ModuleT:
    """Prune ``amount`` (a number, or a share) of a parameter's elements, those nearest to zero. Returns the module.

    >>> int((l1_unstructured(torch.nn.Linear(4, 2), "weight", 3).weight == 0).sum())
    3
    """
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: ModuleT, name: str, amount: int | float, dim: int) -> ModuleT:
    """Prune ``amount`` slices of a parameter along ``dim`` at random. Returns the module."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: ModuleT, name: str, amount: int | float, n: float | str, dim: int, importance_scores: Tensor | None = None
) -> ModuleT:
    """Prune ``amount`` slices of a parameter along ``dim``, those with the smallest ``n`` norm. Returns the module.

    >>> layer = ln_structured(torch.nn.Linear(4, 2), "weight", amount=1, n=2, dim=0)
    >>> layer.weight_mask.sum(1).sort().values
    tensor([0., 4.])
    """
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def global_unstructured(
    parameters: Iterable[tuple[Module, str]],
    pruning_method: type[BasePruningMethod],
    importance_scores: Mapping[tuple[Module, str], Tensor] | None = None,
    **kwargs: Any,
) -> None:
    """Prune several parameters together: ``parameters``, pairs of a module and a name; ``pruning_method``: a class for
    elements, with its arguments. Raises TypeError for other methods.

    >>> a, b = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    >>> global_unstructured([(a, "weight"), (b, "weight")], L1Unstructured, amount=5)
    >>> int((a.weight == 0).sum() + (b.weight == 0).sum())
    5
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    parameters = list(parameters)
    importance_scores = {} if importance_scores is None else importance_scores
    if not isinstance(importance_scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    scores = parameters_to_vector([importance_scores.get((m, name), getattr(m, name)) for m, name in parameters])
    masks = parameters_to_vector([getattr(m, name + "_mask", ones_like(getattr(m, name))) for m, name in parameters])
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of '
            "type "
            f"{method.PRUNING_TYPE}"
        )
    method._tensor_name = "temp"
    mask = PruningContainer(method).compute_mask(scores, masks)
    sizes = [getattr(m, name).numel() for m, name in parameters]
    for (m, name), part in zip(parameters, mask.split(sizes), strict=True):
        custom_from_mask(m, name, part.view_as(getattr(m, name)))


def custom_from_mask(module: ModuleT, name: str, mask: Tensor) -> ModuleT:
    """Prune a parameter where ``mask`` is 0. Returns the module.

    >>> custom_from_mask(torch.nn.Linear(2, 2), "bias", torch.tensor([0, 1])).bias_mask
    tensor([0., 1.])
    """
    CustomFromMask.apply(module, name, mask)
    return module


def remove(module: ModuleT, name: str) -> ModuleT:
    """Make pruning permanent: the parameter is what it was times its mask. Returns the module. Raises ValueError if it
    isn't pruned."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module: Module) -> bool:
    """Whether a parameter in the module, or in modules in it, is pruned.

    >>> is_pruned(torch.nn.Linear(2, 2))
    False
    """
    return any(isinstance(hook, BasePruningMethod) for m in module.modules() for hook in m._forward_pre_hooks.values())


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
