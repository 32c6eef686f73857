# needs: segmentation-models-pytorch
import segmentation_models_pytorch as smp
from _show import fill, show, waves

x = waves(1, 3, 64, 64)
for name in ("Unet", "UnetPlusPlus", "FPN", "PSPNet", "Linknet", "DeepLabV3Plus", "MAnet", "PAN"):
    net = fill(getattr(smp, name)("resnet18", encoder_weights=None, classes=2)).eval()
    show(name, net(x if name != "PAN" else waves(1, 3, 128, 128))[0, :, 20, 20:24])
target = (waves(2, 1, 16, 16, step=0.9) > 0).long()
scores = waves(2, 1, 16, 16)
for name, loss in {
    "dice": smp.losses.DiceLoss("binary"),
    "jaccard": smp.losses.JaccardLoss("binary"),
    "focal": smp.losses.FocalLoss("binary"),
    "tversky": smp.losses.TverskyLoss("binary", alpha=0.3, beta=0.7),
    "lovasz": smp.losses.LovaszLoss("binary"),
    "soft": smp.losses.SoftBCEWithLogitsLoss(),
}.items():
    z = scores.clone().requires_grad_()
    value = loss(z, target.float() if name == "soft" else target)
    value.backward()
    show(name, value, z.grad[0, 0, 3] * 100)
counts = smp.metrics.get_stats(scores.sigmoid(), target, mode="binary", threshold=0.5)
show("counts", *counts)
show("iou", smp.metrics.iou_score(*counts, reduction="micro"), smp.metrics.f1_score(*counts, reduction="macro"))
