"""The shape of the code base: which folder may import which, no circles, sizes of files and functions, exported
names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rushlight

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "rushlight"
MODULES = sorted(SOURCE.rglob("*.py"))

# A module imports only from lower layers, or from its own folder.
LAYERS = {
    "distributions": 8,
    "_errors": 0,
    "_dtypes": 0,
    "_formats": 0,
    "_devices": 0,
    "_size": 0,
    "_config": 0,
    "_policies": 0,
    "_atomic": 0,
    "_handles": 0,
    "_native": 1,
    "_arrays": 2,
    "_core": 3,
    "_ops": 4,
    "tensor": 5,
    "creation": 5,
    "return_types": 5,
    "settings": 5,
    "tensor_types": 5,
    "_printing": 5,
    "_vmap": 5,
    "autograd": 6,
    "fft": 6,
    "linalg": 6,
    "masked": 6,
    "random": 6,
    "signal": 6,
    "special": 6,
    "nn": 7,
    "utils": 7,
    "_overrides": 4,
    "overrides": 6,
    "_C": 6,
    "amp": 6,
    "cpu": 9,
    "fx": 8,
    "hub": 9,
    "jit": 8,
    "profiler": 7,
    "optim": 8,
    "serialization": 8,
    "func": 8,
    "vision": 9,
    "testing": 9,
    "cuda": 9,
    "backends": 9,
    "version": 0,
    "cli": 10,
    "_hook": 9,
    "__main__": 11,
    "storage": 5,
    "_symbolic": 5,
}


def unit(path):
    """The top-level module or folder a file belongs to."""
    part = path.relative_to(SOURCE).parts[0]
    return part.removesuffix(".py")


def imports(path):
    """The dotted names (absolute, inside the package) that a file imports, wherever the import stands."""
    package = ("rushlight", *path.relative_to(SOURCE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            if module[:1] == ("rushlight",):
                for alias in node.names:
                    yield (*module, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = tuple(alias.name.split("."))
                if parts[0] == "rushlight":
                    yield parts


def file_of(name):
    """The source file that an imported dotted name comes from, or None for the package itself."""
    for n in (len(name), len(name) - 1):
        at = SOURCE.joinpath(*name[1:n])
        if at.with_suffix(".py").is_file():
            return at.with_suffix(".py")
        if n > 1 and (at / "__init__.py").is_file():
            return at / "__init__.py"
    return None


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_only_from_lower_layers(path):
    here = unit(path)
    if here == "__init__":
        return
    assert here in LAYERS, f"{here} has no layer: add it to the table in this test and in ARCHITECTURE.md"
    for name in imports(path):
        target = file_of(name)
        if target is None or unit(target) in ("__init__", here):
            continue
        there = unit(target)
        assert LAYERS[there] < LAYERS[here] or (
            LAYERS[there] == LAYERS[here] and there != here and LAYERS[here] in (0, 5)
        ), f"{path.relative_to(SOURCE)} (layer {LAYERS[here]}) imports {'.'.join(name)} (layer {LAYERS[there]})"


def test_no_import_circles():
    graph = {p: {t for name in imports(p) if (t := file_of(name)) not in (None, p)} for p in MODULES}
    # `from . import x` names the package's own __init__ only through its submodule
    graph = {p: {t for t in to if not (t.name == "__init__.py" and t.parent in p.parents)} for p, to in graph.items()}
    done, path = set(), []

    def visit(p):
        if p in done:
            return
        assert p not in path, "circle: " + " -> ".join(str(q.relative_to(SOURCE)) for q in [*path[path.index(p) :], p])
        path.append(p)
        for t in sorted(graph[p]):
            visit(t)
        done.add(path.pop())

    for p in MODULES:
        visit(p)


def test_file_sizes():
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 700}
    for p in [*ROOT.glob("csrc/**/*.cpp"), *ROOT.glob("csrc/**/*.h")]:
        if (n := len(p.read_text().splitlines())) > 900:
            long[str(p.relative_to(ROOT))] = n
    assert not long


def code_lines(path):
    """Lines with code: no blank ones, comments or docstrings."""
    text, tree = path.read_text(), ast.parse(path.read_text())
    skip = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            skip.update(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for i, line in lines if line.strip() and not line.strip().startswith("#") and i not in skip)


def test_the_mechanism_stays_small():
    assert sum(code_lines(p) for p in (SOURCE / "_core").glob("*.py")) <= 1350


def test_function_lengths():
    long = {}
    for p in MODULES:
        for node in ast.walk(ast.parse(p.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = node.end_lineno - node.lineno + 1
                doc = node.body[0]
                if (
                    isinstance(doc, ast.Expr)
                    and isinstance(doc.value, ast.Constant)
                    and isinstance(doc.value.value, str)
                ):
                    lines -= doc.end_lineno - doc.lineno + 1
                if lines > 60:
                    long[f"{p.relative_to(SOURCE)}:{node.name}"] = lines
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_exported_names_exist(path):
    names = ".".join(("rushlight", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    if path.name == "__main__.py":
        return
    module = __import__(names, fromlist=["x"])
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name), f"{names}.__all__ names {name}, which is not there"


def test_public_functions_are_documented():
    missing = []
    for name in rushlight.__all__:
        thing = getattr(rushlight, name)
        if callable(thing) and not (getattr(thing, "__doc__", None) or "").strip():
            missing.append(name)
    assert not missing


def test_import_is_light():
    """PyTorch, and what is slow to load, is never imported by ``import rushlight``."""
    code = "import sys; import rushlight; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    heavy = {"torch", "torchvision", "PIL", "matplotlib", "tqdm", "rich", "multiprocessing", "dataclasses", "tempfile"}
    assert not heavy & set(loaded)


def test_nothing_in_the_product_imports_torch():
    for p in MODULES:
        for node in ast.walk(ast.parse(p.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            assert not [n for n in names if n.split(".")[0] in ("torch", "torchvision")], p


# C++: a file includes only from its own folder and those before it; in kernels and bind, whose rooms are those of _ops,
# only from its own room and those before it. "" are the files outside rooms.
FOLDERS = ("base", "kernels", "waist", "bind")
ROOMS = (
    "common",
    "tensors",
    "elementwise",
    "special",
    "shapes",
    "indexing",
    "random",
    "reductions",
    "linalg",
    "layers",
    "losses",
    "signal",
    "",
)
NATIVE = sorted(
    str(p.relative_to(ROOT / "csrc")) for p in (ROOT / "csrc").rglob("*.*") if p.suffix in (".h", ".cpp", ".c")
)


def place(name):
    """Where a C++ file stands in the order of folders, and in that of rooms (None: its folder has none)."""
    folder, *room, _ = Path(name).parts
    return FOLDERS.index(folder), ROOMS.index("/".join(room)) if folder in ("kernels", "bind") else None


@pytest.mark.parametrize("name", NATIVE)
def test_includes_only_from_earlier_folders_and_rooms(name):
    folder, room = place(name)
    included = re.findall(r'^#include "(.*)"', (ROOT / "csrc" / name).read_text(), re.MULTILINE)
    for other in included:
        assert other in NATIVE, f"{name} includes {other}: write the path from csrc/"
        there, its_room = place(other)
        assert there <= folder, f"{name} includes {other}, of a later folder"
        assert None in (room, its_room) or its_room <= room, f"{name} includes {other}, of a later room"
    if name.startswith("kernels/"):
        assert "base/ndarray.h" not in included, f"{name}: kernels don't see Python"
