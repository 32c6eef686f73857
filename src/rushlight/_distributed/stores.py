"""Stores: keys and bytes that the processes of a group share, with which they find each other."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from .kinds import DistNetworkError, DistStoreError, QueueEmptyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["FileStore", "HashStore", "PrefixStore", "Store", "TCPStore"]

_TIMEOUT = timedelta(minutes=5)


def _bytes(value: str | bytes) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise TypeError(f"a store's values are str or bytes, not {type(value).__name__}; write str(value)")


class Store:
    """Keys and bytes for several processes. A kind of store defines ``_change``: everything else comes from it.

    Values are ``str`` or ``bytes`` and come back as ``bytes``; numbers of ``add`` are kept as their digits.
    """

    def __init__(self) -> None:
        self._limit = _TIMEOUT

    def _change(self, work: Callable[[dict[str, Any]], Any]) -> Any:
        """``work(table)``, while no other process reads or writes."""
        raise NotImplementedError(f"{type(self).__name__} is no store that can be used: take TCPStore or FileStore")

    @property
    def timeout(self) -> timedelta:
        """How long ``get`` and ``wait`` wait for a key."""
        return self._limit

    def set_timeout(self, timeout: timedelta) -> None:
        """Let ``get`` and ``wait`` wait so long."""
        self._limit = timeout

    def set(self, key: str, value: str | bytes) -> None:
        """Set a key."""
        data = _bytes(value)
        self._change(lambda table: table.__setitem__(key, data))

    def get(self, key: str) -> bytes:
        """A key's value; waits for it. Raises DistStoreError after ``timeout``."""
        self.wait([key])
        return self._change(lambda table: table[key])

    def add(self, key: str, amount: int) -> int:
        """Add to the number under a key (0 at first); returns the sum."""

        def work(table: dict[str, Any]) -> int:
            total = int(table.get(key, b"0")) + amount
            table[key] = str(total).encode()
            return total

        return self._change(work)

    def append(self, key: str, value: str | bytes) -> None:
        """Put bytes behind those under a key."""
        data = _bytes(value)
        self._change(lambda table: table.__setitem__(key, table.get(key, b"") + data))

    def compare_set(self, key: str, expected_value: str | bytes, desired_value: str | bytes) -> bytes:
        """Set a key if its value is the expected one, or if it is not there and ``""`` is expected; returns what is
        then there, or for a key that is not there the expected value."""
        expected, desired = _bytes(expected_value), _bytes(desired_value)

        def work(table: dict[str, Any]) -> bytes:
            now = table.get(key)
            if now == expected or (now is None and not expected):
                table[key] = now = desired
            return expected if now is None else now

        return self._change(work)

    def check(self, keys: Sequence[str]) -> bool:
        """Whether all keys are there."""
        return self._change(lambda table: all(key in table for key in keys))

    def wait(self, keys: Sequence[str], timeout: timedelta | None = None) -> None:
        """Wait until all keys are there. Raises DistStoreError if that takes longer than ``timeout``."""
        limit = self._limit if timeout is None else timeout
        end = time.monotonic() + limit.total_seconds()
        while not self.check(keys):
            if time.monotonic() >= end:
                milliseconds = int(limit.total_seconds() * 1000)
                raise DistStoreError(f"wait timeout after {milliseconds}ms, keys: {', '.join('/' + k for k in keys)}")
            time.sleep(0.005)

    def delete_key(self, key: str) -> bool:
        """Take a key out; whether it was there."""
        return self._change(lambda table: table.pop(key, None) is not None)

    def num_keys(self) -> int:
        """How many keys there are."""
        return self._change(len)

    def list_keys(self) -> list[str]:
        """All keys."""
        return self._change(list)

    def multi_get(self, keys: Sequence[str]) -> list[bytes]:
        """The values of several keys; waits for them."""
        self.wait(keys)
        return self._change(lambda table: [table[key] for key in keys])

    def multi_set(self, keys: Sequence[str], values: Sequence[str | bytes]) -> None:
        """Set several keys."""
        if len(keys) != len(values):
            raise ValueError(f"multi_set: {len(keys)} keys but {len(values)} values; give one value per key")
        new = {key: _bytes(value) for key, value in zip(keys, values, strict=True)}
        self._change(lambda table: table.update(new))

    def queue_push(self, key: str, value: str | bytes) -> None:
        """Put a value at the end of the queue ``key``."""
        data = _bytes(value)
        self._change(lambda table: table.setdefault(key, []).append(data))

    def queue_pop(self, key: str, block: bool = True) -> bytes:
        """Take the first value of a queue; waits for one, or raises QueueEmptyError if ``block`` is False."""
        end = time.monotonic() + self._limit.total_seconds()
        while (value := self._change(lambda table: table[key].pop(0) if table.get(key) else None)) is None:
            if not block:
                raise QueueEmptyError(f"queue {key} is empty")
            if time.monotonic() >= end:
                raise DistStoreError(f"queue_pop: queue {key} got no value in {self._limit}")
            time.sleep(0.005)
        return value

    def queue_len(self, key: str) -> int:
        """How many values a queue holds."""
        return self._change(lambda table: len(table.get(key, ())))

    def has_extended_api(self) -> bool:
        """Whether ``append``, ``multi_get`` and ``multi_set`` are there: they are."""
        return True

    def barrier(self, key: str, world_size: int, timeout: timedelta | None = None) -> None:
        """Wait until ``world_size`` callers have come to the barrier ``key``."""
        if self.add(f"{key}/count", 1) == world_size:
            self.set(f"{key}/done", b"1")
        self.wait([f"{key}/done"], timeout)

    def clone(self) -> Store:
        """Another store with the same keys."""
        return self


