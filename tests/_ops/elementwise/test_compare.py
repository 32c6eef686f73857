"""Comparisons, choices and bitwise operations beside PyTorch's: every spelling, its result as printed, its errors."""

from __future__ import annotations

import pytest

import rushlight
from support.printed import check

SETUP = """
x = torch.tensor([1., 2.])
xg = torch.tensor([1., 2.], requires_grad=True)
i = torch.tensor([1, -2])
b = torch.tensor([True, False])
c = torch.tensor([1 + 2j, 3j])
u = torch.tensor([200, 100], dtype=torch.uint8)
"""

EXPRESSIONS = """
torch.maximum(xg,xg)
torch.maximum(xg,i)
torch.maximum(x,1)
torch.max(xg,x)
torch.fmax(xg,xg)
torch.maximum(c,c)
torch.maximum(b,b)
torch.clamp(xg,0,1)
torch.clamp(xg)
torch.clamp(xg,min=x)
torch.clamp(xg,x,2)
torch.clamp(i,0.5)
torch.clamp(i,max=1.5)
torch.clamp(b,0,1)
torch.clamp(c,0,1)
xg.clamp_min(0)
xg.clamp_max(x)
torch.clip(xg,1,0)
torch.clamp(x,float('nan'))
torch.clamp(i.int(),torch.tensor([0.5,1.]))
torch.clamp(xg,min=x).grad_fn
torch.where(b,xg,x)
torch.where(b,1,2)
torch.where(b,1,2.)
torch.where(b,xg,1)
torch.where(b,i,1.5)
torch.where(i,xg,x)
torch.where(b.to(torch.uint8),x,x)
torch.where(b,torch.tensor(1.,dtype=torch.float64),x)
torch.where(b,x,i)
torch.lerp(xg,x,0.5)
torch.lerp(xg,x,x)
torch.lerp(xg,x.double(),0.5)
torch.lerp(i,i,0.5)
torch.atan2(xg,x)
torch.atan2(i,i)
torch.hypot(xg,x)
torch.hypot(i,i)
torch.xlogy(xg,x)
torch.xlogy(xg,2)
torch.xlogy(2,xg)
torch.xlogy(i,i)
torch.copysign(xg,x)
torch.copysign(xg,-1)
torch.copysign(i,i)
torch.nan_to_num(xg)
torch.nan_to_num(i)
torch.nan_to_num(xg,1,2,3)
torch.heaviside(x,x)
torch.gcd(i,i)
torch.lcm(i,i)
torch.nextafter(x,x)
torch.ldexp(xg,i)
torch.dist(xg,x)
x==xg
torch.eq(x,1)
x.eq_(1)
torch.eq(1,x)
torch.ne(x,1).dtype
c<c
torch.lt(c,1)
x.gt(torch.tensor([1,2,3]))
i==1.5
i<1.5
torch.tensor([200],dtype=torch.uint8)==-56
torch.tensor([200],dtype=torch.uint8)>300
torch.tensor([200],dtype=torch.uint8)<-1
torch.eq(x,x,out=torch.empty(0))
torch.isclose(i,i)
torch.isclose(x,x.double())
torch.allclose(x,x)
torch.allclose(x,i)
torch.equal(x,x)
torch.equal(x,i)
torch.equal(x,x.double())
torch.isnan(i)
torch.isinf(c)
torch.isfinite(xg)
torch.isposinf(x)
torch.isposinf(c)
torch.isneginf(x)
torch.isreal(c)
torch.isin(x,torch.tensor([1.]))
i&1
i&b
b&b
x&x
i|1.5
~i
~b
~x
i^3
i<<1
i>>1
x<<1
1<<i.abs()
b<<1
torch.bitwise_and(1,i)
torch.bitwise_not(x)
torch.logical_and(x,i)
torch.logical_and(x,1)
torch.logical_not(x)
torch.logical_xor(b,x)
i.bitwise_and_(1)
i.__iand__(1)
i.logical_and_(i)
torch.logical_not(x,out=torch.empty(0))
5&i
torch.bitwise_left_shift(i.abs(),2)
torch.tensor([-8])>>1
torch.tensor([1])<<70
"""


@pytest.mark.torch
@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
def test_as_in_pytorch(expression):
    check(rushlight, pytest.importorskip("torch"), SETUP, expression)
