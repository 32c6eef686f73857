"""How processes meet: from a URL to a store, this process's rank and the number of processes."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlparse

from .kinds import default_pg_timeout
from .stores import FileStore, TCPStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any
    from urllib.parse import ParseResult

    from .stores import Store

    Meeting = Iterator[tuple[Store, int, int]]

__all__ = ["register_rendezvous_handler", "rendezvous"]

_handlers: dict[str, Callable[..., Meeting]] = {}


def register_rendezvous_handler(scheme: str, handler: Callable[..., Any]) -> None:
    """Let ``handler(url, timeout=...)`` yield (store, rank, world size) for URLs that begin with ``scheme://``."""
    if scheme in _handlers:
        raise RuntimeError(f"Rendezvous handler for {scheme}:// already registered")
    _handlers[scheme] = handler


def rendezvous(url: str, rank: int = -1, world_size: int = -1, **kwargs: Any) -> Meeting:
    """An iterator whose first element is (store, rank, world size), for ``env://``, ``tcp://host:port`` or
    ``file:///path``. Raises ValueError for what the URL lacks, RuntimeError for another scheme."""
    if not isinstance(url, (str, bytes)):
        raise RuntimeError(f"`url` must be a string. {type(url)}: {url}")
    if not isinstance(rank, int):
        raise RuntimeError(f"`rank` must be an integer. {rank}")
    if not isinstance(world_size, int):
        raise RuntimeError(f"`world_size` must be an integer. {world_size}")
    parsed = urlparse(str(url))
    query = dict(parse_qsl(parsed.query))
    if rank != -1:
        query["rank"] = str(rank)
    if world_size != -1:
        query["world_size"] = str(world_size)
    if parsed.scheme not in _handlers:
        raise RuntimeError(f"No rendezvous handler for {parsed.scheme}://: use env://, tcp://host:port or file:///path")
    whole = parsed._replace(query="&".join(f"{k}={v}" for k, v in query.items())).geturl()
    if parsed.scheme == "file" and not parsed.netloc:  # urlunparse drops the empty host
        whole = whole.replace("file:/", "file:///", 1) if not whole.startswith("file:///") else whole
    return _handlers[parsed.scheme](whole, **kwargs)


def _parts(url: str) -> tuple[ParseResult, dict[str, str]]:
    parsed = urlparse(url)
    return parsed, dict(parse_qsl(parsed.query))


def _lacks(scheme: str, what: str) -> ValueError:
    return ValueError(f"Error initializing torch.distributed using {scheme}:// rendezvous: {what}")


def _by_file(url: str, **kwargs: Any) -> Meeting:
    parsed, query = _parts(url)
    if not parsed.path:
        raise _lacks("file", "path missing")
    for name in ("rank", "world_size"):
        if name not in query:
            raise _lacks("file", f"{name.replace('_', ' ')} parameter missing")
    rank, size = int(query["rank"]), int(query["world_size"])
    yield FileStore(parsed.path, size), rank, size
    raise RuntimeError("Unable to perform rerendezvous using file:// method")


def _by_tcp(url: str, timeout: timedelta = default_pg_timeout, **kwargs: Any) -> Meeting:
    parsed, query = _parts(url)
    if parsed.port is None:
        raise _lacks("tcp", "port number missing")
    for name in ("rank", "world_size"):
        if name not in query:
            raise _lacks("tcp", f"{name.replace('_', ' ')} parameter missing")
    rank, size = int(query["rank"]), int(query["world_size"])
    yield _master(parsed.hostname or "", parsed.port, rank, size, timeout), rank, size
    raise RuntimeError("Unable to perform re-rendezvous using tcp:// method")


def _by_environment(url: str, timeout: timedelta = default_pg_timeout, **kwargs: Any) -> Meeting:
    _, query = _parts(url)

    def from_environment(name: str) -> str:
        if name not in os.environ:
            raise _lacks("env", f"environment variable {name} expected, but not set")
        return os.environ[name]

    rank = int(query["rank"]) if "rank" in query else int(from_environment("RANK"))
    size = int(query["world_size"]) if "world_size" in query else int(from_environment("WORLD_SIZE"))
    address, port = from_environment("MASTER_ADDR"), int(from_environment("MASTER_PORT"))
    yield _master(address, port, rank, size, timeout), rank, size
    raise RuntimeError("Unable to perform re-rendezvous using env:// method")


def _master(host: str, port: int, rank: int, size: int, timeout: timedelta) -> Store:
    if not 0 <= port < 2**16:
        raise ValueError(f"port must have value from 0 to 65535 but was {port}.")
    from .group import OneProcess

    OneProcess(None, rank, size)  # says so if there would be more processes
    return TCPStore(host, port, size, is_master=rank == 0, timeout=timeout, multi_tenant=True)


register_rendezvous_handler("env", _by_environment)
register_rendezvous_handler("tcp", _by_tcp)
register_rendezvous_handler("file", _by_file)
