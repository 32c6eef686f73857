# needs: lion-pytorch pytorch-msssim torchsummary torch-ema
import torch
from _show import fill, show, waves
from lion_pytorch import Lion
from pytorch_msssim import MS_SSIM, SSIM, ms_ssim, ssim
from torch_ema import ExponentialMovingAverage
from torchsummary import summary

net = fill(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 2)))
optimizer, average = Lion(net.parameters(), lr=1e-3, weight_decay=0.1), ExponentialMovingAverage(net.parameters(), 0.9)
for _ in range(4):
    optimizer.zero_grad()
    net(waves(4, 3, 8, 8)).square().mean().backward()
    optimizer.step()
    average.update()
show("lion", *net.parameters())
with average.average_parameters():
    show("average", *net.parameters())
summary(net, (3, 8, 8), device="cpu")
x, y = waves(2, 3, 180, 180).abs(), waves(2, 3, 180, 180, step=0.371).abs()
show("ssim", ssim(x, y, data_range=1.0), SSIM(data_range=1.0, size_average=False)(x, y))
show("ms-ssim", ms_ssim(x, y, data_range=1.0), MS_SSIM(data_range=1.0)(x, y))
z = x.clone().requires_grad_()
ssim(z, y, data_range=1.0).backward()
show("gradient", z.grad[0, 0, 90] * 1000)
