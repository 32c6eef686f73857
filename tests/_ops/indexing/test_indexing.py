"""Index expressions beside PyTorch: what they read, and where gradients go; what they write, and through views."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from support.expressions import same

pytest.importorskip("torch")
pytestmark = pytest.mark.torch

# z is (3, 4, 5)
READS = """
z[0]
z[-1]
z[5]
z[-4]
z[0,1]
z[0,0,0]
z[0,0,0,0]
z[:]
z[...]
z[()]
z[:,1:3]
z[1:,::2,-2:]
z[::-1]
z[::0]
z[0:0]
z[5:]
z[-100:100]
z[2:1]
z[...,0]
z[0,...]
z[...,0,...]
z[0,...,1]
z[None]
z[:,None,0]
z[...,None]
z[None,...,None,0]
z[True]
z[False]
z[True,0]
z[T.tensor(True)]
z[T.tensor(False)]
z[T.tensor(1)]
z[T.tensor(1),T.tensor(2)]
z[[0,2]]
z[[]]
z[[2,2,0]]
z[[-1]]
z[[0,5]]
z[[[0,1]]]
z[(0,1)]
z[range(2)]
z[:,[1,3]]
z[...,[1,3]]
z[[0,1],[1,2]]
z[[0,1],:,[1,2]]
z[:,[0,1],[1,2]]
z[[0,1],[1,2],[3,4]]
z[[[0],[1]],[1,2]]
z[[0,1],[0,1,2]]
z[0,[1,2]]
z[[1,2],0]
z[0,...,[1,1,4]]
z[0,:,[1,2]]
z[[1,2],None]
z[:,:,None,[0]]
z[1:,[0,2],::2]
z[T.tensor([0,2])]
z[T.tensor([0,1]).int()]
z[T.tensor([[0,1],[2,2]])]
z[T.tensor([0,1],dtype=T.uint8)]
z[T.tensor([1.0])]
z[T.tensor([])]
z[T.tensor([],dtype=T.int64)]
z[T.tensor([True,False,True])]
z[T.tensor([True,False])]
z[:,T.tensor([True,False,True,True])]
z[T.tensor([True,False,True]),T.tensor([True,False,True,False])]
z[T.tensor([True,False,True]),[0,1]]
z[T.ones(3,4)>0]
z[T.ones(3,4)>0,1]
z[T.ones(4)>0]
z[z>3]
z[z>1000]
z[0][z[0]>3]
z['a']
z[1.5]
z[1:2.5]
z[T.tensor(1):3]
z[0][1][2]
z[:,1][1:]
s[0]
s[...]
s[None]
s[()]
s[True]
s[T.tensor(True)]
v[v>0]
v[[0,0,3]]
v[-1]
v[::2]
""".strip().split("\n")

# x (3, 4) is written to; w is (4,)
WRITES = """
x[0] = 1
x[0] = w
x[:, 1] = 7
x[:, 1] = w[:3]
x[0, 0] = w[0]
x[...] = w
x[:] = w
x[None] = 5
x[True] = 3
x[False] = 3
x[1:, 2:] = w.sum()
x[1:, ::2] = w[:2]
x[0] = x[1] * 2
x[0] = w[None]
x[0] = w[None, None]
x[0] = w[:3]
x[0:2] = w[:3]
x[7] = 1
x[0, 9] = 1
x[0, 0, 0] = 1
x[0] = [1, 2, 3, 4]
x[[0, 2]] = 1
x[[0, 2]] = w
x[[0, 1], [1, 2]] = w[:2]
x[[0, 0]] = w
x[:, [0, 2]] = 9
x[:, [0, 2]] = w[:2]
x[[0, 2], 1:] = w[1:]
x[[5]] = 1
x[[0]] = w[:3]
x[x > 0] = -1
x[x > 0] = w[0]
x[x > 100] = 1
x[T.tensor([True, False, True])] = w
x[T.tensor([True, False])] = 1
x[T.tensor([0, 1]), T.tensor([2, 3])] = w[2:]
x[T.tensor(1)] = w
x[0, [1, 2]] = w[:2]
x[..., -1] = w[1:]
x[0] = True
x[0] = 2.5
x[0][1] = w[3]
x[1:][0] += w
x[[0, 1]] += 1
x[:, 0] *= 2
x.t()[1] = 4
x.view(-1)[5] = w[0]
x.diagonal()[:] = w[:3]
x[1] = w.half()
x.unbind()[0][0] = 1
""".strip().split("\n")


@pytest.mark.parametrize("dtype", ["float64", "int64", "bfloat16"])
@pytest.mark.parametrize("text", READS)
def test_reads(text, dtype):
    text = f"(lambda z: {text})(T.cat([x.reshape(-1), x.reshape(-1).repeat(4) * 2]).reshape(3, 4, 5))"
    same(text, dtype)


def written(t, text, dtype):
    dtype = getattr(t, dtype)
    leaf = t.arange(12.0).to(dtype).reshape(3, 4)
    w = t.tensor([2.0, -1.0, 3.0, 1.0]).to(dtype)
    if dtype.is_floating_point:
        leaf, w = leaf.requires_grad_(), w.requires_grad_()
    x = leaf * 1
    before = x._version
    exec(text, {"x": x, "w": w, "T": t})
    facts = [x._version > before, x.grad_fn.name() if x.grad_fn is not None else None]
    values = [x]
    if dtype.is_floating_point:
        values += t.autograd.grad((x * x).sum(), [leaf, w], allow_unused=True)
    return facts, [None if y is None else np.array(y.detach().to(t.float64).tolist()) for y in values]


@pytest.mark.parametrize("dtype", ["float64", "int64", "bfloat16", "bool"])
@pytest.mark.parametrize("text", WRITES)
def test_writes(text, dtype):
    import torch

    try:
        expected = written(torch, text, dtype)
    except Exception as failure:
        with pytest.raises(type(failure)):
            written(rushlight, text, dtype)
        return
    got = written(rushlight, text, dtype)
    assert got[0] == expected[0]
    for a, b in zip(got[1], expected[1], strict=True):
        if a is None or b is None:
            rest = b if a is None else a
            assert rest is None or not rest.any()
        else:
            np.testing.assert_array_equal(a, b)
