"""``torch.utils.weak``: dicts that hold their tensors weakly, and tell them apart by identity."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, MutableMapping
from typing import Any
from weakref import ref as WeakRef

__all__ = ["WeakIdKeyDictionary", "WeakIdRef", "WeakRef", "WeakTensorKeyDictionary", "WeakTensorRefKey"]


class WeakIdRef(weakref.ref):  # type: ignore[type-arg]
    """A weak reference that is equal to those of the same object."""

    __slots__ = ("_id",)

    def __init__(self, key: Any, callback: Any = None) -> None:
        super().__init__(key, callback)  # type: ignore[call-arg]
        self._id = id(key)

    def __hash__(self) -> int:
        return self._id

    def __eq__(self, other: object) -> bool:
        mine = self()
        if mine is not None and isinstance(other, weakref.ref):
            return mine is other()
        return self is other


class WeakIdKeyDictionary(MutableMapping[Any, Any]):
    """A dict whose keys are held weakly and told apart by identity.

    >>> import rushlight as torch
    >>> notes, x = WeakIdKeyDictionary(), torch.ones(2)
    >>> notes[x] = "ones"
    >>> notes[x], torch.ones(2) in notes
    ('ones', False)
    """

    def __init__(self, dict: Any = None, ref_type: Any = WeakIdRef) -> None:
        self.data: Any = {}
        self.ref_type = ref_type
        if dict is not None:
            self.update(dict)

    def _ref(self, key, remove=False):
        if not remove:
            return self.ref_type(key)
        data = self.data
        return self.ref_type(key, lambda gone: data.pop(gone, None))

    def __getitem__(self, key: Any) -> Any:
        return self.data[self._ref(key)]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.data[self._ref(key, remove=True)] = value

    def __delitem__(self, key: Any) -> None:
        del self.data[self._ref(key)]

    def __contains__(self, key: object) -> bool:
        try:
            return self._ref(key) in self.data
        except TypeError:
            return False

    def __iter__(self) -> Iterator[Any]:
        for reference in list(self.data):
            key = reference()
            if key is not None:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


WeakTensorRefKey = WeakIdRef
WeakTensorKeyDictionary = WeakIdKeyDictionary
