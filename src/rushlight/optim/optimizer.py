"""``Optimizer``: groups of parameters with their options, the state of each parameter, and hooks around ``step``."""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from .._base import dtypes
from .._base.handles import RemovableHandle
from .._core import state as _modes
from .._ops.elementwise.complex import view_as_real
from .._ops.optimizer_steps import zero_all
from .._tensor.tensor import Tensor
from ..nn.modules.module import _typename
from ..nn.parameter import Parameter
from ..utils._foreach_utils import (
    Indices,
    TensorListList,
    _get_foreach_kernels_supported_devices,
    _get_fused_kernels_supported_devices,
    _group_tensors_by_device_and_dtype,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ParamsT: TypeAlias = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
StateDict: TypeAlias = dict[str, Any]
Loss = TypeVar("Loss")
# A hook before a step may return other arguments for it, one after it returns nothing.
PreHook: TypeAlias = "Callable[[Any, tuple[Any, ...], dict[str, Any]], tuple[tuple[Any, ...], dict[str, Any]] | None]"
PostHook: TypeAlias = "Callable[[Any, tuple[Any, ...], dict[str, Any]], None]"

__all__ = [
    "Indices",
    "Optimizer",
    "ParamsT",
    "TensorListList",
    "register_optimizer_step_post_hook",
    "register_optimizer_step_pre_hook",
    "required",
]

_global_pre_hooks: OrderedDict[int, PreHook] = OrderedDict()
_global_post_hooks: OrderedDict[int, PostHook] = OrderedDict()
_HOOK_DICTS = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)


class _RequiredParameter:
    def __repr__(self):
        return "<required parameter>"


required = _RequiredParameter()


