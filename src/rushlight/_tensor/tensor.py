"""Tensor: a Value with the methods of all op families."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from .._base.dtypes import get_default_dtype
from .._core import Storage, Value, set_tensor_class
from .._face.overrides import DisableTorchFunctionSubclass, convert, disabled, dispatch, not_wrapped, overridable
from .._native import ext
from .._ops.common.inside_vmap import readable_tensor
from .._ops.elementwise.abs_sign_round import RoundingMethods
from .._ops.elementwise.activation import ActivationMethods
from .._ops.elementwise.arithmetic import ArithmeticMethods
from .._ops.elementwise.atan2_hypot import PairMethods
from .._ops.elementwise.bitwise_logical import BitwiseMethods
from .._ops.elementwise.compare import CompareMethods
from .._ops.elementwise.complex import ComplexMethods
from .._ops.elementwise.exp_log_sin import MathsMethods
from .._ops.elementwise.pow import PowerMethods
from .._ops.elementwise.where_clamp import SelectMethods
from .._ops.indexing.gather_scatter import GatherMethods
from .._ops.indexing.getitem import IndexMethods
from .._ops.indexing.index_select_take import IndexAlongMethods
from .._ops.indexing.masked_fill import MaskMethods
from .._ops.indexing.scatter_reduce import ReduceAtMethods
from .._ops.layers.softmax import SoftmaxMethods
from .._ops.linalg.addmm import AddmmMethods
from .._ops.linalg.cdist import DistanceMethods
from .._ops.linalg.cholesky_lu import FactoringMethods
from .._ops.linalg.det import DeterminantMethods
from .._ops.linalg.eig_svd import SpectralMethods
from .._ops.linalg.einsum import ContractMethods
from .._ops.linalg.lstsq_pinv import LeastSquaresMethods
from .._ops.linalg.matmul import LinalgMethods
from .._ops.linalg.matrix_exp_power import MatrixFunctionMethods
from .._ops.linalg.norm import MatrixNormMethods
from .._ops.linalg.qr import OrthogonalMethods
from .._ops.linalg.solve_inv import SolvingMethods
from .._ops.random.rand_randint import RandomMethods
from .._ops.reductions.cumsum_cummax import ScanMethods
from .._ops.reductions.gradient_diff import DifferenceMethods
from .._ops.reductions.histogram import HistogramMethods
from .._ops.reductions.sum_max import ReduceMethods
from .._ops.reductions.topk_sort import SortMethods
from .._ops.reductions.unique_searchsorted import CountMethods
from .._ops.reductions.var_median import StatisticsMethods
from .._ops.shapes.cat_split import JoinMethods
from .._ops.shapes.diag_tril import DiagonalMethods
from .._ops.shapes.flip_roll_repeat import ShapeMethods
from .._ops.shapes.select_scatter import ScatterViewMethods
from .._ops.shapes.view_copies import ViewCopyMethods
from .._ops.shapes.view_transpose import ViewMethods
from .._ops.signal.stft import SpectrumMethods
from .._ops.special.erfinv_ndtri import SpecialMethods
from .._ops.tensors.as_strided_unfold import address, memory_of
from .._ops.tensors.backward_detach import GradientMethods
from .._ops.tensors.dlpack import DLPackMethods
from .._ops.tensors.item_numpy import ExchangeMethods
from .._ops.tensors.map_apply import CallableMethods
from .._ops.tensors.size_stride import AttributeMethods
from .._ops.tensors.storage import StorageMethods
from .._ops.tensors.tensor_from_numpy import from_legacy
from .._ops.tensors.to_clone_copy import CastMethods
from .._ops.tensors.zeros_arange import CreationMethods
from .printing import tensor_repr

__all__ = ["Tensor"]


class ObjectMethods:
    """Methods of Tensor: as a Python object that is printed, copied and pickled."""

    __slots__ = ()
    __repr__ = tensor_repr

    def __deepcopy__(self, memo):
        """A copy that shares no memory; views of the same memory still share theirs among each other."""
        if id(self) in memo:
            return memo[id(self)]
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment. "
                "Copy x.detach() instead."
            )
        array, storage = _copied(self, memo)
        t = memo[id(self)] = type(self)._wrap(array, self._dtype, self._device, storage)
        t._requires_grad = self._requires_grad
        if self._grad is not None:
            t._grad = self._grad.__deepcopy__(memo)
        if self.__dict__:
            from copy import deepcopy

            t.__dict__.update(deepcopy(self.__dict__, memo))
        return t

    def __copy__(self):
        t = type(self)._wrap(self._array, self._dtype, self._device, self._storage)
        t._requires_grad = self._requires_grad or self._node is not None
        t.__dict__.update(self.__dict__)
        return t

    def __reduce_ex__(self, protocol):
        array = self._array if self._device.type == "cpu" else np.empty(0)
        args = (
            type(self),
            array,
            self._dtype,
            self._device,
            self._array.shape,
            self._requires_grad or self._node is not None,
        )
        return (_rebuild, args, self.__dict__) if self.__dict__ else (_rebuild, args)


Methods: Any = overridable(
    ActivationMethods,
    AddmmMethods,
    ArithmeticMethods,
    AttributeMethods,
    BitwiseMethods,
    CallableMethods,
    CastMethods,
    CompareMethods,
    ComplexMethods,
    ContractMethods,
    CountMethods,
    CreationMethods,
    DeterminantMethods,
    DiagonalMethods,
    DifferenceMethods,
    DistanceMethods,
    DLPackMethods,
    ExchangeMethods,
    FactoringMethods,
    GatherMethods,
    GradientMethods,
    HistogramMethods,
    IndexAlongMethods,
    IndexMethods,
    JoinMethods,
    LeastSquaresMethods,
    LinalgMethods,
    MaskMethods,
    MathsMethods,
    ObjectMethods,
    MatrixFunctionMethods,
    MatrixNormMethods,
    OrthogonalMethods,
    PairMethods,
    PowerMethods,
    RandomMethods,
    ReduceAtMethods,
    ReduceMethods,
    RoundingMethods,
    ScanMethods,
    ScatterViewMethods,
    SelectMethods,
    ShapeMethods,
    SoftmaxMethods,
    SolvingMethods,
    SortMethods,
    SpecialMethods,
    SpectralMethods,
    SpectrumMethods,
    StatisticsMethods,
    StorageMethods,
    ViewCopyMethods,
    ViewMethods,
)


class Tensor(Methods, Value):
    """A multi-dimensional array of one dtype that remembers how it was computed.

    ``Tensor(2, 3)`` makes one of these sizes (contents undefined), ``Tensor([1, 2])`` one of these numbers, of the
    default floating dtype; ``torch.tensor`` and ``torch.empty`` say better what is meant.

    >>> Tensor([1, 2])
    tensor([1., 2.])
    """

    def __new__(cls, *data, device=None):
        t = from_legacy(data, get_default_dtype(), device)
        return t if cls is Tensor else cls._wrap(t._array, t._dtype, t._device, t._storage)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "result_class" not in cls.__dict__:
            own = cls.__torch_function__
            plain = getattr(own, "__func__", own) is Tensor.__torch_function__.__func__
            cls.result_class = cls if plain else Tensor

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        """What ``func(*args, **kwargs)`` is for operands of these types: as for Tensors, and of this class.

        Subclasses that define it see every function of their tensors; ``super().__torch_function__(...)`` computes.
        """
        if not all(issubclass(cls, t) for t in types):
            return NotImplemented
        with DisableTorchFunctionSubclass():
            result = func(*args, **(kwargs or {}))
        return result if func in not_wrapped else convert(result, cls)

    @staticmethod
    def _make_subclass(cls, data, require_grad=False):
        """``data``'s memory as a leaf of class ``cls``, a subclass of Tensor."""
        t = cls._wrap(data._array, data._dtype, data._device, data._storage)
        t._requires_grad = bool(require_grad)
        return t


