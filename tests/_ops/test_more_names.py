"""Argument forms, errors and corner cases of what torch names beside the operators, each beside PyTorch's."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight

# Expressions in t (the library) and what ``given`` makes; results or classes of errors must agree.
CALLS = """
t.scatter_reduce(x, 0, i, s, 'max')
t.scatter_reduce(x, 0, i, s, 'least')
t.scatter_reduce(x, 0, i, s.double(), 'sum')
t.scatter_reduce(x, 0, i + 5, s, 'sum')
t.scatter_reduce(x, 0, i - 1, s, 'sum')
t.scatter_reduce(x, 0, i.int(), s, 'sum')
t.scatter_reduce(x, 0, i[:0], s, 'sum')
t.scatter_reduce(x, 0, i[None], s, 'sum')
t.scatter_reduce(x, 0, i, s[:2], 'sum')
t.scatter_reduce(x.long(), 0, i, s.long(), 'mean', include_self=False)
t.scatter_reduce(x.bool(), 0, i, s.bool(), 'amin', include_self=False)
t.scatter_reduce(x.bool(), 0, i, s.bool(), 'mean')
t.scatter_reduce(x.cfloat(), 0, i, s.cfloat(), 'prod')
t.scatter_reduce(x.cfloat(), 0, i, s.cfloat(), 'amax')
x.scatter_reduce_(0, i, s, 'sum')
t.index_reduce(x, 0, i, s, 'sum')
t.index_reduce(x, 0, i, s.double(), 'prod')
t.index_reduce(x, 0, i + 5, s, 'prod')
t.index_reduce(x, 0, i - 1, s, 'prod')
t.index_reduce(x, 0, i[:2], s, 'prod')
t.index_reduce(x, 0, i[None], s, 'prod')
t.index_reduce(x.long(), 0, i.int(), s.long(), 'mean', include_self=False)
t.index_reduce(x.bool(), 0, i, s.bool(), 'amax')
x.index_reduce_(0, i, s, 'prod')
t.gather(x, 0, t.zeros(0, dtype=t.uint8))
t.gather(x, 0, t.zeros(2, dtype=t.uint8))
t.take_along_dim(x, t.tensor([-1, 7]), 0)
t.take_along_dim(x, t.tensor([-1]))
t.take_along_dim(x, t.tensor([1], dtype=t.int32), 0)
t.histogram(s, 4)
t.histogram(x, 2)
t.histogram(s[:0], 2)
t.histogram(s, 3, range=(2., 2.))
t.histogram(s, 2, range=(3., 1.))
t.histogram(s, 0)
t.histogram(s.long(), 2)
t.histogram(s.half(), 2)
t.histogram(s * float('nan'), 2)
t.histogram(s, t.tensor([[1., 2.]]))
t.histogram(s, t.tensor([1.5]))
t.histogram(s, t.tensor([1., 2.]).double())
t.histogram(s, t.tensor([0., 1., 2.]), range=(0., 1.))
t.histogram(s, 2, weight=s[:1])
t.histogram(s, 2, weight=s.double())
t.histogram(s, 2, weight=s, density=True)
t.histogramdd(m, bins=[3, 3], weight=s[:2])
t.histogramdd(m, bins=2, range=[0., 1, 0, 2], density=True)
t.histogramdd(m, bins=(t.tensor([0., 1]), t.tensor([0., .5, 1])))
t.histogramdd(m, bins=[2])
t.histogramdd(m, bins=2, range=[0., 1])
t.histogramdd(s, bins=2)
t.histogramdd(s[0], bins=2)
t.cumulative_trapezoid(i)
t.cumulative_trapezoid(s[0])
t.cumulative_trapezoid(s > 1)
t.trapezoid(i)
t.trapezoid(s[0])
t.trapezoid(s[:0])
t.trapezoid(m, t.ones(4))
t.trapezoid(s, s, dx=2)
t.trapezoid(s, s > 1)
t.trapezoid(s, dx=2j)
t.trapezoid(m, t.ones(2, 1, 2))
t.diff(s, 0)
t.diff(s, -1)
t.diff(s, 9)
t.diff(s[0])
t.diff(s, prepend=s[0])
t.diff(m, prepend=t.ones(3, 1))
t.gradient(i)
t.gradient(m, spacing=[1., 2.])
t.gradient(s, spacing=t.tensor(2.))
t.gradient(s, spacing=s)
t.gradient(m, dim=1)
t.gradient(m, dim=(0, 1), spacing=(1.,))
t.gradient(m, dim=(0, 0))
t.gradient(m, dim=(0, 3))
t.gradient(s, edge_order=3)
t.gradient(s[:1])
t.gradient(s[:2], edge_order=2)
t.gradient(s > 1)
t.gradient(s.to(t.uint8))
t.gradient(s[0])
t.gradient(s, spacing=(t.ones(2, 2),))
t.gradient(s, spacing=2j)
t.unravel_index(t.tensor([3, -1]), (2, 2))
t.unravel_index(t.tensor(3), (2, 2))
t.unravel_index(t.tensor([3]), 4)
t.unravel_index(t.tensor([3.]), (2, 2))
t.unravel_index(t.tensor([3]), (2, -2))
t.unravel_index(t.tensor([3]), ())
t.unravel_index(t.tensor([9]), (2, 2))
t.unravel_index(t.tensor([3], dtype=t.int32), (2, 2))
t.unravel_index(t.tensor([3]), t.tensor([2, 2]))
t.nonzero_static(m, size=5, fill_value=-7)
m.nonzero_static(size=1)
t.nonzero_static(m, size=-1)
t.nonzero_static(t.tensor(1), size=2)
t.empty_permuted((2, 3, 4), (2, 0, 1)).stride()
t.empty_permuted((2, 3, 4), (2, 0)).stride()
t.empty_permuted((2, 3, 4), (2, 0, 0)).stride()
t.empty_permuted((2, 3, 4), (-1, 0, 1)).stride()
t.hash_tensor(m)
t.hash_tensor(i, 0, keepdim=True)
t.hash_tensor(i, mode=1)
t.hash_tensor(i[:0])
t.hash_tensor(i > 0)
t.segment_reduce(s, 'mean', lengths=t.tensor([1, 0, 2]))
t.segment_reduce(s, 'max', lengths=t.tensor([1, 0, 2]))
t.segment_reduce(s, 'min', lengths=t.tensor([1, 0, 2]), initial=1.)
t.segment_reduce(s, 'mean', lengths=t.tensor([1, 0, 2]), initial=1.)
t.segment_reduce(s, 'sum', lengths=t.tensor([1, 1]))
t.segment_reduce(s, 'sum', lengths=t.tensor([1, 1]), unsafe=True)
t.segment_reduce(s, 'sum', lengths=t.tensor([-1, 4]))
t.segment_reduce(s, 'sum', offsets=t.tensor([0, 1, 3]))
t.segment_reduce(m, 'sum', lengths=t.tensor([[1, 1], [2, 0]]), axis=1)
t.segment_reduce(s, 'sum')
t.segment_reduce(s, 'sum', indices=i)
t.segment_reduce(i, 'sum', lengths=i)
t.segment_reduce(s, 'x', lengths=i)
t.frexp(t.tensor([0., 1.5, -3, float('inf'), float('nan')]))
t.frexp(s.half())
t.frexp(i)
t.fill(i, 1.5)
t.fill(s, s)
t.fill(i, t.tensor(7.))
t.searchsorted(s, 1)
t.searchsorted(m, 1)
t.searchsorted(s, s.double())
t.searchsorted(s, s, side='left', right=True)
t.searchsorted(s, s, side='middle')
t.searchsorted(s, s, sorter=i[:2])
t.searchsorted(s, s, sorter=i.int())
t.searchsorted(s, s, sorter=i + 1)
t.searchsorted(s, s, out_int32=True, out=t.empty(0, dtype=t.int32))
t.searchsorted(s, s, out=t.empty(0, dtype=t.int32))
t.searchsorted(s[0], s)
t.bucketize(1.5, s)
t.bucketize(s, m)
t.isin(1, i)
t.isin(i, 1)
t.isin(element=1, test_elements=i)
t.isin(elements=i, test_element=1)
t.isin(1, 1)
t.isin(i, s + 0.5)
t.isin(i > 0, i > 0)
t.isin(i, i, out=t.empty(0))
t.quantile(s[0], 0.5, dim=0)
t.quantile(s[0], t.tensor([0.5, 1.]), dim=0, keepdim=True)
t.nanquantile(s[0], 0.5, dim=0, keepdim=True)
t.quantile(s[:0], 0.5)
t.quantile(s, t.ones(1, 1))
t.quantile(s, t.tensor(0.5).double())
t.softmax(s, 0, t.float64)
t.softmax(s)
t.softmax(s, 0, out=t.empty(0).double())
t.Tensor.__rpow__(s, s)
t.Tensor.__rsub__(s, x)
t.Tensor.__rtruediv__(x, s)
t.Tensor.__rdiv__(x, s)
t.Tensor.__div__(s, x)
t.Tensor.__rfloordiv__(x, s)
t.Tensor.__rmod__(x, s)
del_item(x)
x.clone().float_power_(2)
x.double().float_power_(2)
t.tensor([1, 2]).ldexp_(t.tensor([1, 1]))
x.heaviside_(s)
x.map_(s, lambda a, b: a + b)
x.map2_(s, s, lambda a, b, c: a + b + c)
i.apply_(lambda a: a * 1.7)
t.ones(2, requires_grad=True).apply_(lambda a: a)
(i > 0).sum_to_size(1)
i.sum_to_size(())
t.addr(m > 0, s[:2] > 0, s[1:] > 0, beta=3, alpha=2)
m.t().to('cpu', t.float64, True, True, memory_format=t.preserve_format).stride()
t.resize_as_(s.clone(), m[:1])
t.as_strided_(t.arange(4), (2,), (2,), 1)
t.as_strided_scatter(t.zeros(4), t.ones(2), (2,), (2,))
t.as_strided_scatter(t.zeros(4), t.ones(3), (2,), (2,))
t.result_type(tensor=i, other=1.5)
t.result_type(scalar=2, tensor=s)
t.result_type(scalar1=2, scalar2=1.5)
t.tensor_split(s, sections=2)
t.hsplit(s, indices=(1,))
t.vsplit(m, sections=2)
t.dsplit(m[None], sections=2)
m.swapdims(dim0=0, dim1=1)
m.swapaxes_(axis0=0, axis1=1)
m.squeeze_(dim=0)
m.clone().addmm_(mat1=m, mat2=m)
t.tril_indices(2, 2, requires_grad=True)
t.vander(m)
t.vander(i, 0)
t.vander(i, -1)
t.narrow_copy(s, 0, 1, 9)
t.view_copy(s, (5, 5))
t.view_as_complex_copy(t.ones(2, requires_grad=True))
t.select_copy(s, 0, 7)
t.slice_copy(s, step=0)
t.unbind_copy(m, out=(t.empty(0), t.empty(0)))
t.sort(s, out=(t.empty(0), t.empty(0).long()))
t.sort(s, out=(t.empty(0).double(), t.empty(0).long()))
t.topk(s, 2, out=(t.empty(0), t.empty(0).int()))
t.max(s, 0, out=(t.empty(0).double(), t.empty(0).long()))
t.median(s, 0, out=(t.empty(0), t.empty(0).long()))
t.median(s, out=t.empty(0))
t.aminmax(s, out=(t.empty(0), t.empty(0)))
t.cummax(s, 0, out=(t.empty(0), t.empty(0).long()))
t.cumsum(s, 0, out=t.empty(0).long())
t.mm(m, m, out=t.empty(0).double())
t.abs(s, out=t.empty(0).double())
t.add(s, s, out=t.empty(0).double())
t.add(s, s, out=t.empty(0).long())
t.cat([s, s], out=t.empty(0).long())
t.zeros(2, out=t.ones(3, requires_grad=True))
t.arange(4, out=t.ones(2, 2).long())
t.argmax(s, out=t.empty(0).long())
t.float_power(s, 2, out=t.empty(0))
t.nonzero(s, as_tuple=True, out=t.empty(0).long())
t.kron(s, s, out=t.empty(0))
t.gather(s, 0, i, out=t.empty(0).double())
t.exp_(x)
t.zero_(x)
t.index_put_(x, (i[:2],), s[:2])
t.is_same_size(x, s)
t.get_device(x)
""".strip().splitlines()


def _plain(result):
    """What can be compared of a result."""
    if isinstance(result, (tuple, list)):
        return [_plain(r) for r in result]
    if hasattr(result, "tolist"):
        return str(result.dtype), tuple(result.shape), result.detach().cpu()
    return str(result)


def _same(got, expected):
    if isinstance(expected, list):
        assert len(got) == len(expected)
        for a, b in zip(got, expected, strict=True):
            _same(a, b)
    elif isinstance(expected, tuple):
        assert got[:2] == expected[:2]
        np.testing.assert_allclose(got[2].numpy(), expected[2].numpy(), rtol=1e-6)
    else:
        assert got == expected


def _outcome(t, text):
    names = {
        "t": t,
        "x": t.tensor([1.0, 2.0, 3.0]),
        "s": t.tensor([0.0, 1.0, 2.0]),
        "i": t.tensor([0, 0, 2]),
        "m": t.tensor([[0.0, 1.0], [2.0, 1.0]]),
        "del_item": lambda x: x.__delitem__(0),
    }
    try:
        return _plain(eval(text, names)), None
    except Exception as error:
        return None, error


@pytest.mark.torch
@pytest.mark.parametrize("text", CALLS)
def test_calls_are_pytorchs(text):
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected, failure = _outcome(torch, text)
        got, error = _outcome(rushlight, text)
    if failure is not None:
        assert error is not None, f"PyTorch raises {failure!r}, we give {got}"
        assert isinstance(error, type(failure)), f"PyTorch raises {failure!r}, we {error!r}"
    else:
        assert error is None, f"{error!r}, PyTorch gives {expected}"
        _same(got, expected)


def test_parts_of_an_unsafe_split_may_be_changed_in_place():
    x = rushlight.ones(4, requires_grad=True)
    first, second = rushlight.unsafe_split(x * 2, 2)
    first.mul_(3)
    (first.sum() + second.sum()).backward()
    assert x.grad.tolist() == [6, 6, 2, 2]


def test_what_is_detached_by_a_copy_refuses_a_backward_pass():
    y = rushlight.detach_copy(rushlight.ones(2, requires_grad=True))
    with pytest.raises(RuntimeError, match="not implemented"):
        y.sum().backward()


def test_an_output_that_is_resized_warns():
    with pytest.warns(UserWarning, match="was resized"):
        rushlight.sort(rushlight.ones(3), out=(rushlight.ones(2), rushlight.empty(0, dtype=rushlight.int64)))


def test_as_strided_scatter_gives_the_replaced_part_no_gradient():
    x, src = rushlight.ones(4, requires_grad=True), rushlight.ones(2, requires_grad=True)
    rushlight.as_strided_scatter(x, src, (2,), (2,)).sum().backward()
    assert x.grad.tolist() == [0, 1, 0, 1]  # PyTorch 2.13 gives [1, 0, 1, 0]
    assert src.grad.tolist() == [1, 1]
