"""Futures: results that come later, and what is to be done with them then."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["Future", "collect_all", "wait_all"]

T = TypeVar("T")
S = TypeVar("S")


class Future(Generic[T]):
    """A result that some other work will set. ``devices`` are those whose streams the result waits for: there are
    none.

    >>> future = Future()
    >>> later = future.then(lambda done: done.value() + 1)
    >>> future.set_result(1)
    >>> later.wait()
    2
    """

    def __init__(self, *, devices: Sequence[Any] | None = None) -> None:
        self._settled = threading.Condition()
        self._done = False
        self._value: Any = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Future[T]], Any]] = []

    def done(self) -> bool:
        """Whether there is a result or an error."""
        return self._done

    def wait(self) -> T:
        """Wait for the result. Raises what ``set_exception`` was given."""
        with self._settled:
            self._settled.wait_for(lambda: self._done)
        return self.value()

    def value(self) -> T:
        """The result of a Future that is done. Raises: RuntimeError if it is not; the error if there is one."""
        if not self._done:
            raise RuntimeError("value() of a Future that is not completed: call wait() first")
        if self._error is not None:
            raise self._error
        return self._value

    def then(self, callback: Callable[[Future[T]], S]) -> Future[S]:
        """Call ``callback(self)`` when done; the Future of what it returns, or of the error it raises."""
        result: Future[S] = Future()

        def run(done: Future[T]) -> None:
            try:
                result.set_result(callback(done))
            except Exception as error:
                result.set_exception(error)

        self.add_done_callback(run)
        return result

    def add_done_callback(self, callback: Callable[[Future[T]], None]) -> None:
        """Call ``callback(self)`` when done, at once if it is; its errors are logged and go no further."""
        with self._settled:
            if not self._done:
                self._callbacks.append(callback)
                return
        self._call(callback)

    def set_result(self, result: T) -> None:
        """Set the result. Raises RuntimeError if the Future is done."""
        self._settle(result, None)

    def set_exception(self, result: BaseException) -> None:
        """Set the error that ``wait`` raises. Raises: AssertionError for what is no exception; RuntimeError if the
        Future is done."""
        if not isinstance(result, BaseException):
            raise AssertionError(f"{result} is of type {type(result)}, not an Exception.")
        self._settle(None, result)

    def _settle(self, value: Any, error: BaseException | None) -> None:
        with self._settled:
            if self._done:
                raise RuntimeError("Future can only be marked completed once: it has a result or an error already")
            self._value, self._error, self._done = value, error, True
            callbacks, self._callbacks = self._callbacks, []
            self._settled.notify_all()
        for callback in callbacks:
            self._call(callback)

    def _call(self, callback: Callable[[Future[T]], Any]) -> None:
        try:
            callback(self)
        except Exception:
            import logging

            logging.getLogger(__name__).exception("a callback of a Future raised")


def collect_all(futures: list[Future[Any]]) -> Future[list[Future[Any]]]:
    """A Future of the list itself, done when all of them are; errors among them don't count.

    >>> both = collect_all([Future(), Future()])
    >>> both.done()
    False
    """
    result: Future[list[Future[Any]]] = Future()
    left = [len(futures)]
    lock = threading.Lock()

    def count(_: Future[Any]) -> None:
        with lock:
            left[0] -= 1
            last = left[0] == 0
        if last:
            result.set_result(futures)

    if not futures:
        result.set_result(futures)
    for future in futures:
        future.add_done_callback(count)
    return result


def wait_all(futures: list[Future[Any]]) -> list[Any]:
    """Wait for all and return their results. Raises the first error among them."""
    return [future.wait() for future in collect_all(futures).wait()]
