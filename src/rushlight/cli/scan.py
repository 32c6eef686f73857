"""A folder of pictures: its parts and classes, its files, and what is wrong with them."""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata

from .._base.atomic import write_text
from .settings import Refused, shown

_PARTS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
}
_LAYOUT = (
    "--data wants one sub-folder of pictures per class ({0}/cat/1.png, {0}/dog/1.png), or such folders in "
    "{0}/train and {0}/val"
)


class Findings:
    """What was noticed about files, by kind, for a summary. With ``strict`` the first fault is refused."""

    def __init__(self, strict: bool = False, root: str | None = None) -> None:
        self.strict, self.root = strict, root
        self.faults: dict = {}
        self.notes: dict = {}
        self.warnings: list = []

    def fault(self, kind: str, path: str, text: str) -> None:
        """A file that is left out."""
        if self.strict:
            raise Refused(
                f"{self._path(path)}: {text} (--strict refuses it; without it such files are counted and left out)"
            )
        self.faults.setdefault(kind, []).append((path, text))

    def note(self, kind: str, path: str) -> None:
        """Something about a file that is used all the same."""
        self.notes.setdefault(kind, []).append(path)

    def warn(self, text: str) -> None:
        """Something about the whole."""
        if self.strict:
            raise Refused(f"{text} (--strict refuses it)")
        self.warnings.append(text)

    def _path(self, path):
        """A path for people: inside the data folder without that folder."""
        inside = self.root is not None and os.path.abspath(path).startswith(
            os.path.join(os.path.abspath(self.root), "")
        )
        return shown(os.path.relpath(path, self.root) if inside else path)

    def lines(self, most: int | None = 3) -> list[str]:
        """The summary: a line per kind, with a few examples."""
        out = []
        for kind, found in self.faults.items():
            examples = [f"{self._path(p)} ({t})" for p, t in found[:most]]
            out.append(f"left out, {kind}: {_several(len(found))}: " + _and_more(examples, len(found)))
        for kind, paths in self.notes.items():
            out.append(f"used, {kind}: {_several(len(paths))}, as {self._path(paths[0])}")
        return out + [f"warning: {text}" for text in self.warnings]

    def show(self, most: int | None = 3) -> None:
        """Print the summary to the error stream."""
        for line in self.lines(most):
            print(line, file=sys.stderr)

    def write(self, path: str) -> bool:
        """Write a table of all files that were left out: kind, path, reason. False if there are none: an old table
        goes."""
        if not self.faults:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            return False
        rows = [(kind, self._path(p), text) for kind, found in self.faults.items() for p, text in found]
        write_text(path, "".join("\t".join(row) + "\n" for row in rows))
        return True


def _several(n):
    return f"{n:,} file{'s' if n > 1 else ''}"


def _and_more(examples, n):
    return "; ".join(examples) + (f"; and {n - len(examples):,} more" if n > len(examples) else "")


def _entries(folder):
    """(sub-folders, other names), sorted, without hidden ones. Raises Refused if the folder can't be read."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((e.name, e.is_dir()) for e in entries if not e.name.startswith("."))
    except OSError as error:
        raise Refused(f"the folder {shown(folder)!r} can't be read: {error.strerror}") from None
    return [n for n, is_dir in found if is_dir], [n for n, is_dir in found if not is_dir]


def files_below(folder: str, findings: Findings | None = None) -> list[str]:
    """Paths of all files in a folder and its sub-folders, sorted; hidden ones are passed over, circles of links too."""
    seen, out = set(), []
    above = os.path.realpath(folder)
    while above != os.path.dirname(above):  # links that lead up would bring in other classes
        above = os.path.dirname(above)
        seen.add(above)

    def visit(path):
        real = os.path.realpath(path)
        if real in seen:
            return
        seen.add(real)
        try:
            folders, files = _entries(path)
        except Refused as error:
            if findings is None:
                raise
            findings.fault("not readable", path, str(error))
            return
        out.extend(os.path.join(path, name) for name in files)
        for name in folders:
            visit(os.path.join(path, name))

    visit(folder)
    return out


def parts_of(root: str, findings: Findings) -> dict[str, dict[str, list[str]]]:
    """{"train": …, "val": …, "test": …}: per part that is there, {class name: [paths]}. Without such parts all is
    "train".

    Raises Refused for folders that can't be training data: no folder, no classes, one class, classes without a name.
    """
    if not os.path.isdir(root):
        raise Refused(f"--data must be synthetic, cifar10 or a folder; there is no folder {shown(root)!r}")
    folders, files = _entries(root)
    parts = {_PARTS.get(name.lower()): name for name in folders}
    if None in parts or "train" not in parts or not _entries(os.path.join(root, parts["train"]))[0]:
        parts = {"train": ""}
    if len(parts) < len(folders) and parts != {"train": ""}:
        raise Refused(f"{shown(root)!r} has two folders for the same part: {', '.join(map(shown, folders))}")
    found: dict[str, dict[str, list[str]]] = {}
    for part in ("train", "val", "test"):
        if part in parts:
            found[part] = _classes(os.path.join(root, parts[part]) if parts[part] else root, findings)
    if parts != {"train": ""} and files:
        findings.warn(f"{_several(len(files))} lie beside the folders train, val and test, unused ({shown(files[0])})")
    known = set(found["train"])
    for part in ("val", "test"):
        if strange := sorted(set(found.get(part, ())) - known):
            raise Refused(
                f"the folder {parts[part]} has classes that {parts['train']} has not: {', '.join(map(shown, strange))}"
            )
    return found


def _classes(folder, findings):
    names, files = _entries(folder)
    if not names:
        what = f"{_several(len(files))}, but no sub-folders" if files else "nothing"
        raise Refused(f"{shown(folder)!r} holds {what}; " + _LAYOUT.format(shown(folder)))
    if files:
        findings.warn(f"{_several(len(files))} beside the class folders, of no class ({shown(files[0])})")
    same: dict = {}
    for name in names:
        if not name.strip():
            raise Refused(f"a folder in {shown(folder)!r} has the blank name {name!r}: a class needs a name, rename it")
        same.setdefault(unicodedata.normalize("NFKC", name).strip().casefold(), []).append(name)
    for twins in same.values():
        if len(twins) > 1:
            findings.warn(
                f"the classes {' and '.join(map(repr, twins))} differ only in case, blanks or encoding: are they one?"
            )
    return {name: files_below(os.path.join(folder, name), findings) for name in names}
