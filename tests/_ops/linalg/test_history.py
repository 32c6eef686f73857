"""Products, pieces and joined tensors beside PyTorch: values, strides, shared memory, nodes, derivatives, errors."""

from __future__ import annotations

import pytest

import rushlight
from support.graphs import check

# Operands are float64 leaves of these shapes; names with i are integers, with k masks. A line is an expression, or
# statements that set r.

JOINING_OPERANDS = {
    "x": (2, 3, 4),
    "m": (3, 4),
    "n": (3, 4),
    "v": (5,),
    "s": (),
    "e": (0,),
    "f": (0, 4),
    "i2": (2,),
    "k2": (2,),
}
JOINING = """
torch.cat([m,n])
torch.cat((m,n),1)
torch.cat([m,n],-1)
torch.cat([m,n],dim=2)
torch.cat([m,e])
torch.cat([e,e])
torch.cat([m,f])
torch.cat([m,v])
torch.cat([m,m[:,:2]])
torch.cat([m,m[:,:2]],1)
torch.cat([])
torch.cat(m)
torch.cat([m,1])
torch.cat([s,s])
torch.cat([i2,v])
torch.cat([i2,k2])
torch.cat([m,n],axis=1)
torch.cat(tensors=[m,n])
torch.concat([m,n])
torch.concatenate([m,n])
torch.cat([m,m])
torch.cat([m])
torch.cat([m.t(),n.t()])
torch.stack([m,n])
torch.stack((m,n),1)
torch.stack([m,n],-1)
torch.stack([m,n],3)
torch.stack([s,s])
torch.stack([m,v])
torch.stack([])
torch.stack([i2,k2])
torch.stack([m,m])
torch.hstack([v,v])
torch.hstack([m,n])
torch.hstack([s,s])
torch.hstack([m,v])
torch.vstack([v,v])
torch.vstack([m,n])
torch.vstack([s,s])
torch.row_stack([v,v])
torch.dstack([v,v])
torch.dstack([m,n])
torch.dstack([x,x])
torch.column_stack([v,v])
torch.column_stack([m,v[:3]])
v.chunk(2)
v.chunk(3)
v.chunk(10)
v.chunk(0)
m.chunk(2,1)
m.chunk(2,-1)
f.chunk(3)
s.chunk(2)
v.split(2)
v.split(5)
v.split(6)
v.split(0)
v.split(-1)
v.split([2,3])
v.split([2,2])
v.split([2,4,-1])
m.split(3,1)
m.split([1,3],dim=1)
torch.split(m,2)
torch.split(m,(1,2))
f.split(2)
v.split_with_sizes([1,4])
v.split_with_sizes([1,3])
torch.split_with_sizes(m,(1,2),0)
v.tensor_split(2)
v.tensor_split(3)
v.tensor_split((1,3))
v.tensor_split([3,1])
v.tensor_split(0)
v.tensor_split(torch.tensor(2))
v.tensor_split(torch.tensor([1,2]))
m.tensor_split(3,1)
m.hsplit(2)
v.hsplit(5)
m.hsplit(3)
m.vsplit(3)
m.vsplit([1])
v.vsplit(1)
x.dsplit(2)
torch.dsplit(x,[1])
m.unbind()
m.unbind(1)
m.unbind(-1)
v.unbind()
s.unbind()
f.unbind()
f.unbind(1)
torch.unbind(x,1)
a, b = m.split([1,2]); r = a.sum() * b
y = m*1; a, b = y.split([1,2]); a.mul_(2); r = y
y = m*1; a, *b = y.unbind(); a += 1; r = y
y = m*1; a = y.chunk(3)[0]; y.mul_(2); r = a * 2
torch.block_diag(m, v)
torch.cartesian_prod(v, v[:2])
torch.combinations(v)
torch.combinations(v, 2, True)
torch.cat([m,n],out=torch.empty(6,4,dtype=torch.float64))
o = torch.empty(0,dtype=torch.float64); r = torch.cat([m.detach(),n.detach()],out=o); r = (o, r is o)
torch.meshgrid(v[:2], v, indexing='ij')
torch.stack([m.detach().to(torch.bfloat16)]*2)
torch.cat([torch.ones(2,dtype=torch.float16), torch.ones(1)])
torch.cat([m.detach().to(torch.bfloat16)]*2)
torch.cat([torch.ones(2,dtype=torch.complex64), torch.ones(1)])
"""

