"""Names of PyTorch's compiled module that other packages mention: those that mean something here, and those of its
compiler, of which there are no objects."""

from __future__ import annotations

from typing import Any

from ._base.refused import refused_class
from ._core import state
from ._tensor.tensor import Tensor

__all__ = ["DeviceObjType", "PyTorchFileReader", "TensorType"]

_NO_GRAPHS = "TorchScript's graphs aren't there, programs run as Python; torch.fx.symbolic_trace gives one"
_TensorMeta = type(Tensor)
_GRAPH_CLASSES = (
    "AggregationType AliasDb Argument ArgumentSpec Block Code CompilationUnit DictType EnumType FunctionSchema "
    "Graph GraphExecutorState IODescriptor JITException ListType LiteScriptModule Node OptionalType ScriptMethod "
    "ScriptObject TracingState TupleType Type Use Value"
).split()
_DISPATCH = (
    "Undefined CPU CUDA Meta MPS XPU XLA SparseCPU SparseCsrCPU QuantizedCPU Dense Python Functionalize Autograd "
    "AutogradCPU AutogradCUDA AutogradXLA AutogradMeta AutocastCPU AutocastCUDA CompositeImplicitAutograd "
    "CompositeExplicitAutograd CompositeExplicitAutogradNonFunctional ADInplaceOrView BackendSelect PythonTLSSnapshot "
    "PythonDispatcher FuncTorchBatched FuncTorchVmapMode FuncTorchGradWrapper"
).split()


class _Type:
    """A type of TorchScript's, of which there is one object."""

    _only: Any = None
    _text = ""

    @classmethod
    def get(cls) -> Any:
        """The type."""
        if cls.__dict__.get("_only") is None:
            cls._only = cls()
        return cls._only

    def __repr__(self) -> str:
        return self._text

    annotation_str = property(__repr__)

    def isSubtypeOf(self, other: Any) -> bool:
        """Whether all objects of this type are of the other."""
        return self is other

    def kind(self) -> str:
        """The type's name in TorchScript."""
        return type(self).__name__


class TensorType(_Type):
    """TorchScript's type of tensors: ``TensorType.get()``."""

    _text = "Tensor"


class DeviceObjType(_Type):
    """TorchScript's type of devices: ``DeviceObjType.get()``."""

    _text = "Device"


class PyTorchFileReader:
    """The records of a file that ``torch.save`` wrote, or of any zip archive with one folder: names and bytes.

    >>> import io
    >>> file = io.BytesIO()
    >>> torch.save({"a": 1}, file)
    >>> PyTorchFileReader(file).has_record("data.pkl")
    True
    """

    def __init__(self, file: Any) -> None:
        import zipfile

        try:
            self._zip = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise RuntimeError(f"PytorchStreamReader failed reading zip archive: {error}") from None
        names = self._zip.namelist()
        self._folder = names[0].partition("/")[0] + "/" if names else ""

    def _info(self, name: str) -> Any:
        try:
            return self._zip.getinfo(self._folder + name)
        except KeyError:
            raise RuntimeError(f"PytorchStreamReader failed locating file {name}: file not found") from None

    def get_all_records(self) -> list[str]:
        """The names."""
        return [name[len(self._folder) :] for name in self._zip.namelist()]

    def has_record(self, name: str) -> bool:
        """Whether there is a record of that name."""
        return self._folder + name in self._zip.namelist()

    def get_record(self, name: str) -> bytes:
        """A record's bytes. Raises RuntimeError if there is none of that name."""
        return self._zip.read(self._info(name))

    def get_record_size(self, name: str) -> int:
        """How many bytes a record has."""
        return self._info(name).file_size

    def get_record_header_offset(self, name: str) -> int:
        """Where a record's header begins in the file."""
        return self._info(name).header_offset

    def get_record_offset(self, name: str) -> int:
        """Where a record's bytes begin in the file."""
        header = self._info(name).header_offset
        assert self._zip.fp is not None
        self._zip.fp.seek(header + 26)
        lengths = self._zip.fp.read(4)
        return header + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")

    def get_storage_from_record(self, name: str, numel: int, dtype: Any) -> Any:
        """A 1-d tensor of the first ``numel`` elements of a record."""
        import numpy as np

        from ._ops.tensors.tensor_from_numpy import wrap

        return wrap(np.frombuffer(bytearray(self.get_record(name)), dtype.np, numel), dtype)

    def serialization_id(self) -> str:
        """The number that the writer gave the file; '' if it gave none."""
        name = ".data/serialization_id"
        return self.get_record(name).decode() if self.has_record(name) else ""


