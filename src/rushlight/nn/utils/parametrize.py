"""Parameters as functions of others: orthogonal, symmetric, normalised, ... on every access."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from ..._tensor.tensor import Tensor
from ..init import _NoGrad
from ..modules.container import ModuleDict, ModuleList
from ..parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..modules.module import Module


_cache: dict[Any, Any] = {}  # (module's id, name): the tensor
_caching = 0  # how many `cached` contexts there are


@contextlib.contextmanager
def cached() -> Iterator[None]:
    """A context in which every parametrized tensor is computed once, at its first access.

    >>> layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(2, 2))
    >>> with cached():
    ...     layer.weight is layer.weight
    True
    """
    global _caching
    _caching += 1
    try:
        yield
    finally:
        _caching -= 1
        if not _caching:
            _cache.clear()


def _register(module, name, value):
    if isinstance(value, Parameter):
        module.register_parameter(name, value)
    else:
        module.register_buffer(name, value)


def _check_result(result, dtype, shape):
    if not isinstance(result, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(result).__name__}.")
    for what, was, now in (("dtype", dtype, result.dtype), ("shape", shape, result.shape)):
        if was != now:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless `unsafe` flag is "
                f"enabled.\nunparametrized {what}: {was}\nparametrized {what}: {now}"
            )


class ParametrizationList(ModuleList):
    """The functions that make one tensor, one after the other, and what they start from: ``original``, or
    ``original0``, ``original1``, …

    >>> layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 2))
    >>> layer.parametrizations.weight.original0.shape
    torch.Size([2, 1])
    """

    def __init__(self, modules: Sequence[Module], original: Tensor | Parameter, unsafe: bool = False) -> None:
        if len(modules) == 0:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        new = original
        with _NoGrad():
            functions: list[Any] = list(self)
            for module in reversed(functions):
                if hasattr(module, "right_inverse"):
                    with contextlib.suppress(NotImplementedError):
                        new = module.right_inverse(new)
        if not isinstance(new, (Tensor, Sequence)):
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got "
                f"{type(new).__name__}"
            )
        self.is_tensor = isinstance(new, Tensor)
        self.ntensors = 1 if self.is_tensor else len(new)
        if self.is_tensor:
            self._start_from(original, new)
        else:
            self._start_from_all(original, new)
        if not unsafe:
            _check_result(self(), dtype, shape)

    def _start_from(self, original, new):
        for what in ("dtype", "device"):
            was, now = getattr(original, what), getattr(new, what)
            if was != now:
                raise ValueError(
                    f"When `right_inverse` outputs one tensor, it may not change the {what}.\n"
                    f"original.{what}: {was}\nright_inverse(original).{what}: {now}"
                )
        if new is not original:
            original.data = new.detach()
        _register(self, "original", original)

    def _start_from_all(self, original, new):
        for i, t in enumerate(new):
            if not isinstance(t, Tensor):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got element "
                    f"{i} of the sequence with type {type(t).__name__}."
                )
            if isinstance(original, Parameter):
                t = Parameter(t.detach(), original.requires_grad)
            t.requires_grad_(original.requires_grad)
            _register(self, f"original{i}", t)

    def right_inverse(self, value: Tensor) -> None:
        """Set what it starts from so that the result is ``value``. Raises RuntimeError if a function has no
        right_inverse."""
        with _NoGrad():
            functions: list[Any] = list(self)
            for module in reversed(functions):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
        if self.is_tensor:
            if not isinstance(value, Tensor):
                raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
            _set("original", self.original, value)
            return
        if not isinstance(value, Sequence):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(value).__name__}.")
        if len(value) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. Got a sequence of "
                f"length {len(value)}."
            )
        for i, t in enumerate(value):
            if not isinstance(t, Tensor):
                raise ValueError(
                    f"'right_inverse' must return a sequence of tensors. Got element {i} of type {type(t).__name__}."
                )
            _set(f"original{i}", getattr(self, f"original{i}"), t)

    def forward(self) -> Tensor:
        names = ["original"] if self.is_tensor else [f"original{i}" for i in range(self.ntensors)]
        first, *rest = self
        x = first(*(getattr(self, name) for name in names))
        for module in rest:
            x = module(x)
        return x


def _set(name, old, new):
    if old.dtype != new.dtype:
        raise ValueError(
            f"The tensor returned by `right_inverse` has dtype {new.dtype} while `{name}` has dtype {old.dtype}"
        )
    old.data = new.detach()


# Classes of parametrized modules --------------------------------------------------------------------------------------


def _copied(self, memo):
    if id(self) not in memo:
        memo[id(self)] = new = self.__new__(type(self))
        new.__dict__ = deepcopy(self.__dict__, memo)
    return memo[id(self)]


def _no_pickle(self):
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). "
        "See:\nhttps://pytorch.org/tutorials/beginner/saving_loading_models.html#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
    )


def _property(name):
    def get(self):
        parametrization = self.parametrizations[name]
        if not _caching:
            return parametrization()
        key = id(self), name
        if key not in _cache:
            _cache[key] = parametrization()
        return _cache[key]

    def set_(self, value):
        self.parametrizations[name].right_inverse(value)

    return property(get, set_)


def _own_class(module):
    """A subclass for this module alone, to which the properties are added."""
    cls = type(module)
    members = {"__getstate__": _no_pickle, "__module__": cls.__module__}
    if not hasattr(cls, "__deepcopy__"):
        members["__deepcopy__"] = _copied
    module.__class__ = type(f"Parametrized{cls.__name__}", (cls,), members)


# Functions ------------------------------------------------------------------------------------------------------------


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """From now on ``module.tensor_name`` is ``parametrization(original)``, for a Module ``parametrization``; several
    are applied one after the other. What they start from is learned; assigning to the name goes through
    ``right_inverse``, if there is one.

    ``unsafe``: shape and dtype may change, nothing is checked. Returns ``module``. Raises ValueError for results that
    don't fit.

    >>> class Symmetric(torch.nn.Module):
    ...     def forward(self, x):
    ...         return x.triu() + x.triu(1).transpose(-1, -2)
    >>> layer = register_parametrization(torch.nn.Linear(3, 3), "weight", Symmetric())
    >>> torch.equal(layer.weight, layer.weight.T)
    True
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            _check_further(module, tensor_name, parametrization)
        chain = _lists(module)[tensor_name]
        chain.append(parametrization)
        chain.unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        parametrizations = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe=unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _own_class(module)
            module.parametrizations = ModuleDict()
        setattr(type(module), tensor_name, _property(tensor_name))
        _lists(module)[tensor_name] = parametrizations
    else:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    return module


