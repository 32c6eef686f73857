"""``torch.hub``: files of weights fetched once and kept, and models from folders with a ``hubconf.py``."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from ._base.atomic import atomic_open
from ._base.errors import MissingName
from .serialization import load as load_file

if TYPE_CHECKING:
    from typing import Any

    from ._face.types import MapLocation

__all__ = ["download_url_to_file", "get_dir", "load", "load_state_dict_from_url", "set_dir"]

MASTER_BRANCH = "master"
HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")
READ_DATA_CHUNK = _CHUNK = 1 << 17
_chosen: list = []  # the folder that set_dir named


def get_dir() -> str:
    """The folder that fetched files are kept in: that of ``set_dir``, else $TORCH_HOME/hub, else
    $XDG_CACHE_HOME/torch/hub, else ~/.cache/torch/hub.

    >>> get_dir().endswith("hub")
    True
    """
    return _chosen[-1] if _chosen else os.path.join(_get_torch_home(), "hub")


def _get_torch_home():
    """The folder that PyTorch keeps things in: $TORCH_HOME, else $XDG_CACHE_HOME/torch, else ~/.cache/torch."""
    cache = os.getenv("XDG_CACHE_HOME", "~/.cache")
    return os.path.expanduser(os.getenv("TORCH_HOME", os.path.join(cache, "torch")))


def set_dir(d: str | os.PathLike) -> None:
    """Keep fetched files in folder ``d``.

    >>> set_dir(get_dir())
    """
    _chosen[:] = [os.path.expanduser(d)]


class _Bar:
    """How much has arrived, on stderr."""

    def __init__(self, shown, total):
        self.shown, self.total, self.done, self.percent = shown, total, 0, -1

    def add(self, n):
        """``n`` more bytes."""
        self.done += n
        percent = 100 * self.done // self.total if self.total else self.done >> 20
        if self.shown and percent != self.percent:
            self.percent = percent
            size = f"{self.done / 2**20:.1f} MB"
            print(
                f"\r{percent:3d} % of {self.total / 2**20:.1f} MB" if self.total else f"\r{size}",
                end="",
                file=sys.stderr,
            )

    def end(self):
        """The line is finished."""
        if self.shown and self.percent >= 0:
            print(file=sys.stderr)


def download_url_to_file(url: str, dst: str, hash_prefix: str | None = None, progress: bool = True) -> None:
    """Fetch ``url`` (http, https, file) to the path ``dst``, which appears when all has arrived and is right, or not at
    all.

    ``hash_prefix``: how the file's SHA-256, in hex, begins; None: not checked. ``progress``: show how much has arrived.
    Raises urllib.error.URLError (an OSError) if it can't be fetched, RuntimeError for another hash or if the connection
    broke.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = pathlib.Path(folder, "a")
    ...     _ = source.write_bytes(b"abc")
    ...     download_url_to_file(source.as_uri(), os.path.join(folder, "b"), "ba7816bf", progress=False)
    """
    import hashlib
    from urllib.request import Request, urlopen

    digest = hashlib.sha256()
    with urlopen(Request(url, headers={"User-Agent": "torch.hub"})) as response:
        length = response.headers.get("Content-Length")
        total = int(length) if length and length.isdigit() else 0
        bar = _Bar(progress, total)
        with atomic_open(os.path.expanduser(dst)) as f:
            while chunk := response.read(_CHUNK):
                f.write(chunk)
                digest.update(chunk)
                bar.add(len(chunk))
            bar.end()
            if total and bar.done != total:
                raise RuntimeError(f"{url}: the connection broke after {bar.done} of {total} bytes; call again")
            if hash_prefix is not None and not digest.hexdigest().startswith(hash_prefix):
                raise RuntimeError(
                    f'invalid hash value (expected "{hash_prefix}", got "{digest.hexdigest()}"): {url} is not the '
                    "file it should be"
                )


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: MapLocation = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = False,
) -> dict[str, Any]:
    """What is in the checkpoint at ``url``, fetched the first time and kept in ``model_dir`` (default:
    ``get_dir()``/checkpoints).

    map_location  as for ``torch.load``
    progress      show how much has arrived
    check_hash    compare the file's SHA-256 with its name: 'name-<the first digits of it, eight or more>.pth'
    file_name     the name of the file that is kept; None: as in the URL
    weights_only  as for ``torch.load``; here files are read as data, never executed, either way

    Raises as ``download_url_to_file`` and ``torch.load``.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     torch.save({"w": torch.ones(1)}, os.path.join(folder, "net.pth"))
    ...     url = pathlib.Path(folder, "net.pth").as_uri()
    ...     load_state_dict_from_url(url, os.path.join(folder, "kept"), progress=False)
    {'w': tensor([1.])}
    """
    from urllib.parse import urlparse

    if model_dir is None:
        model_dir = os.path.join(get_dir(), "checkpoints")
    os.makedirs(model_dir, exist_ok=True)
    name = file_name if file_name is not None else os.path.basename(urlparse(url).path)
    path = os.path.join(model_dir, name)
    if not os.path.exists(path):
        if progress:
            print(f'Downloading: "{url}" to {path}', file=sys.stderr)
        found = HASH_REGEX.search(name) if check_hash else None
        download_url_to_file(url, path, found.group(1) if found else None, progress=progress)
    return load_file(path, map_location=map_location, weights_only=weights_only)


def load(
    repo_or_dir: str,
    model: str,
    *args: Any,
    source: Any = "github",
    trust_repo: Any = None,
    force_reload: bool = False,
    verbose: bool = True,
    skip_validation: bool = False,
    **kwargs: Any,
) -> Any:
    """What the function ``model`` in ``repo_or_dir``/hubconf.py gives for ``args`` and ``kwargs``; ``source`` must be
    'local': a program from the network is not fetched and run. That file's list ``dependencies`` names packages that
    must be there.

    Raises ValueError for 'github' (clone the repository, then name its folder) and other sources; FileNotFoundError
    without a hubconf.py; RuntimeError for missing packages or no such function.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "hubconf.py").write_text("def double(x): return 2 * x")
    ...     load(folder, "double", 21, source="local")
    42
    """
    source = source.lower()
    if source not in ("github", "local"):
        raise ValueError(f'Unknown source: "{source}". Allowed values: "github" | "local".')
    if source == "github":
        raise ValueError(
            'source="github" is not available in rushlight, which runs no programs from the network. Clone '
            f"{repo_or_dir!r} yourself, "
            f'look at it, and call hub.load("path/to/it", {model!r}, source="local")'
        )
    folder = os.path.expanduser(os.fspath(repo_or_dir))
    sys.path.insert(0, folder)  # the functions may import what lies beside them
    try:
        entry = _entry(_hubconf(folder), model)
        return entry(*args, **kwargs)
    finally:
        sys.path.remove(folder)


def _entry(module, model):
    """The function of this name in a hubconf, if the packages that it needs are there."""
    missing = [name for name in getattr(module, "dependencies", None) or () if not _importable(name)]
    if missing:
        raise RuntimeError(f"Missing dependencies: {', '.join(missing)}")
    if not isinstance(model, str):
        raise ValueError(f"Invalid input: model should be a string of function name, not {type(model).__name__}")
    entry = getattr(module, model, None)
    if not callable(entry):
        names = [n for n, f in vars(module).items() if callable(f) and not n.startswith("_")]
        raise RuntimeError(f"Cannot find callable {model} in hubconf; it has {', '.join(names)}")
    return entry


def _hubconf(folder):
    """The module ``hubconf.py`` of a folder."""
    from importlib import util

    path = os.path.join(folder, "hubconf.py")
    if not os.path.isfile(path):
        raise FileNotFoundError(f"No such file or directory: '{path}': a folder of models has a hubconf.py")
    spec = util.spec_from_file_location("hubconf.py", path)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _importable(name):
    from importlib import util

    if name in sys.modules:
        return True
    try:
        return util.find_spec(name) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def __getattr__(name: str) -> Any:
    if name == "urlparse":  # programs take it from here
        from urllib.parse import urlparse

        return urlparse
    raise MissingName("torch.hub", name, __all__)
