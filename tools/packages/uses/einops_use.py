# needs: einops opt_einsum
import einops
import opt_einsum
import torch
from _show import show, waves
from einops import pack, rearrange, reduce, repeat, unpack
from einops.layers.torch import Rearrange, Reduce

x = waves(2, 3, 4, 6).requires_grad_()
y = rearrange(x, "b c (h p) (w q) -> b (h w) (p q c)", p=2, q=3)
show("patches", y.sum(-1))
y.square().mean().backward()
show("gradient", x.grad)
show("reduce", reduce(x, "b c h w -> b c", "max"))
show("repeat", repeat(x[0, 0, 0], "w -> h w", h=2))
packed, shapes = pack([x, x[:, 0]], "b *")
show("pack", packed, *unpack(packed, shapes, "b *"))
show("layers", torch.nn.Sequential(Rearrange("b c h w -> b h w c"), Reduce("b h w c -> b c", "mean"))(x))
show("einsum", einops.einsum(x, x, "b c h w, b d h w -> b c d"))
a, b, c = waves(4, 5).double(), waves(5, 6).double(), waves(6, 2).double()
show("contract", opt_einsum.contract("ij,jk,kl->il", a, b, c))
print("module", type(a).__module__, opt_einsum.parser.get_symbol(0))
