"""Arithmetic and elementwise functions beside PyTorch's: every spelling, its result as printed, its errors."""

from __future__ import annotations

from support.printed import VECTORS, beside_pytorch

EXPRESSIONS = """
xg**2
xg**2.5
xg**0.5
xg**xg
2**xg
xg**3
i**2
i**-1
i**2.5
2**i
i**i
b**2
b**b
True**b
2.5**b
c**2
xg.pow(2).grad_fn
torch.float_power(i,2)
torch.pow(2,3)
torch.tensor(2)**-1
i.float()**-1
torch.pow(i,torch.tensor(-1))
torch.pow(0.,xg)
torch.addcmul(xg,x,x,value=2)
torch.addcdiv(xg,x,x)
torch.addcdiv(i,i,i)
torch.addcmul(i,i,i,value=1.5)
torch.addcmul(xg,x,i)
torch.logaddexp(xg,x)
torch.logaddexp(i,i)
torch.logaddexp2(xg,x)
torch.isclose(x,x+1e-9)
x//0
i//2.
x%2
2%x
x.fmod(2)
torch.remainder(2,x)
2//x
5//i
xg//2
torch.floor_divide(xg,2)
xg.remainder(2)
xg%xg
xg.div(2,rounding_mode='floor')
xg-1
1-xg
1/xg
torch.rsub(xg,1)
xg.sub(xg,alpha=2)
xg.mul_(2)
+b
-b
b-b
1-b
b+b
b*b
torch.add(b,b,alpha=2)
torch.true_divide(i,2)
torch.add(1,x)
torch.mul(2,x)
torch.sub(1,x)
torch.div(1,x)
x+'a'
torch.add(x,'a')
torch.add(x,None)
x+None
x+[1,2]
torch.add(x,[1,2])
torch.add(x,x,2)
u + 100
u * 2
u + 300
u - 201
u / 3
-u
u // 7
u % 7
i % 3
i % -3
i // -2
torch.fmod(i, 3)
i / 0
i // 0
i % 0
x / 0
x % 0
torch.tensor(5) // 0
torch.div(i, 2, rounding_mode='floor')
torch.div(i, 2, rounding_mode='trunc')
torch.div(i, 2, rounding_mode='up')
x.div_(i)
i.div_(2)
i.add_(1.5)
i.mul_(True)
b.add_(1)
x.add_(torch.ones(3, 2))
x.add_(torch.ones(3))
xg.add_(1)
torch.add(x, x, alpha=0.5)
torch.add(i, i, alpha=0.5)
torch.add(x, 1, out=torch.empty(2))
torch.add(x, 1, out=torch.empty(0))
torch.add(x, 1, out=torch.empty(2, dtype=torch.int64))
torch.add(xg, 1, out=torch.empty(2))
torch.add(x, 1, out=torch.empty(2, dtype=torch.float64))
torch.ones(2, 3) + torch.ones(2)
torch.ones(2, 1) + torch.ones(3)
torch.ones(0) + torch.ones(1)
torch.ones(2, device='meta') + x
torch.ones(2, device='meta') + torch.tensor(1.)
x + True
x + 1j
b + 1
b + 1.5
b & b
b * 2.5
2 - b
2 ** b
abs(i)
abs(b)
round(torch.tensor([2.567]), decimals=1)
torch.round(torch.tensor([2.567]), decimals=1)
x.neg_()
-x
+x
torch.negative(x)
torch.subtract(x, 1)
torch.multiply(x, 2)
torch.divide(x, 2)
x.true_divide(i)
torch.reciprocal(i)
2 / i
i.half() / 3
torch.tensor(1, dtype=torch.int8) + torch.tensor([1], dtype=torch.uint8)
torch.tensor(2**62) * 4
torch.tensor([127], dtype=torch.int8) + 1
torch.relu(b)
torch.relu(c)
torch.relu(i)
torch.exp(i)
torch.exp(b)
torch.sqrt(torch.tensor([-1.]))
i.exp_()
torch.sign(c)
torch.floor(c)
torch.floor(i)
torch.frac(i)
torch.sigmoid(i)
torch.exp(x, out=torch.empty(2, dtype=torch.float64))
torch.exp('a')
torch.exp(1.5)
torch.abs(c)
torch.angle(c)
torch.erfc(torch.tensor([5.]))
torch.log1p(torch.tensor([1e-10]))
torch.expm1(torch.tensor([1e-10]))
torch.logit(torch.tensor([0., 1., 0.5]))
torch.logit(torch.tensor([0., 1., 0.5]), eps=0.1)
torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5]))
"""

test_as_in_pytorch = beside_pytorch(VECTORS, EXPRESSIONS)
