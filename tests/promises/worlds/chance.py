"""Chance for two worlds: what officers and the public draw is the same in both, what owners draw is not.

A reference that an officer sees is random, so two honest worlds would show two of them. Here every draw belongs to a
side. The open side (officers, reviewers, neighbors, the schedule) draws from the seed of the session, which both worlds
share, anew at every step; the side of the owners draws from a seed of its own world. So nothing has to be masked: a
reference on the open side that depends on owners, or on how often they drew, differs between the worlds and is found.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.kernel.ids import CODE_LENGTH, REF_LENGTH, REF_LETTERS, Ref

OPEN = "open"
OWNERS = "owners"


class Chance:
    """The draws of one world."""

    def __init__(self, shared: object, own: object) -> None:
        self._seeds = {OPEN: f"{shared}", OWNERS: f"{shared}/{own}"}
        # Of the task that draws: the worker's lanes run side by side.
        self._side: ContextVar[str] = ContextVar("side", default=OPEN)
        self._step = 0
        self._drawing: dict[tuple[str, int], random.Random] = {}
        self.drawn: set[Ref] = set()
        """Every reference so far."""
        self.sql = random.Random(f"{shared}/{own}/sql")
        """For the database's own random(), by which the moments of notices are drawn."""

    def at(self, step: int) -> None:
        """From now on this step of the session is played."""
        self._step = step

    @contextmanager
    def of(self, side: str) -> Iterator[None]:
        """Whoever draws within the block is of this side."""
        before = self._side.set(side)
        try:
            yield
        finally:
            self._side.reset(before)

    def ref(self) -> Ref:
        """For `kernel.ids.new_ref`."""
        drawn = Ref(self._letters(REF_LENGTH))
        self.drawn.add(drawn)
        return drawn

    def code(self) -> str:
        """For `kernel.ids.new_code`."""
        letters = self._letters(CODE_LENGTH)
        return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))

    def link_code(self) -> str:
        """For `kernel.ids.new_link_code`."""
        return f"{self._letters(4)}-2{self._letters(3)}"

    def digits(self) -> str:
        """For six mailed digits."""
        return f"{self._now().randrange(1_000_000):06d}"

    def signed_64(self) -> int:
        """For SQLite's random()."""
        return self.sql.randrange(-(2**63), 2**63)

    def _letters(self, length: int) -> str:
        return "".join(self._now().choices(REF_LETTERS, k=length))

    def _now(self) -> random.Random:
        side = self._side.get()
        key = (side, self._step)
        if key not in self._drawing:
            self._drawing = {each: drawing for each, drawing in self._drawing.items() if each[1] == self._step}
            self._drawing[key] = random.Random(f"{self._seeds[side]}|{side}|{self._step}")
        return self._drawing[key]