class HashStore(Store):
    """A store in this process's memory, for its threads.

    >>> store = HashStore()
    >>> store.set("a", "1")
    >>> store.add("a", 2)
    3
    """

    def __init__(self) -> None:
        super().__init__()
        self._table: dict[str, Any] = {}
        self._lock = threading.Lock()

    def _change(self, work: Callable[[dict[str, Any]], Any]) -> Any:
        with self._lock:
            return work(self._table)


class TCPStore(Store):
    """A store at ``host_name:port``. The master holds it; here its process is the only one, so other stores of the
    same port in this process share it. Port 0 takes a free one.

    Raises: DistNetworkError if the port is taken, or if there is no master at it in this process (``is_master=False``
    is for further processes, which can't join yet).
    """

    _masters: dict[int, HashStore] = {}

    def __init__(
        self,
        host_name: str,
        port: int,
        world_size: int | None = None,
        is_master: bool = False,
        timeout: timedelta = _TIMEOUT,
        wait_for_workers: bool = True,
        multi_tenant: bool = False,
        master_listen_fd: int | None = None,
        use_libuv: bool = True,
    ) -> None:
        super().__init__()
        self.host, self.libuvBackend, self._limit = host_name, use_libuv, timeout
        self._socket: Any = None
        if is_master and not (multi_tenant and port in self._masters):
            port = self._listen(port, master_listen_fd)
            self._masters[port] = HashStore()
        elif port not in self._masters:
            raise DistNetworkError(
                f"TCPStore: no store at {host_name}:{port} in this process. rushlight's process groups have one "
                "process so far: make the store with is_master=True, world_size=1"
            )
        self.port = port
        self._shared = self._masters[port]
        if is_master and wait_for_workers and (world_size or 1) > 1:
            raise DistNetworkError(
                f"TCPStore: waiting for {world_size} processes would not end, since rushlight's process groups have "
                "one process so far; use world_size=1 (or wait_for_workers=False)"
            )

    def _listen(self, port: int, master_listen_fd: int | None) -> int:
        """Hold the port, so that no other program takes it; returns its number."""
        import socket

        try:
            if master_listen_fd is not None:
                self._socket = socket.socket(fileno=os.dup(master_listen_fd))
            else:
                self._socket = socket.create_server(("", port))
        except OSError as error:
            raise DistNetworkError(
                f"The server socket has failed to listen on any local network address. port: {port}, {error}"
            ) from error
        return self._socket.getsockname()[1]

    def _change(self, work: Callable[[dict[str, Any]], Any]) -> Any:
        return self._shared._change(work)

    def __repr__(self) -> str:
        return f"TCPStore(host={self.host}, port={self.port})"

    def __del__(self) -> None:
        if getattr(self, "_socket", None) is not None:
            self._socket.close()
            self._masters.pop(self.port, None)


class FileStore(Store):
    """A store in a file, which every process of the machine may open. ``world_size`` is how many will."""

    def __init__(self, file_name: str, world_size: int = -1) -> None:
        super().__init__()
        self.path = os.fspath(file_name)
        self._change(lambda table: None)

    def _change(self, work: Callable[[dict[str, Any]], Any]) -> Any:
        import fcntl
        import json

        with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            before = file.read().decode()
            stored = json.loads(before) if before else {}
            table = {key: _read(value) for key, value in stored.items()}
            result = work(table)
            after = json.dumps({key: _written(value) for key, value in table.items()})
            if after != before:
                file.seek(0)
                file.truncate()
                file.write(after.encode())
        return result


def _written(value: bytes | list[bytes]) -> Any:
    return value.decode("latin-1") if isinstance(value, bytes) else [v.decode("latin-1") for v in value]


def _read(value: Any) -> Any:
    return value.encode("latin-1") if isinstance(value, str) else [v.encode("latin-1") for v in value]


class PrefixStore(Store):
    """Another store's keys that begin with ``prefix/``, without it."""

    def __init__(self, prefix: str, store: Store) -> None:
        super().__init__()
        self.prefix, self.underlying_store = prefix, store
        self._limit = store.timeout

    @property
    def _underlying_non_prefix_store(self) -> Store:
        store = self.underlying_store
        return store._underlying_non_prefix_store if isinstance(store, PrefixStore) else store

    def _change(self, work: Callable[[dict[str, Any]], Any]) -> Any:
        start = self.prefix + "/"

        def inside(table: dict[str, Any]) -> Any:
            mine = {key[len(start) :]: value for key, value in table.items() if key.startswith(start)}
            before = set(mine)
            result = work(mine)
            for gone in before - set(mine):
                del table[start + gone]
            table.update({start + key: value for key, value in mine.items()})
            return result

        return self.underlying_store._change(inside)
