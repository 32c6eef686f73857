"""Tensor: a Value with the methods of all op families."""

from __future__ import annotations

from ._core import Value, set_tensor_class
from ._ops.arithmetic import ArithmeticMethods
from ._ops.attributes import AttributeMethods
from ._ops.bitwise import BitwiseMethods
from ._ops.cast import CastMethods
from ._ops.compare import CompareMethods
from ._ops.complex import ComplexMethods
from ._ops.creation import CreationMethods
from ._ops.exchange import ExchangeMethods
from ._ops.gradient import GradientMethods
from ._ops.indexing import IndexMethods
from ._ops.linalg import LinalgMethods
from ._ops.maths import MathsMethods
from ._ops.pairs import PairMethods
from ._ops.power import PowerMethods
from ._ops.random import RandomMethods
from ._ops.reduce import ReduceMethods
from ._ops.scan import ScanMethods
from ._ops.select import SelectMethods
from ._ops.shape import ShapeMethods
from ._ops.statistics import StatisticsMethods
from ._ops.views import ViewMethods
from ._printing import tensor_repr

__all__ = ["Tensor"]


class Tensor(
    ArithmeticMethods, AttributeMethods, BitwiseMethods, CastMethods, CompareMethods, ComplexMethods,
    CreationMethods, ExchangeMethods, GradientMethods, IndexMethods, LinalgMethods, MathsMethods, PairMethods,
    PowerMethods, RandomMethods, ReduceMethods, ScanMethods, SelectMethods, ShapeMethods, StatisticsMethods,
    ViewMethods, Value,
):  # fmt: skip
    """A multi-dimensional array of one dtype that remembers how it was computed."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "result_class" not in cls.__dict__:
            cls.result_class = cls

    __repr__ = tensor_repr


set_tensor_class(Tensor)
