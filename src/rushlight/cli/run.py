"""A training run: what it is made of, how far it is, and one step of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from .. import nn, optim, tensor
from ..autograd import no_grad
from ..optim import lr_scheduler
from ..random import manual_seed
from ..utils.data import DataLoader
from . import checkpoint
from .data import load_pictures
from .describe import diagnose
from .models import MODELS
from .settings import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..nn.modules.module import Module
    from .data import PictureSet
    from .settings import Settings


OPTIMIZERS = {  # class, usual learning rate, whether it takes a momentum
    "sgd": (optim.SGD, 0.01, True),
    "adam": (optim.Adam, 0.001, False),
    "adamw": (optim.AdamW, 0.001, False),
    "rmsprop": (optim.RMSprop, 0.001, True),
    "adagrad": (optim.Adagrad, 0.01, False),
    "adadelta": (optim.Adadelta, 1.0, False),
    "adamax": (optim.Adamax, 0.002, False),
    "nadam": (optim.NAdam, 0.002, False),
    "radam": (optim.RAdam, 0.001, False),
    "asgd": (optim.ASGD, 0.01, False),
    "adafactor": (optim.Adafactor, 0.01, False),
}
SCHEDULES = ("none", "cosine", "onecycle", "plateau", "step")


def build(name: str, classes: int) -> Module:
    """The network of that name, for so many classes. Raises Refused if there is none."""
    check_model(name)
    return MODELS[name](classes)


class Run:
    """A training run. Everything that decides the next step is in the checkpoint."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pictures = load_pictures(settings)
        classes = len(self.pictures.classes)
        manual_seed(settings.seed)
        self.model = build(settings.model, classes)
        diagnose(self.model, (3, settings.size, settings.size), settings.model)
        weight = tensor(self._class_weights(classes)) if settings.class_weights else None
        self.criterion = nn.CrossEntropyLoss(weight, label_smoothing=settings.label_smoothing)
        self.optimizer = _optimizer(settings, self.model)
        n = len(self.pictures.train)
        # a last batch of one picture has no variance, which batch norms need
        single = n > settings.batch_size and n % settings.batch_size == 1
        self.loader = DataLoader(
            self.pictures.train, settings.batch_size, shuffle=True, num_workers=self.pictures.loaders, drop_last=single
        )
        self.scheduler = _scheduler(settings, self.optimizer, len(self.loader))
        self.epoch = self.batch = 0
        self.running = {"loss": 0.0, "correct": 0, "seen": 0}
        self.history: list = []
        self.finished = False
        self.drawn = float("-inf")  # when the curves were drawn

    def _class_weights(self, classes):
        counts = self.pictures.train.counts(classes)
        return (counts.sum() / (classes * np.maximum(counts, 1))).astype(np.float32)

    @property
    def lr(self) -> float:
        """The learning rate now."""
        return float(self.optimizer.param_groups[0]["lr"])

    def path(self, name: str = checkpoint.FILE) -> str:
        """Where a file of the run lies."""
        return os.path.join(self.settings.out, name)

    @property
    def best(self) -> Any:
        """The epoch's entry with the highest accuracy (the lowest loss among equals, then the first), or None."""
        return min(self.history, key=lambda h: (-h["test_accuracy"], h["test_loss"], h["epoch"]), default=None)

    @property
    def goes_on(self) -> bool:
        """Whether there is an epoch to come: of ``--epochs``, and not ``--early-stop`` of them since the best one."""
        patience = self.settings.early_stop
        tired = patience is not None and self.best is not None and self.epoch - self.best["epoch"] >= patience
        return self.epoch < self.settings.epochs and not tired

    def step(self, x: Any, y: Any) -> None:
        """One step of the optimizer on a batch."""
        self.optimizer.zero_grad()
        scores = self.model(x)
        loss = self.criterion(scores, y)
        loss.backward()
        self.optimizer.step()
        if self.settings.schedule == "onecycle":
            self.scheduler.step()
        n = len(y)
        self.running["loss"] += loss.item() * n
        self.running["correct"] += int((scores.detach().argmax(1) == y).sum().item())
        self.running["seen"] += n
        self.batch += 1

    def end_epoch(self, entry: dict[str, Any]) -> None:
        """Count the epoch as done, with its line of the history."""
        self.history.append(entry)
        if self.settings.schedule == "plateau":
            self.scheduler.step(entry["test_loss"])
        elif self.settings.schedule != "onecycle":
            self.scheduler.step()
        self.epoch, self.batch = self.epoch + 1, 0
        self.running = {"loss": 0.0, "correct": 0, "seen": 0}

    def figures(self, since: Callable[[], float] | None = None) -> str:
        """Loss, accuracy and speed of the pass so far, as text."""
        seen = max(self.running["seen"], 1)
        text = f"loss {self.running['loss'] / seen:.4f}, accuracy {self.running['correct'] / seen:.1%}"
        return text if since is None else f"{text}, {since():,.0f} pictures/s"


def _optimizer(settings, model):
    kind, usual, takes_momentum = OPTIMIZERS[settings.optimizer]
    if settings.lr is None:
        settings.lr = usual
    options = {"momentum": settings.momentum} if takes_momentum and settings.optimizer == "sgd" else {}
    return kind(model.parameters(), lr=settings.lr, weight_decay=settings.weight_decay, **options)


def _scheduler(settings, optimizer, batches):
    if settings.schedule == "onecycle":
        group = optimizer.param_groups[0]
        cycles = group.get("momentum", 0) > 0 or "betas" in group
        return lr_scheduler.OneCycleLR(
            optimizer, settings.lr, total_steps=settings.epochs * batches + 1, cycle_momentum=cycles
        )
    if settings.schedule == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, settings.epochs)
    if settings.schedule == "plateau":
        return lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.2, patience=3)
    gamma = 0.1 if settings.schedule == "step" else 1.0
    return lr_scheduler.StepLR(optimizer, max(1, settings.epochs // 3), gamma)


def evaluate(
    model: Module, pictures: PictureSet, classes: int, batch_size: int = 256
) -> tuple[float, float, np.ndarray]:
    """Mean loss, accuracy, and the classes' probabilities (pictures, classes) on a data set."""
    total: Any = 0.0
    found = []
    model.eval()
    with no_grad():
        for x, y in DataLoader(pictures, batch_size):
            scores = model(x)
            total += nn.functional.cross_entropy(scores, y, reduction="sum").item()
            found.append(scores.softmax(1).numpy())
    model.train()
    p = np.concatenate(found)
    return total / len(p), float((p.argmax(1) == pictures.labels).mean()), p


def confusion(labels: np.ndarray, guesses: np.ndarray, classes: int) -> np.ndarray:
    """int64 (classes, classes): row: what it is, column: what the network says."""
    matrix = np.zeros((classes, classes), np.int64)
    np.add.at(matrix, (labels, guesses), 1)
    return matrix


def check_model(name: str) -> None:
    """Raises Refused for a network that is not known."""
    if name not in MODELS:
        import difflib

        near = difflib.get_close_matches(name, MODELS, 3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise Refused(f"the network (--model) {name!r} is not known; {hint}there are: {', '.join(sorted(MODELS))}")
