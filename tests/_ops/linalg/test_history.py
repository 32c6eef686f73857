"""History and layout of products beside PyTorch's: strides, shared memory, names of nodes, first and second
gradients, errors."""

from __future__ import annotations

from support.graphs import beside_pytorch

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

test_history_is_pytorchs = beside_pytorch(products=(PRODUCTS_OPERANDS, PRODUCTS))