def _lists(module: Any) -> Any:
    return module.parametrizations


def _check_further(module, name, parametrization):
    y = getattr(module, name)
    x = parametrization(y)
    _check_result(x, y.dtype, y.shape)
    if not hasattr(parametrization, "right_inverse"):
        return
    try:
        z = parametrization.right_inverse(x)
    except NotImplementedError:
        return
    if not isinstance(z, Tensor):
        raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {type(z).__name__}")
    for what in ("dtype", "shape"):
        if getattr(z, what) != getattr(y, what):
            raise ValueError(
                f"The tensor returned by parametrization.right_inverse must have the same {what} as module.{name}, "
                f"unless the `unsafe` flag is enabled.\nmodule.{name}.{what}: {getattr(y, what)}\nreturned {what}: "
                f"{getattr(z, what)}"
            )


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether the tensor of this name is parametrized, or any.

    >>> is_parametrized(torch.nn.Linear(2, 2))
    False
    """
    parametrizations = getattr(module, "parametrizations", None)
    if not isinstance(parametrizations, ModuleDict):
        return False
    return len(parametrizations) > 0 if tensor_name is None else tensor_name in parametrizations


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Make the tensor an ordinary one again: with the numbers it has, or, without ``leave_parametrized``, with those it
    started from.

    Returns ``module``. Raises ValueError if it isn't parametrized, or started from several tensors that should be left.

    >>> layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 2))
    >>> [name for name, _ in remove_parametrizations(layer, "weight").named_parameters()]
    ['bias', 'weight']
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    parametrizations = _lists(module)[tensor_name]
    if parametrizations.is_tensor:
        original = parametrizations.original
        if leave_parametrized:
            with _NoGrad():
                original.data = getattr(module, tensor_name).detach()
    elif leave_parametrized:
        value = getattr(module, tensor_name)
        original = Parameter(value.detach()) if value.requires_grad else value
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del _lists(module)[tensor_name]
    _register(module, tensor_name, original)
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module: Module) -> type:
    """The class that the module had before it was parametrized.

    >>> type_before_parametrizations(torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 2))).__name__
    'Linear'
    """
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Parametrize ``to_module`` with the functions and originals of ``from_module``: for one tensor, or all. Returns
    ``to_module``.

    >>> a, b = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 2)), torch.nn.Linear(3, 2)
    >>> torch.equal(transfer_parametrizations_and_params(a, b).weight, a.weight)
    True
    """
    if not is_parametrized(from_module):
        return to_module
    for name in list(_lists(from_module)) if tensor_name is None else [tensor_name]:
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name).detach()))
        source = _lists(from_module)[name]
        for function in source:
            register_parametrization(to_module, name, function)
        target = _lists(to_module)[name]
        for original in ["original"] if source.is_tensor else [f"original{i}" for i in range(source.ntensors)]:
            setattr(target, original, getattr(source, original))
    return to_module


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
