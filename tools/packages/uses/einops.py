# needs: einops opt_einsum
import einops
import opt_einsum
import torch
from einops import pack, rearrange, reduce, repeat, unpack
from einops.layers.torch import Rearrange, Reduce


def show(label, *tensors):
    print(label, *[f"{v:.6f}" for t in tensors for v in torch.as_tensor(t).double().reshape(-1)[:8].tolist()])


torch.manual_seed(0)
x = torch.arange(2 * 3 * 4 * 6, dtype=torch.float32).reshape(2, 3, 4, 6).requires_grad_()
y = rearrange(x, "b c (h p) (w q) -> b (h w) (p q c)", p=2, q=3)
show("patches", y.sum(-1))
y.square().mean().backward()
show("gradient", x.grad[0, 0])
show("reduce", reduce(x, "b c h w -> b c", "max"))
show("repeat", repeat(x[0, 0, 0], "w -> h w", h=2))
packed, shapes = pack([x, x[:, 0]], "b * w")
show("pack", packed.shape, *[t.sum() for t in unpack(packed, shapes, "b * w")])
net = torch.nn.Sequential(Rearrange("b c h w -> b h w c"), Reduce("b h w c -> b c", "mean"))
show("layers", net(x))
show("einsum", einops.einsum(x, x, "b c h w, b d h w -> b c d"))
a, b, c = torch.randn(4, 5, dtype=torch.float64), torch.randn(5, 6, dtype=torch.float64), torch.ones(6, 2, dtype=torch.float64)
show("contract", opt_einsum.contract("ij,jk,kl->il", a, b, c).sum() * 0 + 1)
show("equal", float(torch.allclose(opt_einsum.contract("ij,jk,kl->il", a, b, c), a @ b @ c)))
print("backend", opt_einsum.parser.infer_backend(a) if hasattr(opt_einsum.parser, "infer_backend") else type(a).__module__)
