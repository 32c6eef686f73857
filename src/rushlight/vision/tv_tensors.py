"""Tensors that say what they are: ``Image`` marks a picture, so that ``transforms.v2`` knows it among labels and
others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from .. import Tensor, as_tensor
from .._base.errors import MissingName
from .._C import DisableTorchFunctionSubclass
from ._pixels.conversions import pil_to_tensor
from ._pixels.pillow import is_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .. import device as Device
    from .. import dtype as Dtype

__all__ = ["Image", "TVTensor", "set_return_type", "wrap"]

_keeps = False  # whether results of operations keep the class


class TVTensor(Tensor):
    """Base of the marked tensors. Operations give plain tensors, except ``clone``, ``detach``, ``to`` and
    ``requires_grad_``; see ``set_return_type``."""

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if not all(issubclass(cls, t) for t in types):
            return NotImplemented
        with DisableTorchFunctionSubclass():
            result = func(*args, **(kwargs or {}))
        if _keeps or (func in _KEEPING and isinstance(args[0], cls)):
            return cls._marked(result)
        return result.as_subclass(Tensor) if isinstance(result, cls) else result

    @classmethod
    def _marked(cls, result):
        if isinstance(result, (tuple, list)) and not hasattr(result, "_fields"):
            return type(result)(cls._marked(part) for part in result)
        if isinstance(result, Tensor) and not isinstance(result, cls):
            return result.as_subclass(cls)
        return result

    @classmethod
    def wrap(cls, tensor: Tensor, like: TVTensor, **kwargs: Any) -> TVTensor:
        """``tensor`` marked like ``like``."""
        return tensor.as_subclass(cls)

    def __deepcopy__(self, memo: dict[int, Any]) -> TVTensor:
        return self.detach().clone().requires_grad_(self.requires_grad)  # type: ignore[return-value]  # of our class


_KEEPING = frozenset((Tensor.clone, Tensor.to, Tensor.detach, Tensor.requires_grad_, Tensor.pin_memory))


class Image(TVTensor):
    """A tensor (..., C, H, W) marked as a picture; also from a Pillow picture, or (H, W).

    Args: ``data``: anything that ``tensor`` takes, or a picture; ``dtype``, ``device``, ``requires_grad``.
    Raises: ValueError for fewer than two dimensions.

    >>> x = Image(torch.zeros(2, 3))
    >>> x.shape, type(x.clone()).__name__, type(x + 1).__name__
    (torch.Size([1, 2, 3]), 'Image', 'Tensor')
    """

    def __new__(
        cls,
        data: Any,
        *,
        dtype: Dtype | None = None,
        device: Device | str | int | None = None,
        requires_grad: bool | None = None,
    ) -> Image:
        if is_picture(data):
            data = pil_to_tensor(data)
        if requires_grad is None:
            requires_grad = isinstance(data, Tensor) and data.requires_grad
        tensor = as_tensor(data, dtype=dtype, device=device).requires_grad_(requires_grad)
        if tensor.ndim < 2:
            raise ValueError(f"Tensor must be 2D or higher, got {tensor.ndim}D tensor.")
        return (tensor.unsqueeze(0) if tensor.ndim == 2 else tensor).as_subclass(cls)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        pass

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        with DisableTorchFunctionSubclass():
            plain = Tensor.__repr__(self.as_subclass(Tensor))
        return f"Image({plain.removeprefix('tensor(')[:-1]}, )".replace("\n ", "\n")


def wrap(wrappee: Tensor, *, like: Any, **kwargs: Any) -> Any:
    """A tensor as the class of ``like``, a marked tensor.

    >>> type(wrap(torch.zeros(3, 2, 2), like=Image(torch.ones(3, 2, 2)))).__name__
    'Image'
    """
    method = getattr(type(like), "wrap", None)
    return wrappee.as_subclass(type(like)) if method is None else method(wrappee, like, **kwargs)


class set_return_type:
    """What operations on marked tensors return: ``"Tensor"`` (from the start) or ``"TVTensor"``, the same class.

    At once; as a context manager, until its end. Raises: ValueError for other names.

    >>> with set_return_type("TVTensor"):
    ...     type(Image(torch.zeros(1, 2, 2)) + 1).__name__
    'Image'
    """

    def __init__(self, return_type: str) -> None:
        global _keeps
        if return_type.lower() not in ("tensor", "tvtensor"):
            raise ValueError(f"return_type must be 'TVTensor' or 'Tensor', got {return_type}")
        self._before = _keeps
        _keeps = return_type.lower() == "tvtensor"

    def __enter__(self) -> set_return_type:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        global _keeps
        _keeps = self._before


def __getattr__(name: str) -> NoReturn:
    raise MissingName("torchvision.tv_tensors", name, __all__)
