"""Storages: the memory behind tensors, beside PyTorch's."""

from __future__ import annotations

import copy
import io
import multiprocessing
import os
import pickle
import sys

import pytest

import rushlight
from support.printed import check

SETUP = """
x = torch.arange(6.).reshape(2, 3)
s = x.untyped_storage()
t = torch.TypedStorage(wrap_storage=s, dtype=torch.float32)
e = torch.empty(0)
d = torch.empty(0, dtype=torch.float64)
"""

EXPRESSIONS = """
s
s.nbytes(), s.size(), len(s), str(s.device), s.element_size(), s.type()
s.data_ptr() == x.data_ptr() == x.const_data_ptr()
s[0], s[-1], s[4:8], s[4:8].nbytes()
s[::2]
s[100]
s['a']
x[1].untyped_storage() is s
x.t().untyped_storage() is s
x.data.untyped_storage() is s, x.detach().untyped_storage() is s
x.clone().untyped_storage() == s
s == s, hash(s) == hash(x.untyped_storage())
s.tolist(), list(s)
s.clone().tolist() == s.tolist(), s.clone().data_ptr() == s.data_ptr()
s.cpu() is s, s.untyped() is s
s.is_cuda, s.is_sparse, s.is_shared(), s.is_pinned()
torch.UntypedStorage(4).nbytes()
torch.UntypedStorage([1, 2, 3])
torch.UntypedStorage(4, device='meta')
torch.UntypedStorage(s).data_ptr() == s.data_ptr()
torch.UntypedStorage()
torch.UntypedStorage(-1)
torch.UntypedStorage('a')
torch.is_storage(s), torch.is_storage(t), torch.is_storage(x), torch.is_storage(3)
t
t.dtype, len(t), t.size(), t.nbytes(), t.element_size(), str(t.device), t.data_ptr() == s.data_ptr()
t[0], t[-1]
t[1:3]
t[100]
t.tolist(), list(t)
t.type(), t.pickle_storage_type()
t.double(), t.int(), t.half(), t.bool(), t.complex_float()
s.float().size(), s.byte().tolist() == s.tolist()
t.untyped() is s
torch.FloatStorage([1, 2, 3])
torch.FloatStorage(3).size()
torch.LongStorage([1, 2]), torch.BoolStorage([True]), torch.HalfStorage([1]), torch.BFloat16Storage([1])
torch.ComplexFloatStorage([1j])
torch.FloatStorage()
torch.FloatStorage(s)
torch.TypedStorage([1, 2], dtype=torch.int32)
torch.FloatStorage.dtype, torch.DoubleStorage.dtype
isinstance(t, torch.FloatStorage), isinstance(t, torch.DoubleStorage), isinstance(t, torch.TypedStorage)
isinstance(s, torch.TypedStorage)
e.set_(s)
e.set_(t)
e.set_(s, 1, (2, 2), (1, 1))
e.set_(s, 1, (2, 2))
e.set_(s, 1, (2,))
e.set_(x)
e.set_(x[1]), e.storage_offset(), e.untyped_storage() is s
e.set_(x, 1, (2,), (2,))
e.set_()
e.set_(source=s, storage_offset=1, size=(2,), stride=(1,))
e.set_(s, 1, torch.Size([1, 2]), (5, 3))
e.set_(s, 0, (0, 3))
e.set_(s, 0, ())
d.set_(x)
d.set_(t)
d.set_(s)
e.set_(s, -1, (2, 2))
e.set_(3)
e.set_(s, 0, (2, 2), (1,))
e.set_(x).add_(1).sum(), x
torch.ones(2, requires_grad=True).set_(torch.ones(3))
x.storage_type() is torch.FloatStorage, d.storage_type() is torch.DoubleStorage
x.long().storage_type() is torch.LongStorage
x.share_memory_() is x, x, x.is_shared(), x.untyped_storage().is_shared()
torch.ones(3, 2).t().share_memory_().stride()
torch.empty(0).share_memory_().shape
s.fill_(0), x
t.fill_(2), x
s.copy_(torch.UntypedStorage([0] * 24)), x
s.copy_(torch.UntypedStorage(3))
t.copy_(torch.FloatStorage([6, 5, 4, 3, 2, 1])), x
t.__setitem__(0, 7), x
s.__setitem__(slice(0, 4), 0), x
s.byteswap(torch.float32), s[:8]
torch.empty(2, device='meta').untyped_storage()
"""


@pytest.mark.torch
@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")
def test_as_in_pytorch(expression):
    torch = pytest.importorskip("torch")
    torch.FloatStorage()  # its warning comes once
    check(rushlight, torch, SETUP, expression)


def test_storage_warns_as_in_pytorch():
    with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
        t = rushlight.arange(3).storage()
    assert t.tolist() == [0, 1, 2] and isinstance(t, rushlight.LongStorage)


