"""Programs from files, as modules that carry out their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._base import identity
from .._base.size import Size
from .._tensor.tensor import Tensor
from ..nn import Module, Parameter
from .files import write
from .recording import Program, Unsaved, function_at, method_name, undata
from .scripted import RecursiveScriptModule

if TYPE_CHECKING:
    from .._face.types import FileLike


class LoadedProgram(RecursiveScriptModule):
    """A program from a file: a module with its parameters, whose ``forward`` carries out the steps."""

    def __init__(self, program: Program, training: bool) -> None:
        super().__init__()
        self._program_name = program.name
        self._steps = [_checked(step, program.modules) for step in program.steps]
        for path, module in program.modules.items():
            self._holder(path).add_module(path.rpartition(".")[2], module)
        for path, tensor in program.tensors.items():
            holder, name = self._holder(path), path.rpartition(".")[2]
            if isinstance(tensor, Parameter):
                holder.register_parameter(name, tensor)
            else:
                holder.register_buffer(name, tensor)
        self.training = training

    def _holder(self, path):
        holder: Module = self
        for part in path.split(".")[:-1]:
            if part not in holder._modules:
                holder.add_module(part, Module())
            holder = holder._modules[part]  # type: ignore[assignment]
        return holder

    def _get_name(self):
        return "RecursiveScriptModule"

    def extra_repr(self) -> str:
        return f"original_name={self._program_name}"

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the program gives for these inputs. Raises TypeError for missing and surplus ones."""
        results: list[Any] = []
        given = list(args)
        for kind, target, arguments, named in self._steps:
            positional, keywords = undata(arguments, results), undata(named, results)
            if kind == "input":
                results.append(self._input(target.lstrip("*"), given, kwargs, positional))
            elif kind == "get":
                results.append(self._fetched(target))
            elif kind == "module":
                results.append(self.get_submodule(target)(*positional, **keywords))
            elif kind == "method":
                if not isinstance(positional[0], (Tensor, Size)):
                    raise Unsaved(f"a saved program calls methods of tensors, not of {type(positional[0]).__name__}")
                results.append(getattr(positional[0], target)(*positional[1:], **keywords))
            elif kind == "call":
                results.append(function_at(target)(*positional, **keywords))
            else:
                self._all_used(given, kwargs)
                return positional[0]
        return None

    def _input(self, name, given, kwargs, default):
        if given:
            return given.pop(0)
        if name in kwargs:
            return kwargs.pop(name)
        if default:
            return default[0]
        raise TypeError(f"{self._program_name}() is missing value for argument '{name}'")

    def _all_used(self, given, kwargs):
        if given or kwargs:
            left = [*(type(v).__name__ for v in given), *kwargs]
            raise TypeError(f"{self._program_name}() got more arguments than it has parameters: {left} are left over")

    def _fetched(self, path):
        holder = self._holder(path)
        return getattr(holder, path.rpartition(".")[2])

    def save(self, f: FileLike, _extra_files: dict[str, Any] | None = None) -> None:
        """Write the program to a file again."""
        modules = {target: self.get_submodule(target) for kind, target, _, _ in self._steps if kind == "module"}
        tensors = {target: self._fetched(target) for kind, target, _, _ in self._steps if kind == "get"}
        write(Program(self._program_name, self._steps, tensors, modules), self.training, f, _extra_files)


def _checked(step, modules):
    """A step of a file, which may name nothing but public functions, methods and layers that are there."""
    kind, target, arguments, named = step
    if kind == "call":
        function_at(target)
    elif kind == "method":
        method_name(target)
    elif kind == "module":
        if not isinstance(modules.get(target), Module) or not identity.is_ours(type(modules[target])):
            raise Unsaved(f"the file has no layer of torch.nn at {target!r}")
    elif kind not in ("input", "get", "output"):
        raise Unsaved(f"the file holds a step {kind!r} that no program has")
    return kind, target, arguments, named
