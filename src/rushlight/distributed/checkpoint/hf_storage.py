"""Checkpoints as folders of safetensors files, as the libraries of the Hugging Face Hub read and write them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from ..._tensor.tensor import Tensor
from ...serialization.safetensors import load_file, save_file
from .filesystem import FileSystemReader, FileSystemWriter

if TYPE_CHECKING:
    from typing import Any

__all__ = ["HuggingFaceStorageReader", "HuggingFaceStorageWriter"]

_INDEX = "model.safetensors.index.json"
_SHARDED = "sharded"


class HuggingFaceStorageWriter(FileSystemWriter):
    """Writes tensors into ``model-00001-of-0000N.safetensors`` in the folder ``path``, and into an index which file has
    which. ``fqn_to_index_mapping``: the number of each one's file, from 1 (None: one file). With ``save_distributed``
    the files are named for the process, without an index; ``enable_consolidation`` then puts them into
    ``path/sharded``, and the whole ones into ``path``. Other entries than tensors are a TypeError.
    """

    def __init__(
        self,
        path: str,
        fqn_to_index_mapping: dict[str, int] | None = None,
        thread_count: int = 1,
        save_distributed: bool = False,
        enable_consolidation: bool = False,
        thread_count_consolidation: int = 1,
    ) -> None:
        super().__init__(path, thread_count=thread_count)
        self.fqn_to_index_mapping = fqn_to_index_mapping
        self.save_distributed, self.enable_consolidation = save_distributed, enable_consolidation

    def write(self, entries: dict[str, Any]) -> None:
        """Write all entries."""
        for name, value in entries.items():
            if not isinstance(value, Tensor):
                raise TypeError(f"safetensors files have tensors alone, but {name} is {type(value).__name__}")
        numbers = self.fqn_to_index_mapping or dict.fromkeys(entries, 1)
        files: dict[int, dict[str, Tensor]] = {}
        for name, value in entries.items():
            files.setdefault(numbers[name], {})[name] = value.detach().clone().contiguous()
        count = max(numbers.values(), default=1)
        plain = {i: f"model-{i:05d}-of-{count:05d}.safetensors" for i in files}
        if self.save_distributed:
            folder = self.path / _SHARDED if self.enable_consolidation else self.path
            _write(folder, {f"shard-00001-{plain[i]}": files[i] for i in files})
        if not self.save_distributed or self.enable_consolidation:
            _write(self.path, {plain[i]: files[i] for i in files})
            size = sum(t.nbytes for t in entries.values())
            index = {"metadata": {"total_size": size}, "weight_map": {n: plain[numbers[n]] for n in entries}}
            (self.path / _INDEX).write_text(json.dumps(index, indent=2))


def _write(folder: Any, files: dict[str, dict[str, Tensor]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, tensors in files.items():
        begins = {n: {"saved_offsets": [0] * t.ndim} for n, t in tensors.items()}
        notes = {"DCP_SHARDING_INFO": json.dumps(begins), "DCP_VERSION": "1.0", "format": "pt"}
        save_file(tensors, folder / name, notes)


class HuggingFaceStorageReader(FileSystemReader):
    """Reads all safetensors files of the folder ``path``."""

    def __init__(self, path: str | os.PathLike[str], thread_count: int = 1) -> None:
        super().__init__(path)
        self.thread_count = thread_count

    def read(self) -> dict[str, Any]:
        """All tensors by their names. Raises FileNotFoundError if there are no such files."""
        files = sorted(self.path.glob("*.safetensors"))
        if not files:
            raise FileNotFoundError(f"no safetensors files in {self.path}")
        return {name: tensor for file in files for name, tensor in load_file(file).items()}
