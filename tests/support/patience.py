"""How long tests wait."""

__all__ = ["PATIENCE"]

PATIENCE = 300  # seconds: what takes longer hangs, however busy the machine is
