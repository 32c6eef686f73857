"""Names of types, for annotations."""

from __future__ import annotations

import os
from typing import IO, TypeAlias

from ._base.devices import device as _device
from ._base.size import Size
from ._ops.tensors.storage import TypedStorage, UntypedStorage
from ._symbolic import SymBool, SymFloat, SymInt
from ._tensor.tensor import Tensor

__all__ = ["Device", "FileLike", "Number", "Storage"]

_int, _float, _bool, _complex, _str, _bytes = int, float, bool, complex, str, bytes
_size: TypeAlias = Size | list[int] | tuple[int, ...]
_symsize: TypeAlias = Size | list[int] | list[SymInt] | tuple[int, ...]
_TensorOrTensors: TypeAlias = Tensor | tuple[Tensor, ...] | list[Tensor]
_TensorOrOptionalTensors: TypeAlias = Tensor | tuple[Tensor | None, ...] | list[Tensor | None]
_dispatchkey: TypeAlias = str

IntLikeType: TypeAlias = int | SymInt
FloatLikeType: TypeAlias = float | SymFloat
BoolLikeType: TypeAlias = bool | SymBool
PySymType: TypeAlias = SymInt | SymFloat | SymBool
py_sym_types = (SymInt, SymFloat, SymBool)

Number: TypeAlias = int | float | bool
_Number = (int, float, bool)
Device: TypeAlias = _device | str | int | None
FileLike: TypeAlias = str | os.PathLike[str] | IO[bytes]
Storage: TypeAlias = UntypedStorage | TypedStorage
