"""The transaction port: everything a use case changes is committed at once or not at all."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

Tx_co = TypeVar("Tx_co", covariant=True)


class Begin(Protocol[Tx_co]):
    """Opens a transaction that offers the books. Commits when the block ends, rolls back when it raises."""

    def __call__(self) -> AbstractAsyncContextManager[Tx_co]:
        """A context manager; nothing may be sent to anybody inside it."""
        ...
