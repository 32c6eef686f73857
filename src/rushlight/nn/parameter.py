"""Parameter and Buffer: tensors that a Module finds when it is assigned them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._face.overrides import disabled
from .._ops.tensors.zeros_full import empty
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, Self, SupportsIndex

    from .._face.types import Device, dtype

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]


class _Kind(type):
    """``isinstance`` also recognises tensors of other classes that were made a Parameter or Buffer (a mark on them)."""

    def __instancecheck__(cls, instance: object) -> bool:
        if type.__instancecheck__(cls, instance):
            return True
        mark = cls.__dict__.get("_mark")
        return mark is not None and isinstance(instance, Tensor) and getattr(instance, mark, False)


class Parameter(Tensor, metaclass=_Kind):
    """A tensor to be learned: assigned to an attribute of a Module, it is among its ``parameters()``.

    data           Tensor (any shape; its memory is shared) or None for an empty one
    requires_grad  whether gradients flow to it

    Raises RuntimeError for dtypes that can't have a gradient.

    >>> torch.nn.Parameter(torch.zeros(2)).requires_grad
    True
    """

    result_class = Tensor  # what is computed from a Parameter is a Tensor
    __torch_function__ = disabled  # type: ignore[assignment]
    _mark = "_is_param"

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Self:
        if data is None:
            data = empty(0)
        if not isinstance(data, Tensor):
            raise TypeError(
                f"Parameter: data must be a Tensor, not {type(data).__name__}; write Parameter(torch.tensor(data))"
            )
        if requires_grad and data._dtype.category < 2:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients; data is "
                f"{data._dtype}: write Parameter(data, requires_grad=False) or data.float()"
            )
        if data.result_class is Tensor:
            p: Any = cls._wrap(data._array, data._dtype, data._device, data._storage)
            p._inference = data._inference
            p._requires_grad = bool(requires_grad)
            return p
        own: Any = data.detach().requires_grad_(requires_grad)  # of the user's own subclass: kept, and marked
        if type(own) is not type(data):
            raise RuntimeError(
                f"Creating a Parameter from an instance of type {type(data).__name__} requires that detach() returns "
                f"an instance of the same type, but return type {type(own).__name__} was found instead."
            )
        own._is_param = True  # type: ignore[attr-defined]
        return own  # type: ignore[return-value]

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        pass

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.result_class = Tensor
        super().__init_subclass__(**kwargs)

    def _plain(self):
        """The same data as a Tensor."""
        return Tensor._wrap(self._array, self._dtype, self._device, self._storage)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self._plain().clone(), self._requires_grad)
        return memo[id(self)]

    def __repr__(self) -> str:
        return "Parameter containing:\n" + Tensor.__repr__(self)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        state = self.__dict__
        args: tuple[Any, ...] = (self._plain(), self._requires_grad, {})
        if not state:
            return _rebuild_parameter, args
        return _rebuild_parameter_with_state, (*args, dict(state))


class Buffer(Tensor, metaclass=_Kind):
    """A tensor that is part of a Module's state but not learned; ``persistent``: whether it is in the ``state_dict``.

    What is made is a Tensor with a mark (``isinstance(t, Buffer)`` is true), so that computing with it costs nothing.

    >>> torch.nn.Buffer(torch.ones(3), persistent=False).persistent
    False
    """

    _mark = "_is_buffer"
    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Self:
        if data is None:
            data = empty(0)
        t: Any = data.detach().requires_grad_(data.requires_grad)
        t.persistent = persistent
        t._is_buffer = True
        return t  # type: ignore[return-value]


class UninitializedTensorMixin:
    """A parameter or buffer without a shape yet: it may be moved and cast, but not computed with."""

    __slots__ = ()
    cls_to_become: type
    _allowed = {
        "__hash__",
        "size",
        "copy_",
        "is_complex",
        "is_floating_point",
        "half",
        "float",
        "double",
        "char",
        "short",
        "int",
        "long",
        "cuda",
        "cpu",
        "to",
        "get_device",
        "__get__",
        "__set__",
        "bfloat16",
    }

    def materialize(self, shape: Sequence[int], device: Device = None, dtype: dtype | None = None) -> None:
        """Take a shape (the numbers are arbitrary) and become an ordinary parameter or buffer."""
        t: Any = self
        t.data = empty(shape, device=t.device if device is None else device, dtype=t.dtype if dtype is None else dtype)
        self.__class__ = self.cls_to_become

    @property
    def shape(self) -> Any:
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` "
            "to initialize the parameters before accessing their attributes."
        )

    def share_memory_(self) -> NoReturn:
        raise RuntimeError(
            "Can't share memory on an uninitialized parameter or buffer. Call `forward` to initialize the parameters "
            "before calling `module.share_memory()`."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @classmethod
    def __torch_function__(
        cls, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name in cls._allowed:
            return super().__torch_function__(func, types, args, kwargs or {})  # type: ignore[misc]
        raise ValueError(
            f"Attempted to use an uninitialized parameter in {func}. This error happens when you are using a "
            f"`LazyModule` or explicitly manipulating `torch.nn.parameter.{cls.__name__}` objects. When using "
            "LazyModules Call `forward` with a dummy batch to initialize the parameters before calling torch functions"
        )


class UninitializedParameter(UninitializedTensorMixin, Parameter):  # type: ignore[misc]
    """A Parameter whose shape is not known yet; `materialize` gives it one.

    >>> p = UninitializedParameter()
    >>> p.materialize((2, 3))
    >>> type(p).__name__, p.shape
    ('Parameter', torch.Size([2, 3]))
    """

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Device = None, dtype: dtype | None = None) -> Self:
        return Parameter.__new__(cls, empty(0, device=device, dtype=dtype), requires_grad)

    def __init__(self, requires_grad: bool = True, device: Device = None, dtype: dtype | None = None) -> None:
        pass

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.requires_grad, self.device, self.dtype)
        return memo[id(self)]

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (self.requires_grad,)


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    """A buffer whose shape is not known yet; `materialize` gives it one.

    >>> UninitializedBuffer(dtype=torch.float64)
    <UninitializedBuffer>
    """

    cls_to_become = Tensor
    persistent: bool

    def __new__(
        cls, requires_grad: bool = False, device: Device = None, dtype: dtype | None = None, persistent: bool = True
    ) -> Self:
        data = empty(0, device=device, dtype=dtype)
        t = cls._wrap(data._array, data._dtype, data._device, data._storage)
        t.persistent = persistent
        t._is_buffer = True
        return t

    def __init__(
        self, requires_grad: bool = False, device: Device = None, dtype: dtype | None = None, persistent: bool = True
    ) -> None:
        pass

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(False, self.device, self.dtype, self.persistent)
        return memo[id(self)]

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (False,)


def is_lazy(param: Any) -> bool:
    """Whether a parameter or buffer has no shape yet.

    >>> is_lazy(UninitializedParameter())
    True
    """
    return isinstance(param, UninitializedTensorMixin)


def _rebuild_parameter(data, requires_grad, backward_hooks):
    return Parameter(data, requires_grad)


def _rebuild_parameter_with_state(data, requires_grad, backward_hooks, state):
    p = Parameter(data, requires_grad)
    p.__dict__.update(state)
    return p
