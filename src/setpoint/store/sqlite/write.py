"""A batch as work for the writer: whether its author may still write, its writes in order, and the stack's sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter

from setpoint.model.errors import NotFound, Superseded
from setpoint.model.stack import ProjectId, StackId
from setpoint.store.codec import Encoder
from setpoint.store.records import Batch
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite.bulk import ROWS, Encode, Rows
from setpoint.store.sqlite.target import Target
from setpoint.store.sqlite.verbs import DRIVES, MOVES, VERBS, Apply
from setpoint.store.sqlite.writer import Transaction


class Write:
    """A batch, encoded when it is made and applied when it is called."""

    def __init__(self, project: ProjectId, batch: Batch, keyring: Keyring, most_events: int = 0) -> None:
        """Encode ``batch``. Raises AssertionError where it holds something Unknown.

        ``most_events`` of the stack are kept, or PURGE more; 0 keeps all.
        """
        self._most_events = most_events
        self._project = project
        self._stack = batch.stack
        self._epoch = batch.epoch
        self._keyring = keyring
        self._secrets: dict[str, bytes] = {}
        self._verbs = set(map(itemgetter(0), batch.writes))
        encode = _encoder(batch.stack, self._secrets, keyring).encode
        self._applies = list(_applies(batch, encode))

    def __call__(self, transaction: Transaction) -> None:
        """Apply it. Raises Superseded when a later lease was taken than the one it was made under."""
        target = Target(
            transaction.connection,
            self._project,
            self._stack,
            self._secrets,
            self._keyring,
            self._most_events,
        )
        self._check_right(target)
        for apply in self._applies:
            apply(target)
        if self._verbs & MOVES:
            target.execute("UPDATE stacks SET sequence = sequence + 1 WHERE key = ?", (target.stack,))
        transaction.touched.add(self._stack)

    def _check_right(self, target: Target) -> None:
        if self._epoch is None:
            drives = self._verbs & DRIVES
            assert target.key is None or not drives, f"only under a lease: {', '.join(sorted(drives))}"
        elif target.stack and target.epoch != self._epoch:
            raise Superseded(
                f"the stack was taken over (epoch {target.epoch}, this writer has {self._epoch})"
            )


def _applies(batch: Batch, encode: Encode) -> Iterator[Apply]:
    """What the writes of a batch do. Those that come by the hundreds are gathered up to the next other one."""
    gathering: dict[type[Rows], Rows] = {}
    for verb, what in batch.writes:
        if verb not in ROWS:
            gathering = {}
            yield VERBS[verb](what, encode)
            continue
        kind = ROWS[verb]
        if kind not in gathering:
            gathering[kind] = kind()
            yield gathering[kind]
        getattr(gathering[kind], verb)(what, encode)


def _encoder(stack: StackId, secrets: dict[str, bytes], keyring: Keyring) -> Encoder:
    """An encoder that puts what it hides into ``secrets``."""

    def hide(secret: bytes) -> str:
        identity = keyring.identify(stack, secret)
        secrets[identity] = secret
        return identity

    return Encoder(hide)


def next_epoch(project: ProjectId, stack: StackId) -> Callable[[Transaction], int]:
    """Work that moves the stack's epoch on, and answers the new one. Raises NotFound when there is no such stack."""

    def work(transaction: Transaction) -> int:
        sql = "UPDATE stacks SET epoch = epoch + 1 WHERE project = ? AND id = ? RETURNING epoch"
        rows = transaction.connection.execute(sql, (project, stack)).fetchall()
        if not rows:
            raise NotFound(f"there is no stack {stack}")
        epoch: int = rows[0][0]
        return epoch

    return work
