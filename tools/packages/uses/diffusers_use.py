# needs: diffusers
import torch
from _show import fill, show, waves
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    UNet2DModel,
)
from diffusers.models.attention_processor import Attention
from diffusers.training_utils import EMAModel

net = fill(
    UNet2DModel(
        sample_size=16,
        in_channels=3,
        out_channels=3,
        layers_per_block=1,
        block_out_channels=(8, 16),
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
    )
).eval()
x = waves(2, 3, 16, 16)
show("unet", net(x, torch.tensor([3, 500])).sample)
net(x, 10).sample.square().mean().backward()
show("unet-gradient", net.conv_in.weight.grad)
for scheduler in (DDPMScheduler(50), DDIMScheduler(50), EulerDiscreteScheduler(50), DPMSolverMultistepScheduler(50)):
    name = type(scheduler).__name__
    noisy = scheduler.add_noise(x, waves(*x.shape, step=0.7), torch.tensor([3, 40]))
    scheduler.set_timesteps(5)
    if name != "DDPMScheduler":  # it draws noise
        with torch.no_grad():
            for t in scheduler.timesteps:
                noisy = scheduler.step(net(scheduler.scale_model_input(noisy, t), t).sample * 0.1, t, noisy).prev_sample
    show(name, noisy, scheduler.timesteps)
vae = fill(AutoencoderKL(block_out_channels=(8, 8), norm_num_groups=4, latent_channels=2, layers_per_block=1)).eval()
posterior = vae.encode(x).latent_dist
show("vae", posterior.mode(), posterior.kl(), vae.decode(posterior.mode()).sample)
show("attention", fill(Attention(query_dim=16, heads=4, dim_head=4))(waves(2, 5, 16)))
ema = EMAModel(net.parameters(), decay=0.9)
ema.step(net.parameters())
show("ema", ema.shadow_params[0])
net.save_pretrained("kept")
show("kept", UNet2DModel.from_pretrained("kept").eval()(x, 10).sample)
