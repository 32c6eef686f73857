"""Calling a Module: straight to ``forward`` where there are no hooks, else around it.

``Global`` holds the hooks for all modules; the functions ``register_module_…`` fill it.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..._base.handles import RemovableHandle
from ..._tensor.tensor import Tensor
from ...autograd.module_hooks import BackwardHook, watch_last_node
from ._notes import explain

if TYPE_CHECKING:
    from typing import NoReturn

    from .module import Module

    Gradients = Tensor | tuple[Tensor, ...]


class Global:
    """The hooks for all modules."""

    forward: OrderedDict[int, Any] = OrderedDict()
    forward_with_kwargs: OrderedDict[int, Any] = OrderedDict()
    forward_always: OrderedDict[int, Any] = OrderedDict()
    forward_pre: OrderedDict[int, Any] = OrderedDict()
    backward: OrderedDict[int, Any] = OrderedDict()
    backward_pre: OrderedDict[int, Any] = OrderedDict()
    full_backward = None  # None, or whether ``backward`` holds full hooks
    buffer: OrderedDict[int, Any] = OrderedDict()
    module: OrderedDict[int, Any] = OrderedDict()
    parameter: OrderedDict[int, Any] = OrderedDict()


_any: list[Any] = []  # not empty while there may be a global hook: the one thing that every call looks at
_MIXED = (
    "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
)


class Calls:
    """Methods of Module: ``__call__`` and the hooks around it."""

    _hooked = False  # whether this module may have hooks
    _is_full_backward_hook: bool | None
    _backward_hooks: dict[int, Callable[..., Any]]
    _backward_pre_hooks: dict[int, Callable[..., Any]]
    _forward_hooks: dict[int, Callable[..., Any]]
    _forward_hooks_with_kwargs: dict[int, bool]
    _forward_hooks_always_called: dict[int, bool]
    _forward_pre_hooks: dict[int, Callable[..., Any]]
    _forward_pre_hooks_with_kwargs: dict[int, bool]

    def _call_impl(self, *args: Any, **kwargs: Any) -> Any:
        if self._hooked or _any:
            return self._call_with_hooks(args, kwargs)
        try:
            return self.forward(*args, **kwargs)
        except Exception as error:
            explain(error, self, args, kwargs)  # type: ignore[arg-type]
            raise

    def _no_forward(self, *input: Any) -> NoReturn:
        """What the module computes; every subclass defines it. Call the module itself, not this: hooks run then."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # Callables for type checkers, not methods: a subclass's forward may take any arguments and give any result.
    forward: Callable[..., Any] = _no_forward
    __call__: Callable[..., Any] = _call_impl

    def _call_with_hooks(self, args, kwargs):
        any_global = Global.forward or Global.forward_pre or Global.backward or Global.backward_pre
        if not any_global:
            _any.clear()
        own = self._forward_hooks or self._forward_pre_hooks or self._backward_hooks or self._backward_pre_hooks
        if not own:
            self.__dict__.pop("_hooked", None)
        done: set[Any] = set()
        call = _Call(self, args, kwargs)
        try:
            if not (own or any_global):
                return self.forward(*args, **kwargs)
            return call.run(done)
        except Exception as error:
            if own or any_global:
                call.after_failure(done)
            explain(error, self, call.args, call.kwargs)
            raise

    # Registration -------------------------------------------------------------------------------------------------

    def register_forward_pre_hook(
        self,
        hook: Callable[[Any, tuple[Any, ...]], Any | None]
        | Callable[[Any, tuple[Any, ...], dict[str, Any]], tuple[Any, dict[str, Any]] | None],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before every forward; what it returns replaces the arguments (a single value or a
        tuple). ``with_kwargs``: ``hook(module, args, kwargs)``, returning None or ``(args, kwargs)``. Returns a handle.
        """
        marks = [(self._forward_pre_hooks_with_kwargs, with_kwargs)]
        return self._register(self._forward_pre_hooks, hook, prepend, marks)

    def register_forward_hook(
        self,
        hook: Callable[[Any, tuple[Any, ...], Any], Any | None]
        | Callable[[Any, tuple[Any, ...], dict[str, Any], Any], Any | None],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` after every forward; what it returns replaces the output.

        prepend      before the hooks already there
        with_kwargs  ``hook(module, args, kwargs, output)``
        always_call  also after a forward that raised

        Returns a handle with ``remove()``.

        >>> seen = []
        >>> handle = torch.nn.Identity().register_forward_hook(lambda module, args, output: seen.append(output))
        """
        marks = [(self._forward_hooks_with_kwargs, with_kwargs), (self._forward_hooks_always_called, always_call)]
        return self._register(self._forward_hooks, hook, prepend, marks)

    def register_full_backward_pre_hook(
        self, hook: Callable[[Module, Gradients], Gradients | None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` before the gradients of the module's inputs are computed; what it returns
        replaces ``grad_output``, a tuple. Returns a handle."""
        return self._register(self._backward_pre_hooks, hook, prepend)

    def register_full_backward_hook(
        self, hook: Callable[[Module, Gradients, Gradients], Gradients | None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when the gradients of the module's inputs are known; what it
        returns replaces ``grad_input``, a tuple. Returns a handle."""
        if self._is_full_backward_hook is False:
            raise RuntimeError(_MIXED)
        self._is_full_backward_hook = True
        return self._register(self._backward_hooks, hook, prepend)

    def register_backward_hook(
        self, hook: Callable[[Module, Gradients, Gradients], Gradients | None]
    ) -> RemovableHandle:
        """The older form of ``register_full_backward_hook``: it sees only the gradients of the module's last
        operation."""
        if self._is_full_backward_hook is True:
            raise RuntimeError(_MIXED)
        self._is_full_backward_hook = False
        return self._register(self._backward_hooks, hook)

    def _register(self, hooks, hook, prepend=False, marks=()):
        self._hooked = True
        return _add(hooks, hook, prepend, marks)


class _Call:
    """One call of a module with hooks; its arguments and result as the hooks change them."""

    __slots__ = ("args", "kwargs", "module", "result")

    def __init__(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.module, self.args, self.kwargs, self.result = module, args, kwargs, None

    def run(self, done: set[int]) -> Any:
        """Pre-hooks, forward, hooks. ``done`` gets the always-called hooks that ran."""
        module = self.module
        full, partial, pre = _backward_hooks(module)
        self._before()
        around = BackwardHook(module, full, pre) if full or pre else None
        if around:
            self.args = around.setup_input_hook(self.args)
        self.result = module.forward(*self.args, **self.kwargs)
        for key, hook in (*Global.forward.items(), *module._forward_hooks.items()):
            if key in module._forward_hooks_always_called or key in Global.forward_always:
                done.add(key)
            self._after(key, hook)
        if around:
            if not isinstance(self.result, (Tensor, tuple)):
                warnings.warn(
                    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
                    f"received {type(self.result)}",
                    stacklevel=4,
                )
            self.result = around.setup_output_hook(self.result)
        if partial:
            watch_last_node(module, partial, self.args, self.result)
        return self.result

    def _before(self):
        module = self.module
        for key, hook in (*Global.forward_pre.items(), *module._forward_pre_hooks.items()):
            if key in module._forward_pre_hooks_with_kwargs:
                new = hook(module, self.args, self.kwargs)
                if new is not None:
                    if not (isinstance(new, tuple) and len(new) == 2):
                        raise RuntimeError(
                            f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {new}."
                        )
                    self.args, self.kwargs = new
            else:
                new = hook(module, self.args)
                if new is not None:
                    self.args = new if isinstance(new, tuple) else (new,)

    def _after(self, key, hook):
        module = self.module
        if key in module._forward_hooks_with_kwargs or key in Global.forward_with_kwargs:
            new = hook(module, self.args, self.kwargs, self.result)
        else:
            new = hook(module, self.args, self.result)
        if new is not None:
            self.result = new

    def after_failure(self, done: set[int]) -> None:
        """Run the always-called hooks that have not run; their own errors become warnings."""
        module = self.module
        for hooks, always, what in (
            (Global.forward, Global.forward_always, "global module"),
            (module._forward_hooks, module._forward_hooks_always_called, "module"),
        ):
            for key, hook in hooks.items():
                if key in always and key not in done:
                    try:
                        self._after(key, hook)
                    except Exception as error:
                        warnings.warn(
                            f"{what} forward hook with ``always_call=True`` raised an exception that was silenced as "
                            f"another error was raised in forward: {error}",
                            stacklevel=4,
                        )


def _backward_hooks(module):
    """Full backward hooks, those of the older form, and the hooks before them: global ones first."""
    full: list[Any] = []
    partial: list[Any] = []
    for is_full, hooks in (
        (Global.full_backward, Global.backward),
        (module._is_full_backward_hook, module._backward_hooks),
    ):
        if is_full is not None:
            (full if is_full else partial).extend(hooks.values())
    return full, partial, [*Global.backward_pre.values(), *module._backward_pre_hooks.values()]


def _add(hooks, hook, prepend=False, marks=()):
    handle = RemovableHandle(hooks, extra_dict=[d for d, _ in marks])
    hooks[handle.id] = hook
    for d, wanted in marks:
        if wanted:
            d[handle.id] = True
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def _add_global(hooks, hook, marks=()):
    _any.append(True)
    return _add(hooks, hook, False, marks)


# Hooks for all modules ----------------------------------------------------------------------------------------------


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call ``hook(module, args)`` before the forward of every module. Returns a handle."""
    return _add_global(Global.forward_pre, hook)


def register_module_forward_hook(
    hook: Callable[..., Any], *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after the forward of every module. Returns a handle."""
    marks = [(Global.forward_with_kwargs, with_kwargs), (Global.forward_always, always_call)]
    return _add_global(Global.forward, hook, marks)


def register_module_full_backward_pre_hook(hook: Callable[[Module, Gradients], Gradients | None]) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` before the backward of every module. Returns a handle."""
    return _add_global(Global.backward_pre, hook)


def register_module_full_backward_hook(
    hook: Callable[[Module, Gradients, Gradients], Gradients | None],
) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` after the backward of every module. Returns a handle."""
    return _register_backward(hook, True)


def register_module_backward_hook(hook: Callable[[Module, Gradients, Gradients], Gradients | None]) -> RemovableHandle:
    """The older form of ``register_module_full_backward_hook``. Returns a handle."""
    return _register_backward(hook, False)


def _register_backward(hook, full):
    if Global.full_backward is (not full):
        raise RuntimeError(
            "Cannot use both regular backward hooks and full backward hooks as a global Module hook. Please use only "
            "one of them."
        )
    Global.full_backward = full
    return _add_global(Global.backward, hook)


def register_module_buffer_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` when a module gets a buffer; what it returns replaces it. Returns a
    handle."""
    return _add(Global.buffer, hook)


def register_module_module_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` when a module gets a submodule; what it returns replaces it."""
    return _add(Global.module, hook)


def register_module_parameter_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call ``hook(module, name, parameter)`` when a module gets a parameter; what it returns replaces it."""
    return _add(Global.parameter, hook)
