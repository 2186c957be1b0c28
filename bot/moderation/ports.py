"""The book of moderation: flags, appeals, bans, and what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import BanId, DecisionId, PersonId, Ref, ReviewerId
from bot.moderation.model import Appeal, Ban, Decision, Flag, FlagReason, Subject
from bot.officers.ports import OfficersTx


class Moderation(Protocol):
    """Flags, appeals, bans and decisions."""

    async def accepted(self, person: PersonId) -> int:
        """How many reports and comments of this person were shown to others and not hidden."""
        ...

    async def flag(self, subject: Subject, reporter: PersonId, reason: FlagReason, words: str, now: datetime) -> bool:
        """Note a flag; False when this person flagged the subject before."""
        ...

    async def flags_by(self, reporter: PersonId, since: datetime) -> int:
        """How many flags this person raised since then. Flags of one person wait in line from here."""
        ...

    async def flags(self, subject: Subject) -> Sequence[Flag]:
        """The flags of the subject that wait, oldest first."""
        ...

    async def flagged(self) -> Sequence[Subject]:
        """What has flags that wait, in the order of the oldest."""
        ...

    async def settle_flags(self, subject: Subject, now: datetime) -> int:
        """The flags were looked at; how many there were."""
        ...

    async def appeal(self, subject: Subject, person: PersonId, words: str, now: datetime) -> bool:
        """Note an appeal; False when there was one about this subject before."""
        ...

    async def appeal_again(self, subject: Subject, words: str, now: datetime) -> bool:
        """Note an appeal against a new decision about the subject; False unless the one before was settled."""
        ...

    async def open_appeal(self, subject: Subject) -> Appeal | None:
        """The appeal about the subject that waits."""
        ...

    async def appeals(self) -> Sequence[Appeal]:
        """All appeals that wait, oldest first."""
        ...

    async def settle_appeal(self, subject: Subject, now: datetime) -> bool:
        """Somebody else has looked; False when no appeal waited."""
        ...

    async def decide(self, decision: Decision) -> DecisionId:
        """Write down what a reviewer did."""
        ...

    async def decision(self, decision: DecisionId) -> Decision | None:
        """The decision of this id."""
        ...

    async def decisions_about(self, subject: Subject) -> Sequence[Decision]:
        """All that was decided about the subject, latest first."""
        ...

    async def latest(self, limit: int) -> Sequence[Decision]:
        """What was decided lately, latest first."""
        ...

    async def ban(
        self, ref: Ref, person: PersonId, reviewer: ReviewerId, why: str, until: datetime, now: datetime
    ) -> Ban:
        """Somebody may not post, comment or flag until then."""
        ...

    async def ban_of(self, person: PersonId, now: datetime) -> Ban | None:
        """The running ban of this person that ends last."""
        ...

    async def alone_with(self, person: PersonId) -> None:
        """Until the transaction ends, nobody else gets past this line for the same person."""
        ...

    async def ban_by_id(self, ban: BanId) -> Ban | None:
        """The ban of this id."""
        ...

    async def ban_by_ref(self, ref: Ref) -> Ban | None:
        """The ban of this reference."""
        ...

    async def bans(self, now: datetime) -> Sequence[Ban]:
        """The bans that run, oldest first."""
        ...

    async def lift(self, ban: BanId, now: datetime) -> bool:
        """End a ban early; False when it has ended already."""
        ...


class ModerationTx(IncidentsTx, OfficersTx, Protocol):
    """A transaction with the book of moderation."""

    @property
    def moderation(self) -> Moderation:
        """Flags, appeals, bans and decisions."""
        ...
