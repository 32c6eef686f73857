"""Starting of a function as one of several processes; so far as the only one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...multiprocessing.spawn import start_processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["LaunchConfig", "elastic_launch", "launch_agent"]

_ONE = "rushlight's process groups have one process so far: start one, which computes on all cores"


@dataclass
class LaunchConfig:
    """How many processes are to be started, where and how. Raises RuntimeError for more than one."""

    min_nodes: int = 1
    max_nodes: int = 1
    nproc_per_node: int = 1
    logs_specs: Any = None
    run_id: str = ""
    role: str = "default_role"
    rdzv_endpoint: str = ""
    rdzv_backend: str = "static"
    rdzv_configs: dict[str, Any] = field(default_factory=dict)
    rdzv_timeout: int = -1
    max_restarts: int = 3
    monitor_interval: float = 0.1
    start_method: str = "spawn"
    metrics_cfg: dict[str, str] = field(default_factory=dict)
    local_addr: str | None = None

    def __post_init__(self) -> None:
        if self.max_nodes * self.nproc_per_node != 1:
            raise RuntimeError(f"{self.max_nodes} nodes with {self.nproc_per_node} processes: {_ONE}")


def environment(port: int | str | None = None, run_id: str = "") -> dict[str, str]:
    """The variables that a launcher gives the only process."""
    names = "RANK LOCAL_RANK GROUP_RANK ROLE_RANK".split()
    sizes = "WORLD_SIZE LOCAL_WORLD_SIZE ROLE_WORLD_SIZE GROUP_WORLD_SIZE".split()
    host, _, asked = str(port or "").rpartition(":")
    return {
        **dict.fromkeys(names, "0"),
        **dict.fromkeys(sizes, "1"),
        "MASTER_ADDR": host or "127.0.0.1",
        "MASTER_PORT": asked or "29500",
        "TORCHELASTIC_RUN_ID": run_id or "none",
        "TORCHELASTIC_RESTART_COUNT": "0",
        "TORCHELASTIC_MAX_RESTARTS": "0",
    }


def _child(i: int, fn: Callable[..., Any], args: tuple[Any, ...], variables: dict[str, str], results: Any) -> None:
    os.environ.update(variables)
    results.put(fn(*args))


class elastic_launch:
    """``elastic_launch(config, fn)(*args)`` runs ``fn`` in a process of its own, with the variables that
    ``init_process_group`` reads: {0: what it returns}. Raises what ``multiprocessing.spawn`` does."""

    def __init__(self, config: LaunchConfig, entrypoint: Callable[..., Any] | str) -> None:
        self._config, self._entrypoint = config, entrypoint

    def __call__(self, *args: Any) -> dict[int, Any]:
        return launch_agent(self._config, self._entrypoint, list(args))


def launch_agent(config: LaunchConfig, entrypoint: Callable[..., Any] | str, args: list[Any]) -> dict[int, Any]:
    """What ``elastic_launch`` does; a program's path in place of a function is run with the arguments."""
    variables = environment(config.rdzv_endpoint, config.run_id)
    if isinstance(entrypoint, str):
        import subprocess

        subprocess.run([entrypoint, *map(str, args)], check=True, env={**os.environ, **variables})
        return {0: None}
    import multiprocessing

    results = multiprocessing.get_context(config.start_method).SimpleQueue()
    context = start_processes(
        _child, (entrypoint, tuple(args), variables, results), 1, join=False, start_method=config.start_method
    )
    assert context is not None
    while not context.join(0.05) and results.empty():
        pass
    value = None if results.empty() else results.get()
    while not context.join():
        pass
    return {0: value}
