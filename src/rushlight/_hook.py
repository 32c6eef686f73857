"""Run programs written for PyTorch: in this process, and in its children, ``torch`` and ``torchvision`` are rushlight.

``sys.modules["torch.nn"]`` *is* the module ``rushlight.nn``; what rushlight lacks is a missing module or name, found
out when it is asked for, so that ``hasattr`` and ``try: import torch.x`` work as usual.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader

import rushlight

from ._base import identity
from ._base.errors import MissingModule
from ._face.public import HOMES
from .torch_version import TorchVersion

TORCH_VERSION, VISION_VERSION = "2.13.0", "0.28.0"  # the releases whose behaviour this is
_PACKAGES = {"torch": "rushlight", "torchvision": "rushlight.vision", "functorch": "rushlight.functorch"}


def _translated(name):
    """rushlight's name of a module of PyTorch or torchvision (or for them); None for any other module."""
    top, dot, rest = name.partition(".")
    ours = _PACKAGES.get(top)
    return None if ours is None else ours + dot + rest


class _Alias:
    """Loader that gives out a module of rushlight, and leaves its ``__spec__`` as it is."""

    def __init__(self, name):
        self.name = name

    def create_module(self, spec):
        module = importlib.import_module(self.name)
        self.spec = module.__spec__
        return module

    def exec_module(self, module):
        theirs = module.__spec__.name
        module.__spec__ = self.spec  # the import system put its own there; reload and pickle need the true one
        for name in [n for n in sys.modules if n.startswith(f"{self.name}.")]:
            child = name[len(self.name) + 1 :]
            if child in vars(module) and vars(module)[child] is not sys.modules[name]:
                # a function of the module's name (ops.roi_align): importing the module must not replace it
                sys.modules.setdefault(f"{theirs}.{child}", sys.modules[name])


class _Versions:
    """Loader of importlib.metadata that has ``version("torch")`` answered for rushlight."""

    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        _answer_version(module)


def _answer_version(metadata):
    installed = metadata.version

    def version(distribution_name):
        """The version string of an installed distribution."""
        if distribution_name == "torchvision":
            return VISION_VERSION
        return TORCH_VERSION if distribution_name in _PACKAGES else installed(distribution_name)

    metadata.version = version


class Finder:
    """First in ``sys.meta_path``: finds torch and torchvision in rushlight."""

    def find_spec(self, name, path=None, target=None):
        if name == "importlib.metadata":
            spec = PathFinder.find_spec(name, path)
            if spec is not None and spec.loader is not None:
                spec.loader = _Versions(spec.loader)
            return spec
        if name.startswith("rushlight."):
            return _named(PathFinder.find_spec(name, path))
        ours = _translated(name)
        if ours is None:
            return None
        if not _exists(ours):
            siblings = _siblings(ours)
            raise MissingModule(f"No module named '{name}'", name, siblings)
        return ModuleSpec(name, _Alias(ours), is_package=hasattr(sys.modules.get(ours), "__path__"))


class _Named(SourceFileLoader):
    """Loader of a module of rushlight, whose classes and functions then say PyTorch's names."""

    def exec_module(self, module):
        super().exec_module(module)
        identity.rename(module)


def _named(spec):
    if spec is not None and type(spec.loader) is SourceFileLoader:
        spec.loader = _Named(spec.loader.name, spec.loader.path)
    return spec


def _exists(name):
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _siblings(ours):
    import pkgutil

    parent = sys.modules.get(ours.rpartition(".")[0])
    path = getattr(parent, "__path__", ())
    return [m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")]


def install():
    """Make ``torch`` and ``torchvision`` rushlight in this process and the processes it starts.
    Raises RuntimeError if PyTorch was imported already."""
    if any(isinstance(f, Finder) for f in sys.meta_path):
        return
    for name in _PACKAGES:
        if name in sys.modules:
            raise RuntimeError(
                f"{name} is already imported in this process: tensors of two kinds would get mixed up. Start the "
                "program with python -m rushlight, which comes before any import"
            )
    sys.meta_path.insert(0, Finder())
    rushlight.__version__ = TorchVersion(TORCH_VERSION)  # programs compare torch.__version__
    identity.take_on()
    for home, names in HOMES.items():
        for declared in names.values():
            if declared.callable is not None:
                declared.take_on(home)
    if "importlib.metadata" in sys.modules:
        _answer_version(sys.modules["importlib.metadata"])
    _follow_children()


_START = "from rushlight._hook import install; install(); "


def _follow_children():
    """Child processes that start a new interpreter (spawn, forkserver) install the hook first; forked ones have it."""
    from multiprocessing import forkserver, spawn, util

    command_line = spawn.get_command_line

    def get_command_line(**arguments):
        command = command_line(**arguments)
        at = command.index("-c") + 1 if "-c" in command else None
        if at is not None:
            command[at] = _START + command[at]
        return command

    spawn.get_command_line = get_command_line
    start = util.spawnv_passfds

    def spawnv_passfds(path, args, passfds):
        args = list(args)
        if "-c" in args and "multiprocessing.forkserver" in args[args.index("-c") + 1]:
            args[args.index("-c") + 1] = _START + args[args.index("-c") + 1]
        return start(path, args, passfds)

    forkserver.util.spawnv_passfds = spawnv_passfds


# Running programs ---------------------------------------------------------------------------------------------------


def run_script(path, args):
    """Run a file as ``python path args...`` would: it is ``__main__``, its folder comes first in ``sys.path``."""
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")):
        import runpy

        sys.argv = [path, *args]
        sys.path[0] = ""
        runpy.run_path(path, run_name="__main__")
        return
    try:
        with open(path, "rb") as f:
            source = f.read()
    except OSError as error:
        print(
            f"{sys.executable}: can't open file '{os.path.abspath(path)}': [Errno {error.errno}] {error.strerror}",
            file=sys.stderr,
        )
        sys.exit(2)
    sys.argv = [path, *args]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    main = sys.modules["__main__"].__dict__
    builtins = main["__builtins__"]
    main.clear()
    main.update(
        __name__="__main__",
        __file__=path,
        __builtins__=builtins,
        __doc__=None,
        __package__=None,
        __spec__=None,
        __cached__=None,
        __loader__=SourceFileLoader("__main__", path),
        __annotations__={},
    )
    _as_if_alone(lambda: exec(compile(source, path, "exec", dont_inherit=True), main))


def run_module(name, args):
    """Run a module as ``python -m name args...`` would."""
    import runpy

    sys.argv = [name, *args]
    if sys.path[0] != os.getcwd():
        sys.path.insert(0, os.getcwd())
    _as_if_alone(lambda: runpy._run_module_as_main(name, alter_argv=True))  # what python -m itself calls


def _as_if_alone(run):
    """Run a program; the traceback of an error shows the program only, not who ran it."""
    try:
        run()
    except Exception as error:
        trace = error.__traceback__
        ours = (__file__, "<frozen runpy>")
        while trace is not None and trace.tb_frame.f_code.co_filename in ours:
            trace = trace.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.exit(1)


def main(args):
    """``python -m rushlight script.py args...`` or ``python -m rushlight -m module args...``."""
    install()
    if args[0] == "-m":
        if len(args) < 2:
            print("python -m rushlight -m: a module name is missing", file=sys.stderr)
            sys.exit(2)
        run_module(args[1], args[2:])
    else:
        run_script(args[0], args[1:])