# Functions of ``torch._C`` -----------------------------------------------------------------------------------------


def _log_api_usage_once(event: str) -> None:
    """Count a use of something: nothing is counted here."""


def _get_tracing_state() -> Any:
    """What TorchScript's tracer is recording: None."""
    return None


def _get_default_device() -> str:
    """The name of the device on which new tensors are made."""
    from ._base.devices import get_default_device

    return get_default_device().type


def _get_accelerator(check_available: bool | None = None) -> Any:
    """The accelerator; the CPU, as there is none."""
    from ._base.devices import cpu

    return cpu


def _get_privateuse1_backend_name() -> str:
    """What a device of another maker is called."""
    return "privateuseone"


def _get_cudnn_enabled() -> bool:
    """The switch of cuDNN."""
    return True


def _get_mkldnn_enabled() -> bool:
    """The switch of oneDNN."""
    return True


def _are_functorch_transforms_active() -> bool:
    """Whether a transform of torch.func, or vmap, is at work here."""
    return bool(state.vmap)


class _Switch:
    """A switch of TorchScript's compiler: two functions, and a value that changes nothing."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def get(self) -> bool:
        return self.value

    def set(self, value: bool) -> None:
        self.value = bool(value)

    def exchange(self, value: bool) -> bool:
        before, self.value = self.value, bool(value)
        return before


_cpu_fusion, _gpu_fusion, _reduced = _Switch(False), _Switch(False), _Switch(False)
_texpr, _executor, _mode = _Switch(True), _Switch(True), _Switch(True)
_jit_can_fuse_on_cpu, _jit_override_can_fuse_on_cpu = _cpu_fusion.get, _cpu_fusion.set
_jit_can_fuse_on_gpu, _jit_override_can_fuse_on_gpu = _gpu_fusion.get, _gpu_fusion.set
_jit_texpr_fuser_enabled, _jit_set_texpr_fuser_enabled = _texpr.get, _texpr.set
_jit_set_profiling_executor, _jit_set_profiling_mode = _executor.exchange, _mode.exchange
_get_math_sdp_allow_fp16_bf16_reduction, _set_math_sdp_allow_fp16_bf16_reduction = _reduced.get, _reduced.set


def _jit_set_nvfuser_enabled(value: bool) -> bool:
    """A switch of a compiler that is gone from PyTorch too."""
    return False


def _jit_set_nvfuser_guard_mode(value: bool) -> bool:
    """A switch of a compiler that is gone from PyTorch too."""
    return False


_has_mkldnn = _has_cuda = has_mkl = has_cuda = False


def _keys() -> Any:
    from enum import Enum

    return Enum("DispatchKey", _DISPATCH, start=0)  # type: ignore[misc]


def __getattr__(name: str) -> Any:
    value: Any
    if name in _GRAPH_CLASSES:
        value = refused_class(name, "torch._C", _NO_GRAPHS)
    elif name == "DispatchKey":
        value = _keys()

    elif name == "DispatchKeySet":
        value = refused_class(name, "torch._C", "operators are not chosen by sets of keys here; use torch.library")
    elif name == "_nn":
        from importlib import import_module

        return import_module(".nn.functional", __package__)
    elif name == "Generator":
        from ._ops.random.generator import Generator

        return Generator
    else:
        raise AttributeError(name)
    globals()[name] = value
    return value
