"""Sparse tensors beside PyTorch's: every spelling, its result as printed, its errors."""

from __future__ import annotations

import pytest

from support.printed import beside_pytorch

pytestmark = pytest.mark.filterwarnings("ignore")

SETUP = """
i = torch.tensor([[0, 1, 1], [2, 0, 2]])
v = torch.tensor([3., 4., 5.])
s = torch.sparse_coo_tensor(i, v, (2, 3))
c = s.to_sparse_csr()
d = torch.arange(6.).reshape(2, 3)
h = torch.sparse_coo_tensor(i, torch.arange(6.).reshape(3, 2), (2, 3, 2))
two = torch.sparse_coo_tensor([[0, 0, 1], [1, 1, 0]], [1., 2., 3.], (2, 2))
z = torch.sparse_coo_tensor(i, torch.tensor([1j, 2., 1 - 1j]), (2, 3))
"""

EXPRESSIONS = """
s+d
d+s
s+s
s-d
d-s
s+1
s*2
2*s
s/2
s*d
d*s
s*s
s/d
s/s
s**2
s==s
s>0
s@d.t()
d.t()@s
s@s.t()
s@torch.ones(3)
torch.ones(2)@s
torch.mm(d.t(),s)
torch.mm(s,s.t())
torch.addmm(torch.ones(2,2),s,d.t())
torch.addmm(s@s.t(),s,d.t())
torch.sparse.addmm(torch.ones(2,2),s,d.t())
torch.sspaddmm(s,torch.eye(2).to_sparse(),d)
torch.smm(s,d.t())
torch.dsmm(s,d.t())
s.sum()
s.sum(0)
s.sum(1,keepdim=True)
torch.sparse.sum(s,0)
torch.sparse.sum(s,(0,1))
s.mean()
s.norm()
torch.norm(s,1)
s.abs()
s.exp()
s.cos()
s.sqrt()
s.relu()
torch.nn.functional.relu(s)
s.max()
s.t()
s.T
s.transpose(0,1)
s.permute(1,0)
s.mT
s[0]
s[0,2]
s[:,1]
s[0:1]
s[torch.tensor([0])]
s.select(0,1)
s.narrow(0,0,1)
torch.narrow_copy(s,0,0,1)
s.unsqueeze(0)
s.squeeze()
s.reshape(6)
torch.cat([s,s])
torch.cat([s,s],1)
torch.stack([s,s])
s.indices()
s.values()
s._indices()
d.indices()
d.is_coalesced()
d._nnz()
d.sparse_dim()
d.dense_dim()
d.crow_indices()
d.to_dense()
d.coalesce()
s.numpy()
s.tolist()
s.item()
s.stride()
s.is_contiguous()
s.contiguous()
s.data_ptr()
s.storage()
s.to_sparse()
s.double()
s.half()
s.int()
s.to(torch.float64)
s.clone()
s.detach()
s.data
s.layout
c.layout
s.is_sparse_csr,c.is_sparse,c.is_sparse_csr
c._nnz()
c.indices()
s.crow_indices()
c.t()
c+c
c+d
d+c
c*2
c*d
c*c
c@d.t()
c.sum()
c.sum(0)
c.abs()
c.coalesce()
c.is_coalesced()
c[0]
c.to_sparse_coo()
c.to_sparse()
c.to_sparse_csc()
c.sparse_dim(),c.dense_dim()
c.numel(),c.dim(),len(c)
torch.zeros(2,3,layout=torch.sparse_coo)
torch.zeros_like(s)
torch.ones_like(s)
torch.empty_like(s)
torch.rand_like(s)
d.sparse_mask(s)
d.sparse_mask(s.coalesce())
d.to_sparse(1)
d.to_sparse(layout=torch.sparse_csr)
torch.sparse.softmax(s,1)
torch.sparse.log_softmax(s,0)
torch.softmax(s,1)
torch.sparse_csr_tensor([0,1,3],[2,0,2],[3.,4.,5.])
torch.sparse_csc_tensor([0,1,1,3],[1,0,1],[3.,4.,5.])
torch.sparse_compressed_tensor([0,1,3],[2,0,2],[3.,4.,5.],layout=torch.sparse_csr)
torch.equal(s,s)
torch.allclose(s,s)
torch.isnan(s)
s.clone().zero_()
s.clone().mul_(2)
s.clone().add_(s)
s.clone().add_(d)
d.clone().add_(s)
torch.add(d,s,alpha=2)
torch.conv2d(s,d)
torch.nn.functional.linear(s,torch.ones(4,3))
torch.nn.functional.linear(s,torch.ones(4,3),torch.ones(4))
torch.nn.functional.dropout(s)
s.clone().copy_(s)
s.fill_(1)
s.cumsum(0)
s.any()
s.all()
s.new_zeros(2)
s.is_same_size(s)
bool(s)
torch.is_nonzero(s)
hash(s)!=0
s.T.is_coalesced()
torch.sparse_coo_tensor(i,v[:2],(2,3))
torch.sparse_coo_tensor(i.float(),v,(2,3))
torch.sparse_coo_tensor([[0,1],[1,0]],[1,2])
torch.sparse_coo_tensor(i,v,(2,3),check_invariants=True)
torch.sparse_coo_tensor(i,v,(2,3),is_coalesced=True)
torch.sparse.check_sparse_tensor_invariants.is_enabled()
torch.sparse.spdiags(d,torch.tensor([0,1]),(3,3))
torch.sparse.sampled_addmm(c,d,d.t()@d)
torch.sparse.mm(s,s.t())
torch.sparse.mm(c,d.t(),'sum')
torch.sparse.mm(c,d.t(),'mean')
torch.sparse.mm(c,d.t(),'amax')
s.bool()
s.clone().sparse_resize_((3,4),2,0)
s.unsqueeze(-1).is_coalesced()
s.coalesce().t().is_coalesced()
torch.bmm(torch.stack([s,s]),torch.ones(2,3,2))
s.neg(),-s
torch.mv(s,torch.ones(3))
torch.matmul(s,torch.ones(5,3,2))
s.div(s.sum())
s.mul(s.sum())
s*torch.ones(3)
s.floor_divide(2)
s.nonzero()
s.pow(2)
s.square()
torch.where(s)
s.expand(2,3)
s.flatten()
s.diag()
s.diagonal()
torch.diag(s)
torch.trace(s)
s.argmax()
s.element_size()
s.storage_offset()
s.untyped_storage()
s.share_memory_()
s.pin_memory()
s.cpu() is s
s.clone().requires_grad_()
h
h.to_dense()
h.coalesce().values()
h.sum(0)
h.sum(2)
h.sum((0, 1))
h.t()
h.transpose(0, 1)
h.select(2, 1)
h.index_select(2, torch.tensor([1]))
h*2
h+h
h*h
torch.cat([h,h],2).to_dense()
h.sparse_dim(),h.dense_dim(),h._nnz()
h.unsqueeze(3)
h.unsqueeze(2).to_dense()
torch.sparse.softmax(h,2)
two
two.coalesce()
two.to_dense()
two.sqrt()
two.abs()
-two
two@two
two.to_sparse_csr()
two**2
two.is_coalesced(),two.coalesce().is_coalesced()
two.sum(1)
two.norm()
z
z.conj_physical()
z.to_dense()
z.abs()
z@torch.ones(3,1,dtype=torch.complex64)
s.to_sparse_csc().to_sparse_csr()
s.to_sparse_csc().to_dense()
s.to_sparse_csc()@d.t()
torch.sparse_coo_tensor(torch.zeros(1,0,dtype=torch.long),torch.zeros(0,2))
torch.sparse_coo_tensor(torch.zeros(2,2000,dtype=torch.long),torch.zeros(2000))
torch.sparse_coo_tensor((3,))
s.half()
s.bool()
torch.mv(s,torch.ones(2))
torch.mm(s,s)
torch.mm(s,d)
torch.sparse.mm(s,d)
torch.sparse.spdiags(d,torch.tensor([-1,2]),(3,4))
torch.sparse.spdiags(d,torch.tensor([1,1]),(3,3))
s.sparse_mask(two)
d.sparse_mask(d)
s.is_sparse,d.is_sparse,d.layout
torch.zeros_like(s,layout=torch.strided)
torch.zeros_like(d,layout=torch.sparse_coo)
"""

test_as_in_pytorch = beside_pytorch(SETUP, EXPRESSIONS)
