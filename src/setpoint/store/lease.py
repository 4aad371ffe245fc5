"""The right to drive a stack: a lock that dies with its process, and an epoch that outlives it.

The lock says who may write now; the epoch, moved on at each taking and carried by each write, makes the writes of
everybody who had it earlier come too late. Where a killed process had the stack, the next one has it at once.
"""

from __future__ import annotations

from collections.abc import Callable

from setpoint.model.stack import StackId
from setpoint.store.locks import Lock, Locks


class StackLease:
    """A stack that is ours to drive, until released or until this process dies."""

    def __init__(self, stack: StackId, epoch: int, lock: Lock) -> None:
        """Hold ``stack`` under ``epoch``."""
        self._stack = stack
        self._epoch = epoch
        self._lock = lock

    @property
    def stack(self) -> StackId:
        """Whose lease it is."""
        return self._stack

    @property
    def epoch(self) -> int:
        """Greater than that of every earlier lease on the stack."""
        return self._epoch

    def release(self) -> None:
        """Let go. Safe to repeat."""
        self._lock.release()


def take_lease(stack: StackId, locks: Locks, next_epoch: Callable[[], int]) -> StackLease | None:
    """Take the stack, or None while somebody has it. ``next_epoch`` is called under the lock, and must be durable."""
    lock = locks.take(stack)
    if lock is None:
        return None
    try:
        return StackLease(stack, next_epoch(), lock)
    except BaseException:
        lock.release()
        raise
