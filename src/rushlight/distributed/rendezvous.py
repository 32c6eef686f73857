"""How processes meet."""

from __future__ import annotations

from .._distributed.rendezvous import register_rendezvous_handler, rendezvous

__all__ = ["register_rendezvous_handler", "rendezvous"]
