"""History and layout beside PyTorch's: strides, shared memory, names of nodes, first and second gradients, errors."""

from __future__ import annotations

import pytest

import rushlight
from support.graphs import check

# Operands are float64 leaves of these shapes; names with i are integers, with k masks. A line is an expression, or
# statements that set r.

VIEWS_OPERANDS = {"x": (2, 3, 4), "m": (3, 4), "v": (5,), "s": (), "e": (0, 3), "b": (1, 3, 1), "h": (4, 6)}
VIEWS = """
x.view(6,4)
x.view(-1)
x.view(24)
x.view(2,-1)
x.view((4,6))
x.view([4,6])
x.view(5,5)
x.view(-1,-1)
x.view(-2,12)
x.transpose(0,1).view(24)
x.transpose(0,1).view(3,2,2,2)
x.transpose(0,1).reshape(24)
x.transpose(0,1).reshape(3,8)
x.reshape(4,6)
x.reshape(4,-1)
x.reshape(())
s.reshape(1)
s.reshape(())
s.view(1,1)
e.view(3,0)
e.view(-1)
e.view(0,-1)
e.reshape(0)
e.reshape(-1, 3)
x.view_as(x.view(6,4))
x.reshape_as(torch.zeros(6,4))
torch.reshape(x,(6,4))
x.flatten()
x.flatten(1)
x.flatten(0,1)
x.flatten(-2)
x.flatten(2,1)
s.flatten()
v.flatten()
x.transpose(0,2).flatten()
x.unflatten(2,(2,2))
x.unflatten(-1,(2,-1))
x.unflatten(2,(3,2))
x.ravel()
x.t()
m.t()
v.t()
s.t()
m.T
x.T
m.mT
x.mT
v.mT
m.H
m.mH
x.transpose(0,1)
x.transpose(-1,-2)
x.transpose(0,0)
x.transpose(0,3)
s.transpose(0,0)
x.swapaxes(0,1)
x.swapdims(0,1)
x.permute(2,0,1)
x.permute((2,0,1))
x.permute(-1,0,1)
x.permute(0,1)
x.permute(0,0,1)
torch.permute(x,(2,0,1))
x.movedim(0,2)
x.movedim((0,1),(2,0))
x.moveaxis(0,-1)
x.movedim(0,0)
x.movedim((0,0),(1,2))
x.squeeze()
b.squeeze()
b.squeeze(0)
b.squeeze(1)
b.squeeze(-1)
b.squeeze((0,2))
b.squeeze((0,1))
b.squeeze(3)
s.squeeze()
s.squeeze(0)
x.unsqueeze(0)
x.unsqueeze(-1)
x.unsqueeze(3)
x.unsqueeze(4)
s.unsqueeze(0)
s.unsqueeze(1)
v.expand(3,5)
v.expand(-1)
v.expand(3,-1)
v.expand(-1,5)
v.expand(5,3)
b.expand(2,3,4)
b.expand((2,3,4))
b.expand(2,-1,4)
s.expand(3)
s.expand(())
b.expand(2,2,4)
b.expand_as(x)
b.broadcast_to(2,3,4)
b.broadcast_to((2,3,4))
torch.broadcast_to(b,(2,3,4))
x.narrow(1,1,2)
x.narrow(1,-1,1)
x.narrow(1,2,2)
x.narrow(-1,0,0)
x.narrow(1,torch.tensor(1),2)
x.select(0,1)
x.select(-1,-1)
x.select(0,2)
s.select(0,0)
torch.select(x,1,1)
x.diagonal()
m.diagonal()
m.diagonal(1)
m.diagonal(-1)
m.diagonal(5)
x.diagonal(0,1,2)
x.diagonal(0,0,0)
torch.diagonal(x, offset=1, dim1=0, dim2=2)
m.diag()
v.diag()
v.diag(1)
m.diag(-1)
x.diag()
v.diag_embed()
v.diagflat()
m.tril()
m.triu(1)
m.tril(-1)
v.tril()
x.triu()
m.trace()
x.trace()
v.unfold(0,2,1)
x.unfold(-1,2,2)
x.unfold(1,4,1)
s.unfold(0,1,1)
x.as_strided((2,2),(1,2))
x.as_strided((2,2),(1,2),3)
torch.as_strided(x,(3,),(2,))
x.as_strided((2,2),(1,))
x.as_strided((100,),(1,))
x.flip(0)
x.flip(0,1)
x.flip((0,-1))
x.flip(0,0)
x.flip(3)
s.flip(())
m.fliplr()
m.flipud()
v.fliplr()
v.roll(1)
v.roll(-2,0)
x.roll((1,2),(0,1))
x.roll(1)
x.roll((1,2),(0,))
m.rot90()
m.rot90(2)
x.rot90(1,(1,2))
m.rot90(-1)
v.rot90()
v.repeat(2)
v.repeat(2,3)
m.repeat(2)
m.repeat(1,2)
m.repeat((2,1,2))
m.repeat(0,1)
s.repeat(3)
m.tile(2)
m.tile((2,1,2))
torch.tile(v,(2,))
v.repeat_interleave(2)
m.repeat_interleave(2,0)
m.repeat_interleave(torch.tensor([1,0,2]),0)
m.repeat_interleave(2)
torch.repeat_interleave(torch.tensor([1,2]))
x.adjoint()
x.contiguous()
x.transpose(0,1).contiguous()
x.expand(2,2,3,4).contiguous()
x.view(2,3,4)[0].view(-1)
x.detach()
x.detach().requires_grad
x.clone()
x.permute(2,0,1).clone()
x.permute(2,0,1) * 1
x.permute(2,0,1).exp()
torch.atleast_1d(s)
torch.atleast_2d(v)
torch.atleast_3d(m)
torch.atleast_2d(s, v)
torch.broadcast_tensors(v, torch.zeros(2,1))
torch.meshgrid(v, v, indexing='ij')
torch.meshgrid(v, v, indexing='xy')
torch.squeeze(b)
torch.unsqueeze(v,0)
torch.transpose(x,0,1)
torch.swapaxes(x,0,1)
torch.flatten(x,1)
torch.narrow(x,0,0,1)
torch.t(m)
torch.movedim(x,0,1)
torch.ravel(x.transpose(0,1))
torch.unflatten(x,2,(2,2))
x.view(size=(6,4))
x.reshape(shape=(6,4))
x.unsqueeze(dim=0)
x.transpose(dim0=0, dim1=1)
x.permute(dims=(2,1,0))
x.expand(size=(2,2,3,4))
x.flatten(start_dim=1)
x.squeeze(dim=0)
x.view()
x.view(2.0,12)
x.reshape('a')
x.transpose(0)
x.permute()
x.is_contiguous()
x.transpose(0,1).is_contiguous()
x.stride()
x.transpose(0,1).stride()
x.stride(1)
x[0].storage_offset()
x[1].storage_offset()
x.numel()
x.dim()
x.size()
x.size(1)
x.size(3)
x.nelement()
x.expand(5,2,3,4).sum(0)
y = x*1; z = y.view(6,4); z.mul_(2); r = y
y = x*1; y.resize_(6,4); r = y
y = x.detach().clone(); y.resize_(6,4); r = y
y = m*1; y.tril_(); r = y
y = m*1; z = y.diagonal(); z.mul_(3); r = y
y = m*1; z = y.diagonal(); z.fill_(3); r = y
y = m*1; y.fill_diagonal_(3); r = y
y = m*1; z = y.expand(2,3,4); z.add_(1); r = z
x[0].unsqueeze(0).view(-1)
torch.rot90(m,1,[0,1])
torch.flip(m,[0])
torch.roll(m,1,0)
m.view(3,2,2).permute(1,0,2).reshape(6,2)
h.view(2,2,2,3).transpose(1,2).reshape(4,6)
"""

