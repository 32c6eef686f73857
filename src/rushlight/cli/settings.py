"""What a training run was asked to do."""

from __future__ import annotations

__all__ = ["Refused", "Settings"]


class Refused(Exception):
    """A request that can't be carried out; its text is for the user."""


class Settings:
    """The options of ``rushlight train`` that decide the result (and where it goes). Kept in the checkpoint."""

    DEFAULTS = {
        "data": "synthetic", "root": "data", "download": False, "train_size": None, "test_size": None, "model": "net", "epochs": 10,
        "batch_size": 32, "optimizer": "adam", "lr": None, "momentum": 0.9, "weight_decay": 0.0, "schedule": "cosine", "seed": 0,
        "workers": 0, "out": "runs/net", "save_every": 2.0,
    }  # fmt: skip
    __slots__ = tuple(DEFAULTS)

    def __init__(self, **options):
        for name, default in self.DEFAULTS.items():
            setattr(self, name, options.get(name, default))
        if self.lr is None:
            self.lr = 0.01 if self.optimizer == "sgd" else 0.001
        self._check()

    @classmethod
    def of(cls, args):
        """From parsed arguments."""
        return cls(**{name: getattr(args, name) for name in cls.DEFAULTS})

    def _check(self):
        for name in ("epochs", "batch_size"):
            if getattr(self, name) < 1:
                raise Refused(f"--{name.replace('_', '-')} must be at least 1, got {getattr(self, name)}")
        for name in ("train_size", "test_size"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise Refused(f"--{name.replace('_', '-')} must be at least 1, got {getattr(self, name)}")
        if not self.lr > 0:
            raise Refused(f"--lr must be positive, got {self.lr}")

    def as_dict(self):
        """The options by name: numbers, strings, None."""
        return {name: getattr(self, name) for name in self.DEFAULTS}
