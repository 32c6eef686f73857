"""Fake tensors: shapes, dtypes and a device, no numbers. Their arrays are those of the device 'meta'."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .._base import devices
from .._base.size import Size
from .._base.trees import tree_leaves, tree_map
from .._native import ext
from .._tensor.tensor import Tensor
from ..overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CrossRefFakeMode",
    "DynamicOutputShapeException",
    "FakeTensor",
    "FakeTensorMode",
    "UnsupportedFakeTensorException",
    "is_fake",
    "maybe_get_fake_mode",
    "unset_fake_temporarily",
]


class UnsupportedFakeTensorException(RuntimeError):
    """A tensor that has no fake form."""


class DynamicOutputShapeException(RuntimeError):
    """An operation whose result's shape depends on numbers."""

    def __init__(self, func: Any) -> None:
        super().__init__(f"{func}: the shape of its result depends on numbers, which fake tensors don't have")
        self.func = func


class FakeTensor(Tensor):
    """A tensor of a FakeTensorMode: no numbers, and ``device`` says where it would be."""

    fake_device: devices.device
    fake_mode: FakeTensorMode

    @property
    def device(self) -> devices.device:  # type: ignore[override]
        """The device it would be on."""
        return self.__dict__.get("fake_device", devices.cpu)

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        where = f", device='{self.device}'"
        return f"FakeTensor(..., size={tuple(self.shape)}{'' if self.device.type == 'cpu' else where})"

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        modes = [t.fake_mode for t in tree_leaves((args, kwargs)) if isinstance(t, FakeTensor)]
        return modes[0].compute(func, args, kwargs or {})


class FakeTensorMode(TorchFunctionMode):
    """Within the block every new tensor is fake, and so is what is computed from fake tensors, there or later.

    allow_non_fake_inputs  operations may mix fake tensors and others, which count as their fake forms

    >>> with FakeTensorMode() as mode:
    ...     x = torch.empty(1000, 1000, 1000)
    >>> x, (x @ x.mT).shape
    (FakeTensor(..., size=(1000, 1000, 1000)), torch.Size([1000, 1000, 1000]))
    """

    def __init__(
        self,
        *,
        allow_fallback_kernels: bool = True,
        allow_non_fake_inputs: bool = False,
        shape_env: Any = None,
        static_shapes: bool | None = None,
        export: bool = False,
    ) -> None:
        super().__init__()
        self.allow_fallback_kernels, self.allow_non_fake_inputs = allow_fallback_kernels, allow_non_fake_inputs
        self.shape_env, self.static_shapes, self.export = shape_env, static_shapes, export

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return self.compute(func, args, kwargs or {})

    def from_tensor(self, tensor: Tensor, **options: Any) -> FakeTensor:
        """The fake form of a tensor: its shape, strides, dtype, device, and whether it requires a gradient."""
        if isinstance(tensor, FakeTensor):
            return tensor
        return self._fake(tensor.detach().to("meta"), tensor.device, tensor.requires_grad)

    def compute(self, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """``func`` of fake tensors: on 'meta', its results as fake tensors."""
        given = [t for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)]
        fake = [t for t in given if isinstance(t, FakeTensor)]
        device = fake[0].device if fake else given[0].device if given else devices.cpu
        if "device" in kwargs and kwargs["device"] is not None:
            device = devices.device(kwargs["device"])
            kwargs = {**kwargs, "device": "meta"}
        elif not given:
            kwargs = {**kwargs, "device": "meta"} if _makes_tensors(func) else kwargs

        def plain(v):
            if isinstance(v, FakeTensor):
                return v.as_subclass(Tensor)
            return v.to("meta") if isinstance(v, Tensor) else v

        from .._face.overrides import DisableTorchFunction

        with DisableTorchFunction():
            result = func(*tree_map(plain, args), **tree_map(plain, kwargs))
            if isinstance(result, Size):
                return result
            return tree_map(lambda v: self._fake(v, device, None) if isinstance(v, Tensor) else v, result)

    def _fake(self, t, device, requires_grad):
        if isinstance(t, FakeTensor) or t._device.type != "meta":
            return t
        fake = t.as_subclass(FakeTensor)
        fake.__dict__.update(fake_device=devices.device(device), fake_mode=self)
        return fake if requires_grad is None or not requires_grad else fake.requires_grad_()


class CrossRefFakeMode(FakeTensorMode):
    """PyTorch's own check of its shape rules; here a FakeTensorMode."""


@contextmanager
def unset_fake_temporarily() -> Iterator[FakeTensorMode | None]:
    """Within the block the innermost FakeTensorMode is off, and tensors have numbers; gives that mode, or None.

    >>> with FakeTensorMode(), unset_fake_temporarily():
    ...     x = torch.zeros(2)
    >>> x
    tensor([0., 0.])
    """
    modes = ext.function_modes()
    at = max((i for i, mode in enumerate(modes) if isinstance(mode, FakeTensorMode)), default=None)
    if at is None:
        yield None
        return
    ext.set_function_modes((*modes[:at], *modes[at + 1 :]))
    try:
        yield modes[at]
    finally:
        ext.set_function_modes(modes)


def _makes_tensors(func):
    import inspect

    try:
        return "device" in inspect.signature(func).parameters
    except (TypeError, ValueError):
        return False


def _parts(x):
    """The tensors that a tensor is made of; none of those that are whole."""
    from ..utils._python_dispatch import is_traceable_wrapper_subclass

    return [getattr(x, name) for name in x.__tensor_flatten__()[0]] if is_traceable_wrapper_subclass(x) else []


def is_fake(x: object) -> bool:
    """Whether an object is a fake tensor, or a tensor made of fake ones. Raises AssertionError for one that is made of
    fake and real tensors.

    >>> is_fake(FakeTensorMode().from_tensor(torch.ones(2))), is_fake(torch.ones(2))
    (True, False)
    """
    if isinstance(x, FakeTensor):
        return True
    found = {is_fake(part) for part in _parts(x)}
    if len(found) > 1:
        raise AssertionError("got mixed fake and real tensors!")
    return found == {True}


def maybe_get_fake_mode(t: object) -> FakeTensorMode | None:
    """The mode of a fake tensor, or of the fake ones that a tensor is made of; None for others. Raises AssertionError
    if these have different modes."""
    if isinstance(t, FakeTensor):
        return t.fake_mode
    modes = [maybe_get_fake_mode(part) for part in _parts(t)]
    if any(mode is not modes[0] for mode in modes):
        raise AssertionError("All fake tensor modes must be the same")
    return modes[0] if modes else None