class Optimizer:
    """The base of all optimizers. A subclass passes its ``defaults`` to ``__init__`` and defines ``step``.

    params    an iterable of Tensors, of pairs (name, Tensor), or of dicts: groups, each with 'params' and its own
              options
    defaults  dict of the options that groups don't set

    Raises TypeError and ValueError for what can't be optimized.
    """

    defaults: dict[str, Any]
    state: defaultdict[Any, Any]
    param_groups: list[dict[str, Any]]
    _optimizer_step_pre_hooks: OrderedDict[int, PreHook]
    _optimizer_step_post_hooks: OrderedDict[int, PostHook]
    _optimizer_state_dict_pre_hooks: OrderedDict[int, Callable[..., Any]]
    _optimizer_state_dict_post_hooks: OrderedDict[int, Callable[..., Any]]
    _optimizer_load_state_dict_pre_hooks: OrderedDict[int, Callable[..., Any]]
    _optimizer_load_state_dict_post_hooks: OrderedDict[int, Callable[..., Any]]

    def __init__(self, params: ParamsT, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._prepare()
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{_typename(params)}: write [tensor]"
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        groups: list[Any] = list(params)
        if not groups:
            used_up = not isinstance(params, (list, tuple, dict))
            why = (
                "; it was given an iterator, and those are used up once they were gone through: write net.parameters() "
                "again, or keep list(net.parameters())"
                if used_up
                else "; give it net.parameters(), after the layers were assigned to attributes of the network"
            )
            raise ValueError("optimizer got an empty parameter list" + why)
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _prepare(self):
        for name in _HOOK_DICTS:
            self.__dict__.setdefault(name, OrderedDict())
        cls = type(self)
        if not getattr(cls.step, "hooked", False):
            cls.step = _with_hooks(cls.step)  # type: ignore[method-assign]

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()
        self.defaults.setdefault("differentiable", False)

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for i, group in enumerate(self.param_groups):
            lines += ([""] if i else []) + [f"Parameter Group {i}"]
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join(lines) + "\n)"

    # Steps --------------------------------------------------------------------------------------------------------

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], Loss]) -> Loss: ...

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters by their gradients; ``closure`` computes the loss anew and returns it."""
        raise NotImplementedError(f"{type(self).__name__} must define step")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros): ``backward()`` adds to what is there.

        >>> p = torch.nn.Parameter(torch.ones(1))
        >>> torch.optim.SGD([p]).zero_grad()
        """
        if set_to_none:
            for group in self.param_groups:
                for p in group["params"]:
                    p._grad = None
            return
        grads = [p._grad for group in self.param_groups for p in group["params"] if p._grad is not None]
        for g in grads:
            if g._node is not None:
                g.detach_()
            else:
                g.requires_grad_(False)
        zero_all(grads)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own: ``{"params": [...], "lr": 0.01}``. Raises TypeError and ValueError
        for what can't be optimized, or is optimized already.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        _split_names(param_group)
        for p in param_group["params"]:
            if not isinstance(p, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_typename(p)}")
            if not self.defaults.get("differentiable") and not (p.is_leaf or p.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor: give the Tensor it was computed from")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        ids = {id(p) for p in param_group["params"]}
        if len(ids) != len(param_group["params"]):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error",
                stacklevel=3,
            )
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                kind = "with names" if "param_names" in param_group else "without names"
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{kind} to the optimizer"
                )
            if not ids.isdisjoint(map(id, group["params"])):
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    @staticmethod
    def _group_tensors_by_device_and_dtype(tensorlistlist, with_indices=False):
        """Lists that belong together, split by devices and dtypes (``utils._foreach_utils``)."""
        return _group_tensors_by_device_and_dtype(tensorlistlist, with_indices)

    # State --------------------------------------------------------------------------------------------------------

    def state_dict(self) -> StateDict:
        """The state as a dict of plain containers and Tensors: ``{"state": {number of parameter: ...}, "param_groups":
        [...]}``. The Tensors are those in use, not copies."""
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        numbers: dict[Any, Any] = {}
        groups = []
        start = 0
        for group in self.param_groups:
            for i, p in enumerate(group["params"], start):
                numbers.setdefault(id(p), i)
            packed = {k: v for k, v in group.items() if k != "params"}
            packed["params"] = [numbers[id(p)] for p in group["params"]]
            groups.append(packed)
            start += len(group["params"])
        state = {numbers[id(k)] if isinstance(k, Tensor) else k: v for k, v in self.state.items()}
        result = {"state": state, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            changed = hook(self, result)
            result = result if changed is None else changed
        return result

    def load_state_dict(self, state_dict: StateDict) -> None:
        """Take over a state from ``state_dict()``, of this or another process; parameters are matched by their order.

        Raises ValueError if the numbers of groups or parameters differ; nothing is changed then.
        """
        state_dict = state_dict.copy()
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        groups, saved = self.param_groups, deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ValueError(
                f"loaded state dict has a different number of parameter groups: {len(saved)}, this optimizer has "
                f"{len(groups)}"
            )
        for i, (g, s) in enumerate(zip(groups, saved, strict=True)):
            if len(g["params"]) != len(s["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group: "
                    f"group {i} has {len(s['params'])} parameters, this optimizer's {len(g['params'])}"
                )
        owners = {}  # number in the dict: the parameter here and its group there
        for g, s in zip(groups, saved, strict=True):
            for number, p in zip(s["params"], g["params"], strict=True):
                owners[number] = (p, s)
        state: defaultdict[Any, Any] = defaultdict(dict)
        for number, value in state_dict["state"].items():
            if number in owners:
                p, group = owners[number]
                state[p] = _fitted(value, p, group, None)
            else:
                state[number] = value
        for g, s in zip(groups, saved, strict=True):
            s["params"] = g["params"]
            if "param_names" in g:
                s.setdefault("param_names", g["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    # Hooks --------------------------------------------------------------------------------------------------------

    def register_step_pre_hook(self, hook: PreHook) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before every step; it may return new ``(args, kwargs)``. Returns a
        handle."""
        return _register(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: PostHook) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after every step. Returns a handle."""
        return _register(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[[Optimizer], None], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` before ``state_dict()``. Returns a handle."""
        return _register(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[[Optimizer, StateDict], StateDict | None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` after ``state_dict()``; what it returns replaces the dict. Returns a
        handle."""
        return _register(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[[Optimizer, StateDict], StateDict | None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before loading; what it returns replaces the dict. Returns a handle."""
        return _register(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[[Optimizer], None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` after loading. Returns a handle."""
        return _register(self._optimizer_load_state_dict_post_hooks, hook, prepend)


def register_optimizer_step_pre_hook(hook: PreHook) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` before every step of every optimizer. Returns a handle."""
    return _register(_global_pre_hooks, hook)


def register_optimizer_step_post_hook(hook: PostHook) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` after every step of every optimizer. Returns a handle."""
    return _register(_global_post_hooks, hook)


def _register(hooks, hook, prepend=False):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def _with_hooks(step):
    """``step`` with the hooks around it."""

    @functools.wraps(step)
    def hooked_step(self, *args, **kwargs):
        pre, post = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
        if not (pre or post or _global_pre_hooks or _global_post_hooks):
            return step(self, *args, **kwargs)
        given = (self, *args)
        for hook in (*_global_pre_hooks.values(), *pre.values()):
            new = hook(self, given, kwargs)
            if new is not None:
                if not (isinstance(new, tuple) and len(new) == 2):
                    raise RuntimeError(f"{step} must return None or a tuple of (new_args, new_kwargs), but got {new}.")
                given, kwargs = new
        result = step(*given, **kwargs)
        for hook in (*post.values(), *_global_post_hooks.values()):
            hook(self, given, kwargs)
        return result

    hooked_step.hooked = True  # type: ignore[attr-defined]
    return hooked_step


def _split_names(group):
    """Make ``group["params"]`` a list of Tensors, and ``group["param_names"]`` their names if they came with names."""
    params = group["params"]
    if isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
            "will change between runs. Please use a list instead."
        )
    params = [params] if isinstance(params, Tensor) else list(params)
    names = [p[0] for p in params if isinstance(p, tuple)]
    if names:
        if len(names) != len(params):
            raise ValueError("all optimizer params should be with/without names. Some param names are missing")
        group["param_names"] = names
    group["params"] = [p[1] if isinstance(p, tuple) else p for p in params]


def _fitted(value, p, group, key):
    """A value of the loaded state with Tensors on the parameter's device and of its dtype; 'step' counts stay as they
    are."""
    if isinstance(value, Tensor):
        if key == "step":
            if group.get("capturable") or group.get("fused"):
                return value.to(device=p.device, dtype=dtypes.float32)
            return value
        if p.dtype.is_floating_point:
            return value.to(device=p.device, dtype=p.dtype)
        return value.to(device=p.device)
    if isinstance(value, dict):
        return {k: _fitted(v, p, group, k) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return type(value)(_fitted(v, p, group, None) for v in value)
    return value


# What optimizers outside share with PyTorch's own -------------------------------------------------------------------

_foreach_supported_types: list[type] = [Tensor, Parameter]


def _use_grad_for_differentiable(func):
    """A decorator for ``step``: gradients are recorded in it if the optimizer is ``differentiable``, else not."""

    @functools.wraps(func)
    def step(self, *args, **kwargs):
        before = _modes.grad
        try:
            _modes.grad = bool(self.defaults["differentiable"])
            return func(self, *args, **kwargs)
        finally:
            _modes.grad = before

    return step


def _get_value(x):
    """A number, or the number in a tensor."""
    return x.item() if isinstance(x, Tensor) else x


def _stack_if_compiling(x):
    """The list as it is: nothing is compiled."""
    return x


def _disable_dynamo_if_unsupported(single_tensor_fn=None):
    """A decorator that leaves the function as it is: nothing is compiled."""
    return lambda func: func


def _default_to_fused_or_foreach(params, differentiable, use_fused=False):
    """(fused, foreach): which form of a step PyTorch prefers for these parameters; on a CPU neither, unless fused."""
    if differentiable:
        return False, False

    def on(devices, floating):
        return all(
            p is None
            or (
                type(p) in _foreach_supported_types
                and p.device.type in devices
                and (not floating or p.dtype.is_floating_point)
            )
            for p in params
        )

    fused = use_fused and on(_get_fused_kernels_supported_devices(), True)
    return fused, not fused and on(_get_foreach_kernels_supported_devices(), False)


def _device_dtype_check_for_fused(p, cuda_unsupported=False):
    """Raise RuntimeError for a parameter that has no fused step."""
    devices = _get_fused_kernels_supported_devices()
    if cuda_unsupported:
        devices.remove("cuda")
    if p.device.type not in devices or not p.dtype.is_floating_point:
        raise RuntimeError(
            f"`fused=True` requires all the params to be floating point Tensors of supported devices: {devices} but "
            f"{p.dtype} and {p.device.type}"
        )


def _view_as_real(params, *state_and_grads):
    """Complex parameters, and what belongs to them in the other lists, replaced by views of pairs of numbers."""
    for i, p in enumerate(params):
        if p.dtype.is_complex:
            for row in (params, *state_and_grads):
                row[i] = view_as_real(row[i])


def _get_scalar_dtype(is_fused=None):
    """The dtype of step counts."""
    double = dtypes.get_default_dtype() is dtypes.float64 and not is_fused
    return dtypes.float64 if double else dtypes.float32


def _get_capturable_supported_devices(supports_xla=True):
    """The types of devices on which steps can be recorded and replayed."""
    return ["cuda", "xpu", "hpu", "privateuseone"] + (["xla"] if supports_xla else [])


def _to_scalar(x):
    """A tensor of one element without its dimensions; anything else as it is."""
    return x.squeeze() if isinstance(x, Tensor) and x.dim() else x


_params_doc = """params: parameters, pairs of name and parameter, or dicts: groups with options of their own"""
_foreach_doc = """foreach: has no effect; all parameters of a group are updated by one operation where there is one"""
_fused_doc = """fused: as foreach"""
_capturable_doc = """capturable: as foreach"""
_differentiable_doc = """differentiable: the step is recorded, and gradients flow through it (default: False)"""
_maximize_doc = """maximize: climb instead of descend (default: False)"""