PRODUCTS_OPERANDS = {
    "a": (3, 4),
    "b": (4, 5),
    "c": (5,),
    "v": (4,),
    "w": (3,),
    "s": (),
    "x": (2, 3, 4),
    "y": (2, 4, 5),
    "z": (7, 1, 3, 4),
    "i2": (2, 2),
    "e": (0, 4),
    "q": (3, 5),
}
PRODUCTS = """
a @ b
a @ v
v @ v
a @ a
a @ w
v @ w
s @ a
a @ s
x @ b
x @ v
w @ x
v @ y
x @ y
z @ y
z @ b
z @ v
x @ a
z @ x
w @ z
a @ 2
2 @ a
a @ np.ones((4,5))
a @ b.float()
i2 @ i2
i2 @ i2[0]
i2[0] @ i2[0]
a @ i2
e @ b
e.t() @ e
torch.zeros(3,0,dtype=torch.float64) @ torch.zeros(0,4,dtype=torch.float64)
a.t() @ w
a.t() @ a
a @ a.t()
torch.matmul(a,b)
torch.mm(a,b)
a.mm(b)
a.mm(v)
v.mm(a)
torch.bmm(x,y)
x.bmm(b)
x.bmm(x)
a.mv(v)
a.mv(w)
v.mv(a)
v.dot(v)
v.dot(w)
a.dot(a)
torch.outer(v,w)
v.outer(a)
torch.ger(v,w)
torch.inner(v,v)
torch.inner(a,v)
torch.inner(a,a)
torch.inner(s,v)
torch.inner(a,b)
torch.addmm(q,a,b)
torch.addmm(c,a,b)
torch.addmm(s,a,b)
torch.addmm(q,a,b,beta=2,alpha=3)
torch.addmm(q,a,b,beta=0)
torch.addmm(q,a,b,beta=0.5,alpha=0)
torch.addmm(w,a,b)
q.addmm(a,b)
q.addmm(a,a)
torch.addmv(w,a,v)
torch.addmv(s,a,v)
torch.addmv(w,a,v,beta=2,alpha=0.5)
torch.addmv(v,a,v)
torch.addr(a,w,v)
torch.addr(s,w,v,alpha=2)
torch.baddbmm(q,x,y)
torch.baddbmm(q[None],x,y,beta=2,alpha=3)
torch.baddbmm(torch.ones(2,3,5,dtype=torch.float64),x,y)
torch.addbmm(q,x,y)
o = q*1; o.addmm_(a,b); r = o
o = q*1; o.addmm_(a,b,beta=2,alpha=0.5); r = o
o = w*1; o.addmv_(a,v); r = o
o = a*1; o.addr_(w,v); r = o
o = torch.empty(3,5,dtype=torch.float64); r = torch.mm(a.detach(),b.detach(),out=o)
torch.einsum('ij,jk->ik',a,b)
torch.einsum('ij,jk',a,b)
torch.einsum('ij->ji',a)
torch.einsum('ij->',a)
torch.einsum('ij,ij->i',a,a)
torch.einsum('bij,bjk->bik',x,y)
torch.einsum('ii',a@a.t())
torch.einsum('i,j->ij',v,w)
torch.einsum('ij,jk,k->i',a,b,c)
torch.einsum('bhd,bhd->bh',x,x)
torch.einsum('i j, j k -> i k',a,b)
torch.einsum('ij,jk->ik',a,a)
torch.einsum('ij->ijk',a)
torch.einsum('bi,oi->bo',a,a)
torch.einsum(a,[0,1],b,[1,2],[0,2])
torch.tensordot(a,b,1)
torch.tensordot(x,y,([0,2],[0,1]))
torch.tensordot(a,b)
a.to(torch.bfloat16) @ b.to(torch.bfloat16)
a.half() @ b.half()
a.to(torch.complex128) @ b
(a + 1j*a) @ (b - 2j*b)
(v+1j*v).dot(v+0j)
torch.nn.functional.linear(a, a)
torch.nn.functional.linear(a, a, w)
torch.nn.functional.linear(x, a, w)
torch.nn.functional.bilinear(a, a, torch.ones(2,4,4,dtype=torch.float64))
torch.trace(a)
torch.norm(a)
"""

GROUPS = (("joining", JOINING_OPERANDS, JOINING), ("products", PRODUCTS_OPERANDS, PRODUCTS))


@pytest.mark.torch
@pytest.mark.parametrize(
    "operands, code",
    [(operands, line) for _, operands, lines in GROUPS for line in lines.strip().splitlines()],
    ids=[f"{name}: {line}" for name, _, lines in GROUPS for line in lines.strip().splitlines()],
)
def test_history_is_pytorchs(operands, code):
    torch = pytest.importorskip("torch")
    check(rushlight, torch, operands, code)