INDEXING_OPERANDS = {
    "x": (2, 3, 4),
    "m": (3, 4),
    "v": (5,),
    "s": (),
    "e": (0, 3),
    "i2": (2,),
    "i22": (2, 2),
    "km": (3, 4),
    "kv": (5,),
    "k0": (),
}
INDEXING = """
x[0]
x[-1]
x[2]
x[0,1]
x[0,1,2]
x[0,1,2,3]
x[:]
x[:,1]
x[:,1:3]
x[:,:,1]
x[...,0]
x[0,...]
x[...]
x[None]
x[:,None]
x[None,...,None]
x[1:]
x[:-1]
x[::2]
x[:,::2,1:3]
x[::-1]
x[5:]
x[2:1]
x[True]
x[False]
x[True,0]
x[()]
s[()]
s[...]
s[None]
s[0]
s[True]
v[torch.tensor(1)]
v[torch.tensor(1):torch.tensor(3)]
v[np.int64(1)]
v[np.int64(1):]
v[1.0]
v['a']
v[[0,2]]
v[[0,0,1]]
v[(0,)]
v[[True,False,True,False,True]]
v[torch.tensor([0,2])]
v[torch.tensor([0,-1])]
v[torch.tensor([5])]
v[torch.tensor([0.5])]
v[torch.tensor([0,1],dtype=torch.int32)]
v[torch.tensor([0,1],dtype=torch.int16)]
v[torch.tensor([0,1],dtype=torch.uint8)]
v[kv]
m[km]
m[kv]
m[km[:,0]]
m[:,km[0]]
m[km[:,0],1]
m[km[:,0],1:3]
m[i2]
m[i2,i2]
m[i2,:]
m[:,i2]
m[i22]
m[i22,i2]
m[0,i2]
m[i2,0]
x[i2,:,i2]
x[:,i2,i2]
x[i2 % 2,None,i2]
x[0,:,i2]
x[:,0,i2]
x[i2 % 2,0]
x[..., i2]
x[i22 % 2, ..., i2]
x[None, i2 % 2]
x[[0,1],[1,2]]
x[[[0,1],[1,0]]]
x[[0],[1],[2]]
x[np.array([0,1])]
x[:, np.array([0,2])]
x[torch.tensor([], dtype=torch.int64)]
x[[]]
x[torch.zeros(2,3,dtype=torch.bool)]
x[i2 % 2, torch.tensor([0,1,2])]
x[k0]
s[k0]
x[torch.tensor(True)]
x[:, 1:2, [0,3]]
x[range(2)]
x[slice(0,1)]
x[slice(None), 0]
e[0]
e[:,0]
e[0:0]
e[[]]
m[m > 0]
m[(m > 0).nonzero(as_tuple=True)]
m[m > 100]
y = x*1; y[0] = 1; r = y
y = x*1; y[0] = v[:4]; r = y
y = x*1; y[0,1] = v[0]; r = y
y = x*1; y[:,1:3] = 0; r = y
y = x*1; y[:] = m; r = y
y = x*1; y[None] = m; r = y
y = m*1; y[km] = 0; r = y
y = m*1; y[km] = s; r = y
y = m*1; y[i2] = v[:4]; r = y
y = m*1; y[:,torch.tensor([0,2])] = v[:3,None]; r = y
y = m*1; y[torch.tensor([0,2]),torch.tensor([1,1])] = v[:2]; r = y
y = m*1; y[torch.tensor([0,2])] += 1; r = y
y = m*1; y[0] += v[:4]; r = y
y = m*1; y[0] *= 2; r = y
y = m*1; y[[0,1]] *= 2; r = y
y = m*1; y[0][1] = s; r = y
y = m*1; y[0,1:3] = v[1:3]; r = y
y = m*1; y[0] = torch.ones(5); r = y
y = m*1; y[0] = torch.ones(4, dtype=torch.int64); r = y
y = m*1; y[[0]] = torch.ones(4, dtype=torch.float32); r = y
y = m*1; y[[0]] = torch.ones(1, dtype=torch.int64); r = y
y = m*1; y[0] = np.ones(4); r = y
y = m*1; y[0] = [1,2,3,4]; r = y
y = m*1; y[0,0] = True; r = y
y = m*1; y[3] = 0; r = y
y = m*1; y[[3]] = 0; r = y
y = m*1; y[0] = 1j; r = y
y = m*1; y[m > 0] = m[m > 0] * 2; r = y
y = m*1; y[m > 0] = v; r = y
y = m*1; y[m < 0] *= 3; r = y
y = m*1; y[True] = 3; r = y
y = m*1; y[False] = 3; r = y
y = m*1; y[:,0] = y[:,1]; r = y
y = m*1; y[0] = y[1]; r = y
y = m*1; y[None, 0] = 5; r = y
y = m*1; y[1:][0][0] = 7; r = y
y = torch.arange(5); y[1:3] = 9; r = y
y = torch.arange(5); y[0] = 2.7; r = y
y = torch.arange(5); y[y > 2] = 0; r = y
y = torch.arange(5); y[[0,1]] = torch.tensor([7,8]); r = y
y = torch.zeros(3,dtype=torch.bool); y[0] = 5; r = y
m[0] = 1
y = v*1; y[torch.tensor([1,1])] = v[:2].detach(); r = y
m.index_select(0, i2)
m.index_select(1, i2)
m.index_select(0, i22)
m.index_select(0, torch.tensor(1))
m.index_select(0, torch.tensor([3]))
s.index_select(0, torch.tensor([0]))
m.index_add(0, i2, m[:2])
m.index_add(0, i2, m[:2], alpha=2)
m.index_add(0, i2, m)
m.index_copy(0, torch.tensor([2,0]), m[:2])
m.index_fill(0, i2, 3)
m.index_fill(0, i2, s)
m.index_put((i2,), v[:4])
m.index_put((i2,i2), s, accumulate=True)
m.index_put((torch.tensor([0,2]),torch.tensor([1,1])), v[:2])
y = m*1; y.index_add_(0, i2, m[:2]); r = y
y = m*1; y.index_copy_(0, torch.tensor([2,0]), m[:2]); r = y
y = m*1; y.index_fill_(1, i2, 3); r = y
y = m*1; y.index_put_((i2,), v[:4], accumulate=True); r = y
m.masked_fill(km, 3)
m.masked_fill(km, s)
m.masked_fill(km, v)
m.masked_fill(km[0], 3)
m.masked_fill(i2, 3)
y = m*1; y.masked_fill_(km, 3); r = y
y = m*1; y.masked_fill_(km[0], s); r = y
m.masked_select(km)
m.masked_select(km[0])
v[:4].masked_select(km)
m.masked_scatter(km, x)
m.masked_scatter(km, v[:1])
m.take(i22)
m.take(torch.tensor([-1,11]))
m.take(torch.tensor([12]))
m.put(i2, v[:2])
m.put(torch.tensor([1,5]), v[:2], accumulate=True)
m.gather(0, i22)
m.gather(1, torch.tensor([[0,1],[2,3],[3,3]]))
m.gather(1, i2)
m.scatter(1, torch.tensor([[0],[1],[2]]), 5.0)
m.take_along_dim(torch.tensor([[0],[1],[2]]), 1)
m.take_along_dim(torch.tensor([0,5]))
m.nonzero()
km.nonzero()
km.nonzero(as_tuple=True)
torch.nonzero(i22)
s.nonzero()
e.nonzero()
torch.where(km)
torch.argwhere(km)
km.argwhere()
torch.where(km, m, 0)
torch.where(m > 0, m, v[:4])
m.sort()
m.sort(0, descending=True)
m.argsort()
m.topk(2)
m.topk(2, largest=False)
m.topk(5)
m.kthvalue(2)
torch.unique(i22, return_inverse=True, return_counts=True)
torch.unique(i22, dim=0)
i22.unique(sorted=True)
torch.unique_consecutive(torch.tensor([1,1,2,2,1]))
v.msort()
list(m)
len(m)
[t.sum() for t in x]
len(s)
list(s)
0.5 in v
s in v
x[0] is x
m[1].is_contiguous()
m[:,1].stride()
m.select_scatter(v[:4], 0, 1)
m.slice_scatter(m[:1], 0, 0, 1)
m.diagonal_scatter(v[:3])
torch.take(m, i2)
torch.gather(m, 0, i22)
torch.select_scatter(m, v[:4], 0, 1)
m[:]
m[-3:]
m[0:7]
m[:3:1]
m[:,:]
m[:,-4:]
m[(slice(None),)]
m[...,...]
m[...,0,...]
m[...,...,0]
m[0,...,0,...]
m[...,None,...]
y=m*1; a=y.unbind(0)[0]; a.unsqueeze_(0); r=a
y=m*1; a=y.split(1)[0]; a.t_(); r=a
"""

GROUPS = (("views", VIEWS_OPERANDS, VIEWS), ("indexing", INDEXING_OPERANDS, INDEXING))


@pytest.mark.torch
@pytest.mark.parametrize(
    "operands, code",
    [(operands, line) for _, operands, lines in GROUPS for line in lines.strip().splitlines()],
    ids=[f"{name}: {line}" for name, _, lines in GROUPS for line in lines.strip().splitlines()],
)
def test_history_is_pytorchs(operands, code):
    torch = pytest.importorskip("torch")
    check(rushlight, torch, operands, code)
