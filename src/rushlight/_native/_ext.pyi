"""The compiled module. Its functions check their arguments themselves; what they take is written at each one's doc
string and where _arrays/ calls it, so that one description stands in one place."""

from typing import Any

def __getattr__(name: str) -> Any: ...
