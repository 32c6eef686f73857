"""Gather and scatter beside PyTorch's: every spelling, its result as printed, its errors."""

from __future__ import annotations

from support.printed import beside_pytorch

SETUP = """
x = torch.tensor([[1., 2., 0.], [3., -1., 4.]])
g = x.clone().requires_grad_()
i = torch.tensor([[0, 2], [1, 1]])
z = torch.zeros(2, 3)
"""

EXPRESSIONS = """
torch.gather(g,1,i)
x.gather(0,torch.tensor([[0,1,0]]))
x.gather(1,torch.tensor([[5]]))
x.gather(1,torch.tensor([[-1]]))
x.gather(1,i.float())
x.gather(1,i.int())
x.gather(2,i)
x.gather(1,torch.tensor([0]))
x.gather(1,torch.zeros(3,1,dtype=torch.int64))
x.gather(1,torch.zeros(0,1,dtype=torch.int64))
g.scatter(1,i,x)
z.scatter(1,i,1.5)
z.scatter_(1,i,x)
z.scatter(1,i,x.double())
z.scatter(1,torch.tensor([[7]]),x)
g.scatter(1,i,g)
z.scatter_add(1,i,g)
z.clone().scatter_add_(0,i,x)
z.scatter(1,i,2,reduce='multiply')
z.scatter(1,i,value=3)
z.scatter(1,i,src=x)
torch.take_along_dim(x,torch.tensor([[0],[1]]),1)
x.take_along_dim(torch.tensor([0,1]))
torch.scatter_add(z,1,i,x)
z.scatter(0,i,x)
torch.tensor(1.).gather(0,torch.tensor(0))
torch.tensor(1.).gather(0,torch.tensor([0]))
x.gather(1,index=i)
z.scatter(1,i,torch.ones(1,1))
z.int().scatter(1,i,1.5)
z.int().scatter(1,i,2+0j)
z.int().scatter(1,i,2+1j)
"""

test_as_in_pytorch = beside_pytorch(SETUP, EXPRESSIONS)
