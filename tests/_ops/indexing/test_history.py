"""History and layout of what is read and written by indices beside PyTorch's: strides, shared memory, names of
nodes, first and second gradients, errors."""

from __future__ import annotations

from support.graphs import beside_pytorch

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

test_history_is_pytorchs = beside_pytorch(indexing=(INDEXING_OPERANDS, INDEXING))
