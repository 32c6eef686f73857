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
    layer: number
    for number, layers in enumerate(
        (
            "_base torch_version version",
            "_native",
            "_arrays",
            "_core",
            "_face",
            "_ops",
            "_checks _compiling _settings _streams _symbolic _tensor _tensor_str _vmap futures return_types "
            "storage",
            "_distributed _internals _subclasses _utils amp autograd fft functional linalg masked overrides "
            "random signal sparse special types",
            "_C nn profiler utils",
            "_dynamo _jit_internal ao backends distributions func fx jit library multiprocessing optim "
            "quasirandom serialization",
            "__config__ _getters _hook _inductor accelerator classes compiler cpu cuda distributed export "
            "functorch hub mps mtia numa onnx quantization testing vision xpu",
            "cli",
            "__main__",
        )
    )
    for layer in layers.split()
}
# Rooms of _ops, and what mirrors them in _arrays: a room imports only from rooms before it. Rooms of one number don't
# see each other; files outside the rooms (optimizer steps, the forms that layers have in torch) may use all of them.
ROOMS = {
    room: number
    for number, rooms in enumerate(
        (
            "common",
            "tensors",
            "elementwise",
            "special shapes",
            "indexing random",
            "reductions",
            "linalg",
            "sparse",
            "layers",
            "losses signal",
        )
    )
    for room in rooms.split()
}


def unit(path):
    """The top-level module or folder a file belongs to."""
    part = path.relative_to(SOURCE).parts[0]
    return part.removesuffix(".py")


def room(path):
    """The room of _ops or _arrays a file stands in, as (folder, room); None for files outside the rooms."""
    parts = path.relative_to(SOURCE).parts
    return (parts[0], parts[1]) if parts[0] in ("_ops", "_arrays") and len(parts) == 3 else None


def imports(path):
    """The dotted names (absolute, inside the package) that a file imports, wherever the import stands; but for what
    only type checkers read."""
    package = ("rushlight", *path.relative_to(SOURCE).parts[:-1])
    tree = ast.parse(path.read_text())
    for_checkers = {
        n
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for n in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if node in for_checkers:
            continue
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
            LAYERS[there] == LAYERS[here] and there != here and LAYERS[here] in (0, 6)
        ), f"{path.relative_to(SOURCE)} (layer {LAYERS[here]}) imports {'.'.join(name)} (layer {LAYERS[there]})"


@pytest.mark.parametrize("path", [p for p in MODULES if room(p)], ids=lambda p: str(p.relative_to(SOURCE)))
def test_rooms_import_only_from_rooms_before_them(path):
    folder, here = room(path)
    for name in imports(path):
        target = file_of(name)
        there = target and room(target)
        if not there or there[0] != folder or there[1] == here:
            continue
        assert ROOMS[there[1]] < ROOMS[here], f"{path.relative_to(SOURCE)} imports {'.'.join(name)}"


def test_rooms_are_what_the_table_says():
    for folder in ("_ops", "_arrays"):
        rooms = {p.name for p in (SOURCE / folder).iterdir() if (p / "__init__.py").is_file()}
        assert rooms <= set(ROOMS), rooms
    assert {p.name for p in (SOURCE / "_ops").iterdir() if (p / "__init__.py").is_file()} == set(ROOMS)


def test_the_table_of_layers_is_true():
    rows = re.findall(r"^\| (\d+) \| `([^`]*)` \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    assert {unit: int(number) for number, units in rows for unit in units.split()} == LAYERS
    assert {unit(p) for p in MODULES} - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("folder", ["_core", "_ops", "_arrays", "_face", "nn", "cli"])
def test_rooms_have_signs(folder):
    lines = (SOURCE / folder / "README.md").read_text().splitlines()
    assert 5 <= len(lines) <= 20
    named = re.findall(r"`(\w+(?:/\w+)*\.py)`", "\n".join(lines))
    assert named and all((SOURCE / folder / name).is_file() for name in named)


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
    """Lines with code: no blank ones, comments or docstrings, nor exported names and what only type checkers read."""
    text, tree = path.read_text(), ast.parse(path.read_text())
    skip = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            skip.update(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            skip.update(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
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


def _public_functions(tree):
    """(name, FunctionDef) of a module's public functions and of the methods of its public classes."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else []
        for f in [node, *inside]:
            if isinstance(f, ast.FunctionDef) and (not f.name.startswith("_") or f.name.endswith("__")):
                yield f.name if f is node else f"{node.name}.{f.name}", f


def test_public_functions_are_annotated():
    missing = []
    for path in MODULES:
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if any(p.startswith("_") and p != "__init__" for p in parts) or parts[0] == "cli":
            continue
        for name, f in _public_functions(ast.parse(path.read_text())):
            a = f.args
            given = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
            bound = "." in name and not any(ast.unparse(d) == "staticmethod" for d in f.decorator_list)
            bare = [x.arg for x in given[bound:] if x.annotation is None]
            if bare or (f.returns is None and f.name != "__init__"):
                missing.append((*parts, name, *bare))
    assert not missing


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
NATIVE = sorted(
    str(p.relative_to(ROOT / "csrc")) for p in (ROOT / "csrc").rglob("*.*") if p.suffix in (".h", ".cpp", ".c")
)


def place(name):
    """Where a C++ file stands in the order of folders, and in that of rooms (None: its folder has none)."""
    folder, *room, _ = Path(name).parts
    return FOLDERS.index(folder), ROOMS.get("/".join(room), len(ROOMS)) if folder in ("kernels", "bind") else None


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
