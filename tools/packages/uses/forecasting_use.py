# needs: pytorch-forecasting
import logging

import lightning.pytorch as pl
import numpy as np
import pandas as pd
import torch
from _show import fill, show
from pytorch_forecasting import NBeats, TemporalFusionTransformer, TimeSeriesDataSet
from pytorch_forecasting.metrics import MAE, SMAPE, QuantileLoss

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
n = 40
frame = pd.DataFrame({
    "time": np.tile(np.arange(n), 3), "group": np.repeat(["a", "b", "c"], n),
    "value": (np.sin(np.arange(3 * n) / 3.0) + np.repeat([0.0, 1.0, 2.0], n)).astype(np.float32),
})  # fmt: skip
common = {
    "time_idx": "time",
    "target": "value",
    "group_ids": ["group"],
    "max_encoder_length": 12,
    "max_prediction_length": 4,
}
for name, model_class, options, loss in (
    (
        "tft",
        TemporalFusionTransformer,
        {"hidden_size": 8, "attention_head_size": 2, "hidden_continuous_size": 4},
        QuantileLoss(),
    ),
    ("nbeats", NBeats, {"widths": [16, 16], "backcast_loss_ratio": 0.1}, SMAPE()),
):
    data = TimeSeriesDataSet(frame, time_varying_unknown_reals=["value"], min_encoder_length=12, **common)
    loader = data.to_dataloader(train=False, batch_size=16)
    model = fill(model_class.from_dataset(data, learning_rate=0.01, loss=loss, log_interval=-1, **options)).eval()
    x, y = next(iter(loader))
    out = model(x)
    show(name, out["prediction"], loss(out["prediction"], y))
    trainer = pl.Trainer(
        max_epochs=1, limit_train_batches=2, accelerator="cpu", logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False,
    )  # fmt: skip
    trainer.fit(model, loader)
    show(f"{name}-trained", trainer.global_step, torch.stack([p.isfinite().all() for p in model.parameters()]).all())
show("mae", MAE()(torch.ones(2, 4), (torch.zeros(2, 4), None)))
