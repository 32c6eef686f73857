# needs: vector-quantize-pytorch
import torch
import vector_quantize_pytorch as vq
from _show import fill, show, waves

x = waves(2, 10, 16)
for name, made in {
    "vq": lambda: vq.VectorQuantize(dim=16, codebook_size=8, decay=0.8, commitment_weight=1.0),
    "cosine": lambda: vq.VectorQuantize(dim=16, codebook_size=8, use_cosine_sim=True),
    "learnt": lambda: vq.VectorQuantize(dim=16, codebook_size=8, learnable_codebook=True, ema_update=False),
}.items():
    torch.manual_seed(0)
    layer = made()
    with torch.no_grad():
        layer._codebook.embed.copy_(waves(1, 8, 16, step=0.6))
        layer._codebook.embed_avg.copy_(waves(1, 8, 16, step=0.6)) if hasattr(layer._codebook, "embed_avg") else None
    z = x.clone().requires_grad_()
    y, indices, loss = layer.eval()(z)
    show(name, y, indices, loss)
    layer.train()(x)
    show(f"{name}-trained", layer._codebook.embed)
for name, layer in {
    "fsq": vq.FSQ(levels=[8, 5, 5]),
    "lfq": vq.LFQ(codebook_size=8, dim=3, entropy_loss_weight=0.1),
    "scalar": vq.LatentQuantize(levels=[5, 5, 8], dim=3),
}.items():
    out = fill(layer).eval()(waves(2, 6, 3) if name != "scalar" else waves(2, 3, 4, 4))
    show(name, *out[:2])
