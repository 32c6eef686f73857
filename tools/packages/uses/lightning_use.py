# needs: lightning pytorch-lightning
import logging

import lightning
import pytorch_lightning
import torch
from _show import fill, show, waves
from torch.utils.data import DataLoader, TensorDataset

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)


def module_of(base):
    class Net(base):
        def __init__(self):
            super().__init__()
            self.save_hyperparameters()
            self.net = fill(torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)))

        def training_step(self, batch, index):
            x, y = batch
            loss = torch.nn.functional.mse_loss(self.net(x), y)
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch, index):
            self.log("val_loss", torch.nn.functional.mse_loss(self.net(batch[0]), batch[1]))

        def predict_step(self, batch, index):
            return self.net(batch[0])

        def configure_optimizers(self):
            optimizer = torch.optim.Adam(self.parameters(), lr=0.01)
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)]

    return Net


data = DataLoader(TensorDataset(waves(64, 4), waves(64, 1, step=0.9)), batch_size=16)
for name, package in (("lightning", lightning.pytorch), ("pytorch_lightning", pytorch_lightning)):
    package.seed_everything(0)
    trainer = package.Trainer(
        max_epochs=3, accelerator="cpu", devices=1, logger=False, enable_checkpointing=True, default_root_dir=".",
        enable_progress_bar=False, enable_model_summary=False, gradient_clip_val=1.0, num_sanity_val_steps=1,
    )  # fmt: skip
    model = module_of(package.LightningModule)()
    trainer.fit(model, data, data)
    show(
        f"{name}-losses",
        trainer.callback_metrics["train_loss"],
        trainer.callback_metrics["val_loss"],
        trainer.global_step,
    )
    show(f"{name}-weights", *model.parameters())
    show(f"{name}-validate", trainer.validate(model, data, verbose=False)[0]["val_loss"])
    show(f"{name}-predict", trainer.predict(model, data)[0])
    again = type(model).load_from_checkpoint(trainer.checkpoint_callback.best_model_path)
    show(f"{name}-checkpoint", *again.parameters())
fabric = lightning.Fabric(accelerator="cpu", devices=1)
layer = fill(torch.nn.Linear(4, 1))
net, optimizer = fabric.setup(layer, torch.optim.SGD(layer.parameters(), lr=0.1))
loss = net(waves(8, 4)).square().mean()
fabric.backward(loss)
show("fabric", loss, net.weight.grad)
