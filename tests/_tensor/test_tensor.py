"""Tensors as Python objects: numbers, lists, arrays, copies, pickles, attributes, casts, beside PyTorch's."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import rushlight
from support.printed import beside_pytorch

SETUP = """
x = torch.tensor([1., 2.])
xg = torch.tensor([1., 2.], requires_grad=True)
i = torch.tensor([1, -2])
c = torch.tensor([1 + 2j, 3j])
b = torch.tensor([True, False])
m = torch.empty(2, device='meta')
h = torch.zeros(2, 3)
"""

EXPRESSIONS = """
x.to(torch.int64)
x.to('cpu') is x
x.to(torch.float32) is x
x.to(torch.float32, copy=True) is x
x.to('meta')
m.to('cpu')
x.cuda()
x.to('cuda')
x.to(i)
x.to('cpu', torch.int8)
x.to(torch.int8, True, True)
x.to(device='cpu', dtype=torch.int8)
x.to('cpu', torch.int8, False, True)
x.to(None) is x
x.to(float)
x.to('foo')
x.to([1])
x.type()
x.type('torch.IntTensor')
x.type(torch.int8)
x.type_as(i)
c.float()
x.to(memory_format=torch.contiguous_format)
h.t().contiguous().stride()
xg.to(torch.float64)
xg.double()
xg.half().grad_fn
xg.int().requires_grad
x.cpu() is x
x.float() is x
[getattr(x, n)() for n in ('double', 'half', 'bfloat16', 'int', 'long')]
[getattr(x, n)() for n in ('short', 'char', 'byte', 'bool', 'cfloat', 'cdouble')]
torch.tensor([300., -1., 1e10]).to(torch.int32)
torch.tensor([257, -1]).to(torch.uint8)
torch.tensor([1e-8, 65520., 1e6]).half()
torch.tensor([1.00390625, 3.3e38]).bfloat16()
x.copy_(torch.zeros(3))
x.copy_(1)
x.copy_(torch.zeros(2, dtype=torch.int8))
x.copy_(c)
x.clone(memory_format=torch.preserve_format)
x.fill_(x)
x.fill_(torch.tensor(3.))
torch.zeros(2).int().fill_(2.7)
torch.zeros(2).int().fill_(1j)
torch.zeros(2).int().fill_(2**40)
x.zero_()
float(x)
float(x[0])
int(torch.tensor(2.7))
bool(x)
bool(torch.tensor([]))
bool(torch.tensor([0.0]))
complex(torch.tensor(2.))
range(torch.tensor(3))
range(torch.tensor(3.))
[1, 2, 3][torch.tensor(1)]
len(x)
len(torch.tensor(1))
1 in x
'a' in x
list(x)
list(torch.tensor(1))
f'{x[0]:.3f}'
f'{x}'
f'{x:.2f}'
f'{torch.tensor(3):5d}'
hash(x) == id(x)
{x: 1}[x]
x.item()
x[0].item()
i[0].item()
c[0].item()
b[0].item()
m.item()
x.tolist()
h.tolist()
torch.tensor(1.5).tolist()
m.tolist()
x.bfloat16().tolist()
x.bfloat16()[0].item()
x.numpy()
xg.numpy()
xg.numpy(force=True)
m.numpy()
x.bfloat16().numpy()
x.half().numpy()
np.sin(x)
np.add(x, 1)
np.float64(2) * x
x * np.float64(2)
np.float32(2) * x
np.sin(xg)
np.greater(x, 1)
np.array(i)
np.asarray(xg)
np.asarray(i, dtype='f4')
np.ones(2) * x
np.dot(x, x)
np.concatenate([x, x])
x == None
x != None
x == 'a'
x < None
x.__eq__('a')
x + 'a'
x + [1, 2]
x @ 'a'
'a' * x
x.element_size(), x.nbytes, x.itemsize
x.half().nbytes
x.is_cuda, x.is_cpu, x.is_meta, x.is_sparse, x.is_quantized
m.is_meta
x.layout
x.is_pinned()
x.storage_offset(), h[1].storage_offset(), h[1, 1:].storage_offset()
x.dim(), x.ndim, x.ndimension()
x.nelement(), x.numel()
h.size(-1), h.size(), h.size(dim=0)
x.size(3)
torch.tensor(1).size(0)
h.stride(), h.stride(0), h.stride(-1), h.t().stride()
h.is_contiguous(), h.t().is_contiguous()
x.is_floating_point(), i.is_floating_point()
c.is_complex(), i.is_signed(), torch.tensor([1], dtype=torch.uint8).is_signed()
x.is_inference()
x.imag
x.real is x
c.real, c.imag
x.get_device()
x.data_ptr() == x.data_ptr()
h[0].is_set_to(h[0])
x.is_same_size(i)
torch.result_type(x, 1.)
torch.Tensor([1, 2])
torch.Tensor(2, 3).shape
torch.Tensor()
torch.Tensor(x) is x
torch.Tensor(torch.Size([2])).shape
torch.Tensor(np.ones(2))
torch.Tensor(2.5)
torch.Tensor(3).shape
torch.Tensor(i)
torch.FloatTensor([1, 2]), torch.LongTensor([1, 2]), torch.BoolTensor([True])
torch.LongTensor(2, 3).shape
isinstance(x, torch.FloatTensor), isinstance(x, torch.LongTensor)
x.type(torch.LongTensor)
x.new([1, 2]), i.new([3])
x.new(2, 3).shape
x.logit()
torch.typename(x), torch.typename(3)
torch.broadcast_shapes((2, 1), (3,))
torch.broadcast_shapes((2,), (3,))
torch.use_deterministic_algorithms(False)
torch.set_float32_matmul_precision('highest'), torch.get_float32_matmul_precision()
torch.Tensor.add(x, 1), torch.Tensor.__add__(x, 1)
torch.cov(torch.tensor([[1., 2, 4], [3, 1, 0]]))
torch.cov(x), torch.cov(torch.tensor([[1., 2, 4], [3, 1, 0]]), fweights=torch.tensor([1, 2, 1]))
torch.corrcoef(torch.tensor([[1., 2, 4], [3, 1, 0]]))
copy.copy(x)
copy.deepcopy(xg)
copy.deepcopy(xg * 2)
pickle.loads(pickle.dumps(h.t()))
pickle.loads(pickle.dumps(xg))
pickle.loads(pickle.dumps([torch.float32, torch.Size([2]), torch.device('cpu'), torch.strided]))
"""

test_as_in_pytorch = beside_pytorch(SETUP, EXPRESSIONS)


def test_deepcopy_keeps_views_together():
    x = rushlight.arange(6.0).reshape(2, 3)
    x, row = copy.deepcopy([x, x[1]])
    row.fill_(9)
    assert x.tolist() == [[0, 1, 2], [9, 9, 9]]


def test_deepcopy_copies_gradients_and_attributes():
    x = rushlight.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.note = [1]
    y = copy.deepcopy(x)
    assert y.grad.tolist() == [3, 3]
    assert y.grad is not x.grad
    assert y.note == [1]
    assert y.note is not x.note


def test_copy_shares_memory():
    x = rushlight.ones(2)
    copy.copy(x).fill_(5)
    assert x.tolist() == [5, 5]


@pytest.mark.parametrize("protocol", [2, 5])
def test_pickles_keep_everything(protocol):
    x = rushlight.tensor([[1.5, 2], [3, 4]], dtype=rushlight.bfloat16).t()
    x.note = "n"
    y = pickle.loads(pickle.dumps(x, protocol))
    assert y.dtype is x.dtype
    assert y.tolist() == x.tolist()
    assert y.note == "n"


def test_subclasses_stay():
    class Mine(rushlight.Tensor):
        pass

    x = Mine._wrap(np.ones(2), rushlight.float64)
    assert type(x + 1) is Mine
    assert type(rushlight.ones(2, dtype=rushlight.float64) * x) is Mine
    assert type(copy.deepcopy(x)) is Mine


def test_dlpack_shares_memory():
    x = rushlight.arange(3.0)
    y = rushlight.from_dlpack(x.numpy())
    y[0] = 8
    assert x[0].item() == 8
    assert np.from_dlpack(x).tolist() == [8, 1, 2]


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(AttributeError, match="nearest supported name is 'tensor'"):
        _ = rushlight.tensr
    assert not hasattr(rushlight, "no_such_thing")
