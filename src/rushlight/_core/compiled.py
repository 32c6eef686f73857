"""The compiled core, given its slow paths: what csrc/waist does not do itself comes back to the modules beside this
one."""

from __future__ import annotations

from .. import _arrays
from .._arrays.batched import Batched
from .._arrays.layouts import in_channels_last
from .._arrays.sparse import Sparse
from .._base import devices, dtypes
from .._base.size import Size
from .._native import ext
from . import engine, saving
from .apply import apply_ as slow_apply_
from .apply import apply_out, rebase, run
from .types import Value
from .value import PACKAGE

ext.configure_waist(
    cpu=devices.cpu,
    namespace=_arrays.cpu,
    cast=_arrays.cpu.cast,
    size=Size,
    run=run,
    apply_=slow_apply_,
    rebase=rebase,
    hooks=engine,
    changed=saving.changed,
    in_channels_last=in_channels_last,
    package=PACKAGE,
)
ext.set_apply_out(apply_out)
ext.set_shadow_classes(Batched, Sparse)
dtypes.on_default_dtype_change(ext.new_epoch)

apply, apply_, apply_to, run_backward = ext.apply, ext.apply_, ext.apply_to, ext.run_backward
operator, in_place_operator, unary = ext.operator, ext.in_place_operator, ext.unary
indexer, viewer, will_run = ext.indexer, ext.viewer, ext.will_run


def set_tensor_class(cls):
    """Make ``cls`` the class of results."""
    cls.result_class = cls
    Value.default_class = cls
    ext.set_tensor_class(cls)
    cls._adopt()
