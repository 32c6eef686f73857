"""Tensor: a Value with the methods of all op families."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._core import Storage, Value, set_tensor_class
from ._dtypes import get_default_dtype
from ._native import ext
from ._ops.activation import ActivationMethods
from ._ops.addmm import AddmmMethods
from ._ops.arithmetic import ArithmeticMethods
from ._ops.attributes import AttributeMethods
from ._ops.batches import readable_tensor
from ._ops.bitwise import BitwiseMethods
from ._ops.callables import CallableMethods
from ._ops.cast import CastMethods
from ._ops.compare import CompareMethods
from ._ops.complex import ComplexMethods
from ._ops.contract import ContractMethods
from ._ops.counting import CountMethods
from ._ops.creation import CreationMethods
from ._ops.determinants import DeterminantMethods
from ._ops.diagonals import DiagonalMethods
from ._ops.differences import DifferenceMethods
from ._ops.distances import DistanceMethods
from ._ops.dlpack import DLPackMethods
from ._ops.exchange import ExchangeMethods
from ._ops.factoring import FactoringMethods
from ._ops.from_data import from_legacy
from ._ops.gather import GatherMethods
from ._ops.gradient import GradientMethods
from ._ops.histograms import HistogramMethods
from ._ops.index_along import IndexAlongMethods
from ._ops.indexing import IndexMethods
from ._ops.joining import JoinMethods
from ._ops.least_squares import LeastSquaresMethods
from ._ops.linalg import LinalgMethods
from ._ops.masking import MaskMethods
from ._ops.maths import MathsMethods
from ._ops.matrix_functions import MatrixFunctionMethods
from ._ops.matrix_norms import MatrixNormMethods
from ._ops.orthogonal import OrthogonalMethods
from ._ops.pairs import PairMethods
from ._ops.power import PowerMethods
from ._ops.random import RandomMethods
from ._ops.reduce import ReduceMethods
from ._ops.reduce_at import ReduceAtMethods
from ._ops.rounding import RoundingMethods
from ._ops.scan import ScanMethods
from ._ops.scatter_views import ScatterViewMethods
from ._ops.select import SelectMethods
from ._ops.shape import ShapeMethods
from ._ops.softmax import SoftmaxMethods
from ._ops.solving import SolvingMethods
from ._ops.sorting import SortMethods
from ._ops.special_functions import SpecialMethods
from ._ops.spectra import SpectralMethods
from ._ops.statistics import StatisticsMethods
from ._ops.stft import SpectrumMethods
from ._ops.storage import StorageMethods
from ._ops.strided import address, memory_of
from ._ops.view_copies import ViewCopyMethods
from ._ops.views import ViewMethods
from ._overrides import DisableTorchFunctionSubclass, convert, disabled, dispatch, not_wrapped, overridable
from ._printing import tensor_repr

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
