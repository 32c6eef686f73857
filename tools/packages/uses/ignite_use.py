# needs: pytorch-ignite
import ignite
import torch
from _show import fill, show, waves
from ignite.contrib.handlers import ProgressBar
from ignite.engine import Engine, Events, create_supervised_evaluator, create_supervised_trainer
from ignite.handlers import Checkpoint, CosineAnnealingScheduler, DiskSaver, EarlyStopping, EMAHandler
from ignite.metrics import Accuracy, ConfusionMatrix, Fbeta, Loss, Precision, Recall, RunningAverage

net = fill(torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3)))
data = [(waves(8, 5, step=0.2 + i / 10), torch.arange(8) * (i + 1) % 3) for i in range(5)]
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
trainer = create_supervised_trainer(net, optimizer, torch.nn.functional.cross_entropy)
scores = {
    "accuracy": Accuracy(), "precision": Precision(average=False), "recall": Recall(average=True), "fbeta": Fbeta(1.0),
    "confusion": ConfusionMatrix(3), "loss": Loss(torch.nn.functional.cross_entropy),
}  # fmt: skip
evaluator = create_supervised_evaluator(net, metrics=scores)
RunningAverage(output_transform=lambda x: x).attach(trainer, "running")
trainer.add_event_handler(Events.ITERATION_STARTED, CosineAnnealingScheduler(optimizer, "lr", 0.1, 0.01, 10))
EMAHandler(net, momentum=0.1).attach(trainer)
evaluator.add_event_handler(Events.COMPLETED, EarlyStopping(5, lambda e: -e.state.metrics["loss"], trainer))
evaluator.add_event_handler(
    Events.COMPLETED, Checkpoint({"net": net}, DiskSaver("kept", require_empty=False), n_saved=1)
)
trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda: evaluator.run(data))
trainer.run(data, max_epochs=3)
show("running", trainer.state.metrics["running"], optimizer.param_groups[0]["lr"])
for name, value in evaluator.state.metrics.items():
    show(name, value)
show("weights", *net.parameters())
show("engine", Engine(lambda e, b: b).run(range(4), max_epochs=2).iteration)
print("distributed", ignite.distributed.get_world_size(), ignite.distributed.backend(), ProgressBar.__name__)
