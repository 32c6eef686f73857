"""Modules that are nothing but switches: those named in them can be set, others are an AttributeError."""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["Switches"]


class Switches(ModuleType):
    """The class of such a module; ``Switches.of(__name__)`` gives it to a module, at its end."""

    @classmethod
    def of(cls, name):
        module = sys.modules[name]
        names = {k for k in vars(module) if not k.startswith("_") and k not in ("annotations", "Switches")}
        vars(module).update(_names=names, _first={k: vars(module)[k] for k in names})
        module.__class__ = cls

    def __getattr__(self, name):
        raise AttributeError(f"{_there(self)}.{name} does not exist")

    def __setattr__(self, name, value):
        if name in self._names:
            self.__dict__[name] = value
        elif name.startswith("__") or isinstance(value, ModuleType):
            super().__setattr__(name, value)
        else:
            raise AttributeError(f"{_there(self)}.{name} does not exist")

    def patch(self, arg1=None, arg2=None, **kwargs):
        """A context manager and decorator: other values inside. ``patch(name=value)``, ``patch("name", value)`` or
        ``patch({"name": value})``."""
        changes = {arg1: arg2} if isinstance(arg1, str) else dict(arg1 or {})
        return _Patch(self, {**changes, **kwargs})

    def get_config_copy(self):
        """{name: value} of now."""
        return {name: self.__dict__[name] for name in self._names}

    to_dict = shallow_copy_dict = get_config_copy

    def load_config(self, config):
        """Set what ``get_config_copy`` gave."""
        for name, value in config.items():
            setattr(self, name, value)

    def is_default(self, name):
        """Whether a switch has the value that it had at first."""
        return self.__dict__[name] == self._first[name]


def _there(module):
    return "torch" + module.__name__.removeprefix("rushlight")


class _Patch:
    def __init__(self, module, changes):
        self.module, self.changes, self.before = module, changes, []

    def __enter__(self):
        self.before.append({name: getattr(self.module, name) for name in self.changes})
        for name, value in self.changes.items():
            setattr(self.module, name, value)

    def __exit__(self, *error):
        for name, value in self.before.pop().items():
            setattr(self.module, name, value)

    def __call__(self, function):
        import functools

        @functools.wraps(function)
        def patched(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return patched
