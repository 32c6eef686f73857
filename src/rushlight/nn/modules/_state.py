"""A Module's state as a flat dict of tensors, and back."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, overload

from ..._base.handles import RemovableHandle
from ..._core import state
from ..._tensor.tensor import Tensor
from ..parameter import Parameter
from ._keys import usual_cause
from ._walk import Walk

if TYPE_CHECKING:
    from typing import TypeVar

    from .module import Module

    D = TypeVar("D", bound=dict[str, Any])


_EXTRA_STATE_KEY_SUFFIX = "_extra_state"


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class _Errors(list[str]):
    """The errors found while loading; ``copies``: (module, name, key, its tensor, the new one) to be made if none
    is."""

    __slots__ = ("copies",)

    def __init__(self) -> None:
        list.__init__(self)
        self.copies: list[tuple[Any, ...]] = []


class _WrappedHook:
    """A load hook and the module it wants as its first argument; pickled as PyTorch's of this name."""

    def __init__(self, hook: Callable[..., Any], module: Module | None = None) -> None:
        self.hook, self.module = hook, module

    def __call__(self, *args: Any) -> Any:
        return self.hook(*args) if self.module is None else self.hook(self.module, *args)

    def __getstate__(self) -> dict[str, Any]:
        own = {} if self.module is None else {"module": self.module}
        return {"hook": self.hook, "with_module": bool(own), **own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.hook, self.module = state["hook"], state.get("module")


class StateDict(Walk):
    """Methods of Module: state_dict, load_state_dict and their hooks."""

    _version = 1
    _state_dict_hooks: dict[int, Callable[..., Any]]
    _state_dict_pre_hooks: dict[int, Callable[..., Any]]
    _load_state_dict_pre_hooks: dict[int, Callable[..., Any]]
    _load_state_dict_post_hooks: dict[int, Callable[..., Any]]

    def get_extra_state(self) -> Any:
        """Override to put more than tensors into the state_dict; ``set_extra_state`` gets it back."""
        raise RuntimeError("get_extra_state: this module has no extra state; define it together with set_extra_state")

    def set_extra_state(self, state: Any) -> None:
        """Override to receive what ``get_extra_state`` returned."""
        raise RuntimeError("set_extra_state: this module has no extra state; define it together with get_extra_state")

    # Out ----------------------------------------------------------------------------------------------------------

    @overload
    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Any]: ...

    @overload
    def state_dict(self, *, destination: D, prefix: str = "", keep_vars: bool = False) -> D: ...

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and persistent buffers by dotted name: an OrderedDict with PyTorch's names.

        The tensors share memory with the module's. ``keep_vars``: the Parameters themselves, not detached.

        >>> list(torch.nn.Linear(3, 2).state_dict())
        ['weight', 'bias']
        """
        if args:
            warnings.warn(
                "Positional args are being deprecated, use kwargs instead: state_dict(destination=..., prefix=..., "
                "keep_vars=...)",
                FutureWarning,
                stacklevel=2,
            )
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and prefix == "" else prefix
            keep_vars = args[2] if len(args) > 2 and keep_vars is False else keep_vars
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            result = hook(self, destination, prefix, metadata)
            if result is not None:
                if getattr(hook, "_from_public_api", False):
                    raise RuntimeError("state_dict post-hook must return None")
                destination = result
        return destination

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        """This module's own entries (not its children's) into ``destination``. Subclasses may override it."""
        for members in (self._parameters, self._buffers):
            for name, v in members.items():
                if v is not None and not (members is self._buffers and name in self._non_persistent_buffers_set):
                    destination[prefix + name] = v if keep_vars else v.detach()
        if type(self).get_extra_state is not StateDict.get_extra_state:
            destination[prefix + _EXTRA_STATE_KEY_SUFFIX] = self.get_extra_state()

    # In -----------------------------------------------------------------------------------------------------------

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy the tensors of ``state_dict`` into this module's parameters and buffers.

        Everything is checked first: if it raises, nothing was copied (unless there are post-hooks, which see modules
        loaded).

        strict  the keys must be exactly this module's
        assign  take the tensors themselves instead of copying their numbers

        Returns ``(missing_keys, unexpected_keys)``. Raises RuntimeError listing all that doesn't fit, TypeError if
        ``state_dict`` is no mapping.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        keys = _IncompatibleKeys([], [])
        errors = _Errors()
        metadata = getattr(state_dict, "_metadata", None)
        entries = OrderedDict(state_dict)
        if metadata is not None:
            entries._metadata = metadata  # type: ignore[attr-defined]
        # Post-hooks see their module loaded and may strike keys off the lists: with them, copying can't wait for the
        # verdict.
        hooked = any(m._load_state_dict_post_hooks for m in self.modules())
        _visit(self, entries, "", metadata or {}, assign, keys, errors, hooked)
        if not errors and not (strict and (keys.missing_keys or keys.unexpected_keys)):
            _make_copies(errors, assign)
        if strict:
            for names, what in ((keys.unexpected_keys, "Unexpected"), (keys.missing_keys, "Missing")):
                if names:
                    listed = ", ".join(f'"{k}"' for k in names)
                    errors.insert(0, f"{what} key(s) in state_dict: {listed}. ")
        if errors:
            lines = "\n\t".join(errors)
            error = RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{lines}")
            if cause := usual_cause(state_dict, list(self.state_dict())):
                error.add_note(cause)
            raise error
        return keys

    def _load_from_state_dict(
        self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
    ):
        """Check this module's own entries and note the copies to be made. Subclasses may override and extend it."""
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        assign = local_metadata.get("assign_to_params_buffers", False)
        own = {k: v for k, v in self._parameters.items() if v is not None}
        own |= {k: v for k, v in self._buffers.items() if v is not None and k not in self._non_persistent_buffers_set}
        for name, v in own.items():
            key = prefix + name
            if key in state_dict:
                new = _fitting(key, v, state_dict[key], assign, error_msgs)
                if new is None:
                    continue
                if isinstance(error_msgs, _Errors):
                    error_msgs.copies.append((self, name, key, v, new))
                else:  # called directly
                    _copy(self, name, key, v, new, assign, error_msgs)
            elif strict:
                missing_keys.append(key)
        extra = prefix + _EXTRA_STATE_KEY_SUFFIX
        if type(self).set_extra_state is not StateDict.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra:
                    name, dot, _ = key[len(prefix) :].partition(".")
                    if name not in (self._modules if dot else own):
                        unexpected_keys.append(key)

    # Hooks --------------------------------------------------------------------------------------------------------

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before ``state_dict`` reads this module. Returns a handle."""
        return _register(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after ``state_dict`` read this module; it may
        change the dict in place and must return None. Returns a handle."""
        hook._from_public_api = True  # type: ignore[attr-defined]
        return _register(self._state_dict_hooks, hook)

    def _register_state_dict_hook(self, hook):
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously registered via "
                "register_state_dict_post_hook"
            )
        return _register(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)``
        before this module's entries are checked. Returns a handle."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        return _register(self._load_state_dict_pre_hooks, _WrappedHook(hook, self if with_module else None))

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after loading; it may change the lists of keys. Returns a handle."""
        return _register(self._load_state_dict_post_hooks, hook)


def _register(hooks, hook):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def _visit(module, entries, prefix, metadata, assign, keys, errors, hooked):
    """Check a module and those in it; with ``hooked`` also copy, and call the hooks."""
    local = metadata.get(prefix[:-1], {})
    if assign:
        local["assign_to_params_buffers"] = assign
    module._load_from_state_dict(entries, prefix, local, True, keys.missing_keys, keys.unexpected_keys, errors)
    for name, child in module._modules.items():
        if child is not None:
            at = f"{prefix}{name}."
            own = {k: v for k, v in entries.items() if k.startswith(at)}
            _visit(child, own, at, metadata, assign, keys, errors, hooked)
    if hooked:
        _make_copies(errors, assign)
        for hook in module._load_state_dict_post_hooks.values():
            if hook(module, keys) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                    "values, if incompatible_keys need to be modified, it should be done inplace."
                )


def _make_copies(errors, assign):
    copies, errors.copies = errors.copies, []
    for copy in copies:
        _copy(*copy, assign, errors)


def _fitting(key, v, new, assign, errors):
    """``new`` if it can replace ``v``, else None, with an error noted."""
    if not isinstance(new, Tensor):
        errors.append(
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint '
            "but "
            f"received {type(new)}"
        )
        return None
    if v.ndim == 0 and new.shape == (1,):  # old checkpoints have numbers as vectors of length 1
        new = new.reshape(())
    if new.shape != v.shape:
        errors.append(
            f"size mismatch for {key}: copying a param with shape {new.shape} from checkpoint, the shape in current "
            f"model is {v.shape}."
        )
        return None
    if v._device.type == "meta" and new._device.type != "meta" and not assign:
        warnings.warn(
            f"for {key}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, "
            "which is a no-op. (Did you mean to pass `assign=True` to assign items in the state dictionary to their "
            "corresponding key in the module instead of copying them in place?)",
            stacklevel=5,
        )
    return new


def _copy(module, name, key, v, new, assign, errors):
    """Make one copy. A failure is noted like the others: dtypes or devices may still not go together."""
    before, state.grad = state.grad, False
    try:
        if not assign:
            v.copy_(new)
            return
        if isinstance(v, Parameter):
            if isinstance(new, Parameter):
                new.requires_grad_(v.requires_grad)
            else:
                new = Parameter(new, v.requires_grad)
        setattr(module, name, new)
    except Exception as error:
        errors.append(
            f'While copying the parameter named "{key}", whose dimensions in the model are {v.shape} and whose '
            "dimensions in "
            f"the checkpoint are {new.shape}, an exception occurred : {error.args}."
        )
    finally:
        state.grad = before