def test_copies_and_pickles():
    x = rushlight.arange(4.0)
    s = x.untyped_storage()
    assert copy.deepcopy(s).tolist() == copy.copy(s).tolist() == pickle.loads(pickle.dumps(s)).tolist() == s.tolist()
    assert copy.deepcopy(s).data_ptr() != s.data_ptr()
    t = rushlight.TypedStorage(wrap_storage=s, dtype=x.dtype)
    a, b = pickle.loads(pickle.dumps((t, s)))
    assert (
        a.tolist() == [0, 1, 2, 3]
        and a.untyped() is b
        and pickle.loads(pickle.dumps(rushlight.FloatStorage)) is rushlight.FloatStorage
    )
    a, b = copy.deepcopy([t, s])
    assert a.untyped() is b
    assert pickle.loads(pickle.dumps(rushlight.UntypedStorage(4, device="meta"))).device.type == "meta"


def test_tensors_laid_over_storages_are_saved_as_before():
    x = rushlight.arange(6.0)
    y = rushlight.empty(0).set_(x.untyped_storage(), 2, (2, 2), (1, 2))
    file = io.BytesIO()
    rushlight.save([x, y], file)
    file.seek(0)
    a, b = rushlight.load(file)
    assert b.tolist() == y.tolist() and b.untyped_storage() is a.untyped_storage() and b.stride() == (1, 2)


def test_writes_are_counted():
    """A gradient that needs what was written over through its storage is refused, not wrong."""
    x = rushlight.ones(2)
    w = rushlight.ones(2, requires_grad=True)
    y = (w * x).sum()
    x.untyped_storage().fill_(0)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_elements_as_another_dtype():
    t = rushlight.FloatStorage([1, 2])
    assert t.type("torch.IntStorage").tolist() == t.type(rushlight.IntStorage).tolist() == t.int().tolist() == [1, 2]
    assert t.type(rushlight.float32) is t
    with pytest.raises(TypeError, match="FloatStorage"):
        t.type("torch.FooStorage")


def test_a_storage_does_not_grow():
    x = rushlight.arange(6.0)
    with pytest.raises(RuntimeError, match="don't grow"):
        rushlight.empty(0).set_(x.untyped_storage(), 4, (2, 2))
    assert not x.untyped_storage().resizable()


def _add_one(tensors):
    for t in tensors:
        t.add_(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_memory_is_shared_with_children():
    x, y = rushlight.arange(4.0).reshape(2, 2).share_memory_(), rushlight.zeros(3)
    s = x.untyped_storage()
    child = multiprocessing.get_context("fork").Process(target=_add_one, args=((x, y),))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert x.tolist() == [[1, 2], [3, 4]] and y.tolist() == [0, 0, 0] and s.is_shared()


def test_sharing_leaves_nobody_behind():
    x = rushlight.ones(4)
    part = x[1:]
    with pytest.raises(RuntimeError, match="would stay behind"):
        x.share_memory_()
    del part
    s = x.untyped_storage()
    x.share_memory_()
    assert s.is_shared() and s.data_ptr() == x.data_ptr() and x.untyped_storage() is s
    p = rushlight.nn.Parameter(rushlight.ones(2))
    assert p.share_memory_() is p and p.is_shared() and p.requires_grad


@pytest.mark.parametrize("lib", ["rushlight", pytest.param("torch", marks=pytest.mark.torch)])
def test_files_as_memory(lib, tmp_path):
    lib = pytest.importorskip(lib)
    file = str(tmp_path / "numbers")
    a = lib.from_file(file, shared=True, size=3)
    a.copy_(lib.tensor([1.0, 2.0, 3.0]))
    assert a.is_shared() and os.path.getsize(file) == 12
    b = lib.from_file(file, shared=False, size=2, dtype=lib.float32)
    assert b.tolist() == [1, 2]
    b.fill_(0)
    assert lib.from_file(file, size=3).tolist() == a.tolist() == [1, 2, 3]
    assert lib.UntypedStorage.from_file(file, False, 4).tolist() == [0, 0, 128, 63]
    with pytest.raises(RuntimeError):
        lib.from_file(file, shared=False, size=100)
    with pytest.raises(RuntimeError):
        lib.from_file(str(tmp_path / "none"), shared=False, size=1)
    assert lib.from_file(file, size=0).shape == (0,)
    assert lib.from_file(file, size=1, requires_grad=True).requires_grad


def test_memory_counts_in_the_size_of_an_object():
    small, large = (rushlight.zeros(n).untyped_storage() for n in (0, 1000))
    assert sys.getsizeof(large) - sys.getsizeof(small) == 4000
    small, large = (rushlight.TypedStorage(wrap_storage=s, dtype=rushlight.float32) for s in (small, large))
    assert sys.getsizeof(large) - sys.getsizeof(small) == 4000
