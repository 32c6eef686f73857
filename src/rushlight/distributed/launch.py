"""The older name of ``torch.distributed.run``."""

from __future__ import annotations

from .run import main, parse_args

__all__ = ["main", "parse_args"]

if __name__ == "__main__":
    main()