def _copied(t, memo):
    """The array of ``t`` in a copy of its whole memory, which is copied once for all its views, and the Storage for
    it."""
    t = readable_tensor(t)
    old = memory_of(t._array)
    key = ("rushlight storage", id(t._storage))
    if t._device.type != "cpu" or (old.size == t._array.size and key not in memo and t._base is None):
        array = t._array.copy(order="K")
        memo[key] = array, Storage(), t._storage
        return array, memo[key][1]
    if key not in memo:
        memo[key] = old.copy(), Storage(), t._storage
    new, storage, _ = memo[key]
    new = memory_of(new)
    offset = address(t._array) - address(old)
    return np.ndarray(t._array.shape, t._array.dtype, new, offset, t._array.strides), storage


def _rebuild(cls, array, dtype, device, shape, requires_grad):
    if device.type == "meta":
        array = np.broadcast_to(np.zeros((), dtype.np), shape)
    t = cls._wrap(array, dtype, device)
    t._requires_grad = requires_grad
    return t


set_tensor_class(Tensor)
ext.configure_overrides(dispatch, convert, Tensor, vars(Tensor)["__torch_function__"], disabled)
sys.modules.setdefault("rushlight.tensor", sys.modules[__name__])  # pickles of earlier versions name `_rebuild` in it
