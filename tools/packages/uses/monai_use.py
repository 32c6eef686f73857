# needs: monai einops
import torch
from _show import fill, show, waves
from monai import losses, metrics, networks, transforms
from monai.data import CacheDataset, DataLoader, decollate_batch
from monai.inferers import sliding_window_inference

x = waves(1, 1, 32, 32)
for name, net in {
    "unet": networks.nets.UNet(2, 1, 2, channels=(4, 8, 16), strides=(2, 2), num_res_units=1),
    "dynunet": networks.nets.DynUNet(
        2, 1, 2, kernel_size=[3, 3, 3], strides=[1, 2, 2], upsample_kernel_size=[2, 2], filters=[4, 8, 8]
    ),
    "segresnet": networks.nets.SegResNet(2, 8, 1, 2, blocks_down=(1, 1), blocks_up=(1,)),
    "densenet": networks.nets.DenseNet(2, 1, 3, init_features=8, growth_rate=4, block_config=(2, 2)),
    "unetr": networks.nets.UNETR(
        1, 2, (32, 32), feature_size=8, hidden_size=24, mlp_dim=32, num_heads=4, spatial_dims=2
    ),
}.items():
    show(name, fill(net).eval()(x)[0].reshape(-1)[:8])
scores, target = (
    waves(2, 3, 8, 8),
    torch.nn.functional.one_hot(torch.arange(128).reshape(2, 8, 8) % 3, 3).permute(0, 3, 1, 2),
)
for loss in (
    losses.DiceLoss(softmax=True),
    losses.DiceCELoss(softmax=True),
    losses.FocalLoss(),
    losses.TverskyLoss(softmax=True),
    losses.GeneralizedDiceLoss(softmax=True),
):
    show(type(loss).__name__, loss(scores, target.float()))
hard = torch.nn.functional.one_hot(scores.argmax(1), 3).permute(0, 3, 1, 2)
show("dice", metrics.DiceMetric(include_background=True)(hard, target))
show("hausdorff", metrics.HausdorffDistanceMetric(include_background=True)(hard, target))
steps = transforms.Compose(
    [
        transforms.EnsureChannelFirst(channel_dim="no_channel"),
        transforms.ScaleIntensity(),
        transforms.Resize((16, 16)),
        transforms.Rotate90(),
    ]
)
show("steps", steps(waves(24, 24)))
keys = transforms.Compose(
    [
        transforms.EnsureChannelFirstd("image", channel_dim="no_channel"),
        transforms.SpatialPadd("image", (30, 30)),
        transforms.NormalizeIntensityd("image"),
    ]
)
loader = DataLoader(
    CacheDataset([{"image": waves(24, 24, step=0.3 + i / 9)} for i in range(4)], keys, progress=False), batch_size=2
)
batch = next(iter(loader))
show("batch", batch["image"].shape, batch["image"].sum(), len(decollate_batch(batch)))
net = fill(networks.nets.UNet(2, 1, 2, channels=(4, 8), strides=(2,))).eval()
show("sliding", sliding_window_inference(waves(1, 1, 40, 40), (16, 16), 2, net, overlap=0.25)[0, 0, 20])
