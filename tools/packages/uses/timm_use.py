# needs: timm
import timm
import torch
from _show import fill, show, waves
from timm.data import Mixup, create_transform
from timm.loss import LabelSmoothingCrossEntropy, SoftTargetCrossEntropy
from timm.optim import create_optimizer_v2
from timm.scheduler import CosineLRScheduler
from timm.utils import ModelEmaV3, accuracy

for name in (
    "resnet18", "mobilenetv3_small_100", "efficientnet_b0", "vit_tiny_patch16_224", "convnext_atto", "regnety_002",
    "deit_tiny_patch16_224", "mixer_s32_224", "ghostnet_050", "edgenext_xx_small", "fastvit_t8", "poolformer_s12",
):  # fmt: skip
    size = {"img_size": 64} if "patch" in name or "mixer" in name else {}
    model = fill(timm.create_model(name, num_classes=10, **size)).eval()
    show(name, sum(p.numel() for p in model.parameters()), model(waves(1, 3, 64, 64)))
features = fill(timm.create_model("resnet18", features_only=True)).eval()(waves(1, 3, 64, 64))
show("features", *[f.shape[1] for f in features], features[-1].mean())
model = fill(timm.create_model("resnet10t", num_classes=4))
ema = ModelEmaV3(model, decay=0.9)
for name in ("sgd", "adamw", "lamb", "lion", "adan", "nadamw", "madgrad", "adabelief"):
    fill(model)
    optimizer = create_optimizer_v2(model, opt=name, lr=1e-3, weight_decay=0.05)
    schedule = CosineLRScheduler(optimizer, t_initial=5, warmup_t=1, warmup_lr_init=1e-5)
    for step in range(2):
        optimizer.zero_grad()
        loss = LabelSmoothingCrossEntropy(0.1)(model.eval()(waves(2, 3, 32, 32)), torch.tensor([1, 3]))
        loss.backward()
        optimizer.step()
        schedule.step(step + 1)
    ema.update(model)
    show(name, loss, model.conv1[0].weight)
show("ema", next(ema.module.parameters()))
show("soft", SoftTargetCrossEntropy()(waves(3, 4), waves(3, 4).softmax(-1)))
show("accuracy", *accuracy(waves(8, 5), torch.arange(8) % 5, topk=(1, 3)))
print("transform", len(create_transform(64, is_training=False).transforms), Mixup.__name__)
