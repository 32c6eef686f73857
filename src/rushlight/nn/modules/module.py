"""``Module``: what all layers and networks are. Its methods by theme: _calls, _walk, _state, and here the rest."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from typing import TYPE_CHECKING, overload

from ..._base import devices, dtypes
from ..._compiling import check_options, compiled
from ..._core import state
from ..._ops.tensors.zeros_full import empty
from ..._tensor.tensor import Tensor
from ..parameter import Buffer, Parameter
from ._calls import (
    Calls,
    Global,
    register_module_backward_hook,
    register_module_buffer_registration_hook,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)
from ._state import _EXTRA_STATE_KEY_SUFFIX, StateDict, _IncompatibleKeys  # noqa: F401 - names that programs use

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

    from ..._face.types import Device, device, dtype, memory_format

__all__ = [
    "Module",
    "_IncompatibleKeys",
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]

_HOOK_DICTS = (
    "_backward_pre_hooks",
    "_backward_hooks",
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
    "_state_dict_hooks",
    "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)

# The hooks for all modules, by the names that programs look at
_global_backward_hooks, _global_backward_pre_hooks = Global.backward, Global.backward_pre
_global_forward_hooks, _global_forward_pre_hooks = Global.forward, Global.forward_pre
_global_forward_hooks_with_kwargs = Global.forward_with_kwargs
_global_forward_hooks_always_called = Global.forward_always
_global_buffer_registration_hooks = Global.buffer
_global_module_registration_hooks = Global.module
_global_parameter_registration_hooks = Global.parameter
_forward_unimplemented = Calls._no_forward


def _has_any_global_hook():
    """Whether there is a hook for all modules; a truthy dict or a falsy one, as PyTorch answers."""
    return Global.backward_pre or Global.backward or Global.forward_pre or Global.forward or Global.forward_always


def _addindent(s_, numSpaces):
    """A text with all lines but the first further in."""
    first, *rest = s_.split("\n")
    return "\n".join([first, *(" " * numSpaces + line if line.strip() else "" for line in rest)])


class Module(Calls, StateDict):
    """A layer or network. A subclass makes its parts in ``__init__`` (after ``super().__init__()``) and computes with
    them in ``forward``; Parameters and Modules assigned to attributes are found by ``parameters()``, ``to()``,
    ``state_dict()``.

    >>> class Net(torch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.fc = torch.nn.Linear(3, 2)
    ...
    ...     def forward(self, x):
    ...         return self.fc(x).relu()
    >>> Net()
    Net(
      (fc): Linear(in_features=3, out_features=2, bias=True)
    )
    """

    call_super_init = False  # whether __init__ goes on to the next class, for multiple inheritance
    dump_patches = False
    training: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init and (args or kwargs):
            name = type(self).__name__
            if kwargs:
                raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'")
            raise TypeError(f"{name}.__init__() takes 1 positional argument but {len(args) + 1} were given")
        d = self.__dict__
        d["training"] = True
        d["_parameters"], d["_buffers"], d["_non_persistent_buffers_set"] = {}, {}, set()
        for name in _HOOK_DICTS:
            d[name] = OrderedDict()
        d["_is_full_backward_hook"] = None
        d["_modules"] = {}
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # Attributes ---------------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Tensor | Module:  # in every forward, once per layer: no loop
        d = self.__dict__
        if "_modules" in d:
            part = d["_modules"]
            if name in part:
                return part[name]
            part = d["_parameters"]
            if name in part:
                return part[name]
            part = d["_buffers"]
            if name in part:
                return part[name]
        text = f"'{type(self).__name__}' object has no attribute '{name}'"
        raise AttributeError(text, name=name, obj=self)  # with these, tracebacks suggest the nearest name

    def __setattr__(self, name: str, value: Tensor | Module) -> None:
        d = self.__dict__
        params = d.get("_parameters")
        if isinstance(value, Parameter):
            _initialised(params, "parameters")
            self._drop(name, d, self._buffers, self._modules)
            self.register_parameter(name, value)
        elif params is not None and name in params:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected): "
                    f"wrap it, torch.nn.Parameter(value), or copy its numbers, self.{name}.data.copy_(value)"
                )
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            _initialised(d.get("_modules"), "module")
            self._drop(name, d, params, self._buffers)
            self._modules[name] = _after_hooks(Global.module, self, name, value)
        elif name in d.get("_modules", ()):
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            self._modules[name] = _after_hooks(Global.module, self, name, value)
        elif (isinstance(value, Tensor) and isinstance(value, Buffer)) or name in d.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{_typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None "
                    "expected)"
                )
            if isinstance(value, Tensor) and isinstance(value, Buffer):
                persistent = value.persistent
            else:
                persistent = name not in self._non_persistent_buffers_set
            if not persistent:
                self.register_buffer(name, value, persistent)
            else:  # subclasses may override it without the third argument
                self.register_buffer(name, value)
        else:
            object.__setattr__(self, name, value)

    def _drop(self, name, *places):
        for place in places:
            place.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name: str) -> None:
        for part in (self._parameters, self._buffers, self._modules):
            if name in part:
                del part[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = {*dir(type(self)), *self.__dict__, *self._parameters, *self._modules, *self._buffers}
        return sorted(n for n in names if not n[0].isdigit())

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for name in _HOOK_DICTS:
            self.__dict__.setdefault(name, OrderedDict())
        self.__dict__.setdefault("_non_persistent_buffers_set", set())
        self.__dict__.setdefault("_is_full_backward_hook", None)

    # Registration -------------------------------------------------------------------------------------------------

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that belongs to the state but is not learned, such as running means.

        ``persistent``: whether the state_dict contains it. Raises KeyError for bad or taken names, TypeError if it is
        no Tensor.

        >>> torch.nn.Module().register_buffer("mean", torch.zeros(3))
        """
        self._check_name(name, "buffer", "buffer", self.__dict__.get("_buffers"))
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = _after_hooks(Global.buffer, self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a Parameter under a name, or None to say that there may be one. Raises KeyError for bad or taken names,
        TypeError if it is no Parameter, ValueError if it is the result of a computation."""
        self._check_name(name, "parameter", "parameter", self.__dict__.get("_parameters"))
        if param is not None:
            if not isinstance(param, Parameter):
                raise TypeError(
                    f"cannot assign '{_typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None "
                    "required)"
                )
            if param._node is not None:
                raise ValueError(
                    f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created "
                    "explicitly. To "
                    f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
                )
            param = _after_hooks(Global.parameter, self, name, param)
        self._parameters[name] = param

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a submodule under a name. Raises KeyError for bad or taken names, TypeError if it is no Module."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{_typename(module)} is not a Module subclass")
        self._check_name(name, "module", "module", self.__dict__.get("_modules"))
        self._modules[name] = _after_hooks(Global.module, self, name, module)

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as ``add_module``."""
        self.add_module(name, module)

    def _check_name(self, name, kind, what, registered):
        if registered is None:
            raise AttributeError(
                f"cannot assign {what} before Module.__init__() call: call super().__init__() first in "
                f"{type(self).__name__}.__init__"
            )
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {_typename(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."{", got: " + name if kind == "module" else ""}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if name not in registered and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    # Modes --------------------------------------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Self:
        """Set training mode (dropout drops, batch norm measures) for this module and all in it; False is ``eval()``."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for m in self._modules.values():
            if m is not None:
                m.train(mode)
        return self

    def eval(self) -> Self:
        """Set evaluation mode: the same as ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set whether gradients flow to all parameters: False freezes them."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros)."""
        for p in self.parameters():
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                zero_in_place(p.grad)

    # Moving and casting -------------------------------------------------------------------------------------------

    def share_memory(self) -> Self:
        """Parameters and buffers in memory that child processes share; see ``Tensor.share_memory_``."""
        return self._apply(lambda t: t.share_memory_())

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Compile this module's call: what ``torch.compile`` takes and checks. It runs as it is written."""
        check_options(*args, **kwargs)
        self.__dict__["_is_compiled"] = True

    @property
    def _compiled_call_impl(self) -> Callable[..., Any] | None:
        return compiled(self._call_impl) if self.__dict__.get("_is_compiled") else None

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call ``fn(module)`` for every module inside, then for this one, as for initialising weights. Returns self."""
        for m in self.children():
            m.apply(fn)
        fn(self)
        return self

    def _apply(self, fn, recurse=True):
        """Replace every parameter, gradient and buffer ``t`` by ``fn(t)``; Parameters stay the same objects."""
        if recurse:
            for m in self.children():
                m._apply(fn)
        before, state.grad = state.grad, False
        try:
            for name, p in self._parameters.items():
                if p is not None:
                    grad = p.grad
                    new = _converted(p, fn)
                    if new is not p:
                        self._parameters[name] = p = new
                        if grad is not None:
                            p.grad = fn(grad).requires_grad_(grad.requires_grad)
                    elif grad is not None:
                        grad.data = fn(grad)
            for name, b in self._buffers.items():
                if b is not None:
                    self._buffers[name] = fn(b)
        finally:
            state.grad = before
        return self

    @overload
    def to(
        self,
        device: Device = None,
        dtype: dtype | None = None,
        non_blocking: bool = False,
        *,
        memory_format: memory_format | None = None,
    ) -> Self: ...

    @overload
    def to(self, dtype: dtype, non_blocking: bool = False, *, memory_format: memory_format | None = None) -> Self: ...

    @overload
    def to(self, tensor: Tensor, non_blocking: bool = False, *, memory_format: memory_format | None = None) -> Self: ...

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Move to a device or cast to a floating or complex dtype, in place: ``to(device, dtype)``, ``to(dtype)``,
        ``to(tensor)``; integer parameters and buffers are only moved. Returns self.

        >>> torch.nn.Linear(2, 2).to(torch.float64).weight.dtype
        torch.float64
        """
        device, dtype, non_blocking, memory_format = _parse_to(*args, **kwargs)
        if dtype is not None and dtype.category < 2:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        if dtype is not None and dtype.is_complex:
            warnings.warn(
                "Complex modules are a new feature under active development whose design may change, and some modules "
                "might not work as expected when using complex tensors as parameters or buffers.",
                stacklevel=2,
            )

        def convert(t):
            options = {} if memory_format is None or t.ndim not in (4, 5) else {"memory_format": memory_format}
            kept = dtype if t.dtype.category >= 2 else None
            return t.to(device=device, dtype=kept, non_blocking=non_blocking, **options)

        return self._apply(convert)

    def to_empty(self, *, device: Device, recurse: bool = True) -> Self:
        """Move to a device without the numbers."""
        return self._apply(lambda t: empty(t.shape, dtype=t.dtype, device=device), recurse=recurse)

    def cpu(self) -> Self:
        """Move to the CPU."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device: int | device | None = None) -> Self:
        """Move to a CUDA device."""
        return self._apply(lambda t: t.cuda(device))

    def type(self, dst_type: dtype | str) -> Self:
        """Cast all parameters and buffers to a dtype."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Self:
        """Cast floating-point parameters and buffers to float32."""
        return self._cast(dtypes.float32)

    def double(self) -> Self:
        """Cast floating-point parameters and buffers to float64."""
        return self._cast(dtypes.float64)

    def half(self) -> Self:
        """Cast floating-point parameters and buffers to float16."""
        return self._cast(dtypes.float16)

    def bfloat16(self) -> Self:
        """Cast floating-point parameters and buffers to bfloat16."""
        return self._cast(dtypes.bfloat16)

    def _cast(self, dtype):
        return self._apply(lambda t: t.to(dtype) if t.dtype.is_floating_point else t)

    # Text ---------------------------------------------------------------------------------------------------------

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self) -> str:
        """What stands in the parentheses of the module's line; override it."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        above = extra.split("\n") if extra else []
        below = [f"({name}): {indented(repr(m))}" for name, m in self._modules.items()]
        if len(above) == 1 and not below:
            inside = extra
        else:
            inside = "\n  " + "\n  ".join(above + below) + "\n" if above or below else ""
        return f"{self._get_name()}({inside})"


def indented(text: str) -> str:
    """A child's text inside its parent's: every line but the first two places to the right."""
    return text.replace("\n", "\n  ")


def zero_in_place(grad: Tensor) -> None:
    """Fill a gradient with zeros, cut off from the graph that may have made it."""
    if grad._node is not None:
        grad.detach_()
    else:
        grad.requires_grad_(False)
    grad.zero_()


def _initialised(part, what):
    if part is None:
        raise AttributeError(f"cannot assign {what} before Module.__init__() call: call super().__init__() first")


def _after_hooks(hooks, module, name, value):
    for hook in hooks.values():
        new = hook(module, name, value)
        if new is not None:
            value = new
    return value


def _converted(p, fn):
    """``p`` with ``fn(p)``'s data, or a new Parameter where it can't be the same object: on another kind of device."""
    new = fn(p)
    if new is p:
        return p
    if "meta" in (p._device.type, new._device.type) and p._device != new._device:
        return Parameter(new, p.requires_grad)
    p.data = new
    return p


def _parse_to(*args, device=None, dtype=None, non_blocking=False, copy=False, memory_format=None):
    """The overloads of ``to``: (device, dtype, non_blocking, memory_format)."""
    rest = list(args)
    if rest and isinstance(rest[0], Tensor):
        other = rest.pop(0)
        device, dtype = other.device, other.dtype
    else:
        if rest and (rest[0] is None or isinstance(rest[0], (str, int, devices.device))):
            device = rest.pop(0)
        if rest and (rest[0] is None or isinstance(rest[0], dtypes.dtype)):
            dtype = rest.pop(0)
    if rest:
        non_blocking = rest.pop(0)
    if rest or not isinstance(non_blocking, bool) or not isinstance(dtype, (dtypes.dtype, type(None))):
        kinds = ", ".join(type(a).__name__ for a in args)
        raise TypeError(
            f"to() received an invalid combination of arguments - got ({kinds}): write to(device, dtype) or to(tensor)"
        )
    return None if device is None else devices.as_device(device), dtype, non_blocking, memory_format


def _typename(value):
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.cpp}Tensor"
    kind = value if isinstance(value, type) else type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
