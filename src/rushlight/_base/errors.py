"""Helpers for error messages: what was given, and which supported name is nearest to a missing one."""

from __future__ import annotations


class OutOfMemoryError(RuntimeError):
    """A device had no memory left for a result. PyTorch's class, so that handlers of it can be written."""


class AcceleratorError(RuntimeError):
    """An accelerator reported an error. PyTorch's class, so that handlers of it can be written."""


class LinAlgError(RuntimeError):
    """A matrix has no inverse, no such factors, or an iteration that seeks them did not come to an end."""


def nearest(name: str, known) -> str:
    """The name in ``known`` that is most like ``name``, or '' if none is.

    >>> nearest("relv", ["relu", "tanh"])
    'relu'
    """
    import difflib  # 4 ms: only when something went wrong

    lower = {k.lower(): k for k in known}
    found = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else ""


def describe(value) -> str:
    """A short text for a value in an error message: its type, and its shape or length if it has one.

    >>> describe([1, 2])
    'list of length 2'
    """
    kind = type(value).__name__
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"{kind} of shape {tuple(shape)}"
    if isinstance(value, (list, tuple, dict, set)):
        return f"{kind} of length {len(value)}"
    text = repr(value)
    return kind if len(text) > 60 else f"{kind} {text}"


def warn_resized(was, needed):
    """PyTorch's warning that an ``out=`` argument of another shape, and not empty, was resized."""
    import warnings

    warnings.warn(
        f"An output with one or more elements was resized since it had shape {list(was)}, which does not match the "
        f"required output shape {list(needed)}. This behavior is deprecated, and in a future PyTorch release outputs "
        "will not be resized unless they have zero elements. You can explicitly reuse an out tensor t by resizing "
        "it, inplace, to zero elements with t.resize_(0).",
        UserWarning,
        stacklevel=5,
    )


class _Missing:
    """Text of an error about a name that is not there; made only when somebody reads it (``hasattr``
    doesn't)."""

    def __str__(self):
        what, names = self._about
        hint = nearest(self.name.rpartition(".")[2], names() if callable(names) else names)
        prefix = self.name.rpartition(".")[0]
        near = f" The nearest supported name is '{prefix + '.' if prefix else ''}{hint}'." if hint else ""
        return f"{what} (rushlight provides a part of PyTorch's names).{near}"


class MissingName(_Missing, AttributeError):
    """A name that rushlight's version of a module lacks. ``names``: the supported ones, or a callable giving
    them."""

    def __init__(self, module: str, name: str, names=()):
        AttributeError.__init__(self, f"module '{module}' has no attribute '{name}'")
        self.name = name
        self._about = (f"module '{module}' has no attribute '{name}'", names)


class MissingModule(_Missing, ModuleNotFoundError):
    """A module that rushlight lacks. ``names``: the supported siblings, or a callable giving them."""

    def __init__(self, message: str, name: str, names=()):
        ModuleNotFoundError.__init__(self, message, name=name)
        self._about = (message, names)


def one_dtype(a, b) -> str:
    """What to do about two dtypes that should be one.

    >>> one_dtype("Int", "Float")
    'convert one with .to(dtype)'
    """
    if {str(a), str(b)} == {"Double", "Float"}:
        return (
            "convert one with .to(dtype). NumPy's floats are float64: write x.float(), or call "
            "torch.set_default_dtype(torch.float64) before layers are made"
        )
    return "convert one with .to(dtype)"


def module_path(modules) -> str:
    """The dotted path from the outermost of some nn.Modules (the last) to the innermost (the first); '' if they are
    one."""
    names = []
    for inner, outer in zip(modules, modules[1:], strict=False):
        if inner is not outer:
            found = next((n for n, m in outer.named_modules() if m is inner and n), type(inner).__name__)
            names.append(found)
    return ".".join(reversed(names))
