# needs: denoising-diffusion-pytorch ema-pytorch
import torch
from _show import fill, show, waves
from denoising_diffusion_pytorch import GaussianDiffusion, Unet
from ema_pytorch import EMA

net = fill(Unet(dim=8, dim_mults=(1, 2), flash_attn=False, attn_heads=2, attn_dim_head=8))
x = waves(2, 3, 16, 16)
show("unet", net(x, torch.tensor([2, 30])))
diffusion = GaussianDiffusion(net, image_size=16, timesteps=50, objective="pred_v")
loss = diffusion.p_losses(x, torch.tensor([3, 40]), noise=waves(2, 3, 16, 16, step=0.9))
loss.backward()
show("loss", loss, net.init_conv.weight.grad)
show("noisy", diffusion.q_sample(x, torch.tensor([3, 40]), noise=x * 0))
show("start", diffusion.predict_start_from_v(x, torch.tensor([3, 40]), x.flip(0)))
show("posterior", *diffusion.q_posterior(x, x.flip(-1), torch.tensor([3, 40])))
ema = EMA(net, beta=0.9, update_after_step=0, update_every=1)
for _ in range(3):
    fill(net)
    ema.update()
show("ema", *list(ema.ema_model.parameters())[:3])
