"""What a training run was asked to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any


class Refused(Exception):
    """A request that can't be carried out; its text is for the user."""


def shown(name: object) -> str:
    """A file's or class's name as text that every terminal and page can take: what is not printable is written as
    escapes.

    >>> shown("chat\\n"), shown("été"), shown(" ")
    ('chat\\\\n', 'été', "' '")
    """
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(name))
    return text if text == text.strip() and text else repr(text)


class Settings:
    """The options of ``rushlight train`` that decide the result (and where it goes). Kept in the checkpoint."""

    DEFAULTS = {
        "data": "synthetic",
        "root": "data",
        "download": False,
        "train_size": None,
        "test_size": None,
        "val_split": 0.1,
        "size": 32,
        "fit": "squeeze",
        "strict": False,
        "cache": 2048,
        "model": "net",
        "epochs": 10,
        "batch_size": 32,
        "augment": "none",
        "crop_padding": None,
        "flip": None,
        "jitter": None,
        "erase": None,
        "optimizer": "adam",
        "lr": None,
        "momentum": 0.9,
        "weight_decay": 0.0,
        "schedule": "cosine",
        "class_weights": False,
        "label_smoothing": 0.0,
        "early_stop": None,
        "seed": 0,
        "workers": None,
        "out": "runs/net",
        "save_every": 2.0,
    }
    __slots__ = tuple(DEFAULTS)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The options, whose names are those of DEFAULTS."""

        def __setattr__(self, name: str, value: Any) -> None: ...

    def __init__(self, **options: Any) -> None:
        for name, default in self.DEFAULTS.items():
            setattr(self, name, options.get(name, default))
        self._check()

    @classmethod
    def of(cls, args: Namespace) -> Settings:
        """From parsed arguments."""
        return cls(**{name: getattr(args, name) for name in cls.DEFAULTS})

    def _check(self):
        for name in ("epochs", "batch_size", "size", "train_size", "test_size", "early_stop"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise Refused(f"{_option(name)} must be at least 1, got {value}")
        for name in ("workers", "cache", "crop_padding", "weight_decay", "momentum", "save_every", "seed"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise Refused(f"{_option(name)} must not be negative, got {value}")
        if self.lr is not None and not 0 < self.lr < float("inf"):
            raise Refused(f"--lr must be positive, got {self.lr}")
        if not 0 < self.val_split < 1:
            raise Refused(f"--val-split must lie between 0 and 1 (0.1: every tenth picture), got {self.val_split}")
        for name in ("label_smoothing", "erase", "jitter"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise Refused(f"{_option(name)} must lie in 0 … 1, got {value}")
        if self.size > 4096:
            raise Refused(f"--size is the side of a picture in pixels, at most 4096; got {self.size}")

    def as_dict(self) -> dict[str, Any]:
        """The options by name: numbers, strings, None."""
        return {name: getattr(self, name) for name in self.DEFAULTS}

    def differing(self, other: Any) -> list[str]:
        """Names of the options that were given (are not the defaults) and are not those of ``other``, where it
        matters."""
        free = ("out", "save_every", "workers", "cache")
        return [
            _option(n)
            for n, default in self.DEFAULTS.items()
            if n not in free and getattr(self, n) not in (default, getattr(other, n))
        ]


def _option(name):
    return "--" + name.replace("_", "-")
