"""The books of consent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.cameras.ports import CamerasTx
from bot.clips.model import Clip
from bot.clips.ports import ClipsTx
from bot.consent.model import Approval, Ask, AskEvent, AskState, CoDecider, Opening, Package, Vote
from bot.kernel.ids import ApprovalId, AskId, DepartmentId, NewRef, OfficerId, PersonId, Ref, RequestId
from bot.requests.model import AreaRequest, RequestPolicy
from bot.requests.ports import RequestsTx
from bot.terms.model import AskLimits


class Asks(Protocol):
    """Asks. The book has no count of them, for nobody needs one."""

    async def fan_out(
        self, request: AreaRequest, policy: RequestPolicy, limits: AskLimits, now: datetime, new_ref: NewRef
    ) -> bool:
        """One ask for each owner with an unpaused camera in range, nearest first up to the ceiling, and one notice job at
        an independent uniformly random moment of the window for each account through which that owner wishes to hear.

        Left out are owners who are paused, who have a standing no that fits, who were asked as often as the limits
        allow, and whom no account reaches. Beyond the ceiling, a camera that looks at the place goes before a nearer one.
        Harmless when run again. Says whether anybody is asked now, and nothing about how many.
        """
        ...

    async def by_id(self, ask: AskId) -> Ask | None:
        """The ask of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Ask | None:
        """The ask of this reference."""
        ...

    async def of_owner(self, owner: PersonId) -> Sequence[Ask]:
        """The owner's asks, newest first."""
        ...

    async def hold(self, ask: AskId) -> None:
        """Nobody else changes or holds the ask until this transaction ends; what is read after this is the last word."""
        ...

    async def step(self, ask: AskId, expected: AskState, event: AskEvent, to: AskState, now: datetime) -> bool:
        """Change the state if it still is the expected one, and append the event; says whether it did."""
        ...

    async def expire(self, request: RequestId, now: datetime) -> None:
        """Every unanswered ask of a closed request expires."""
        ...


class Approvals(Protocol):
    """Approvals and their one way out."""

    async def grant(
        self,
        ref: Ref,
        ask: Ask,
        clip: Clip,
        department: DepartmentId,
        package: Package,
        card: str,
        now: datetime,
        hold_until: datetime,
    ) -> Approval | None:
        """Note an approval with the text of the card that the owner saw; None when this clip is shared already."""
        ...

    async def by_ref(self, ref: Ref) -> Approval | None:
        """The approval of this reference."""
        ...

    async def by_id(self, approval: ApprovalId) -> Approval | None:
        """The approval of this id."""
        ...

    async def of_ask(self, ask: AskId) -> Sequence[Approval]:
        """The approvals of an ask, oldest first."""
        ...

    async def withdraw(self, approval: ApprovalId, now: datetime) -> bool:
        """Granted becomes withdrawn; False when it is no longer granted: the bytes are on their way or gone."""
        ...

    async def recall(self, approval: ApprovalId, now: datetime) -> bool:
        """What has been handed over becomes recalled, and no claim succeeds after it; False when nobody has it yet, or
        when it was recalled before."""
        ...

    async def openings(self, approval: ApprovalId) -> Sequence[Opening]:
        """Who was about to receive the clip, and when, oldest first."""
        ...

    async def past_hold(self, now: datetime) -> Sequence[Approval]:
        """Granted approvals whose hold is over and whose officer was not told yet."""
        ...

    async def mark_told(self, approval: ApprovalId, now: datetime) -> None:
        """The officer's notice is enqueued."""
        ...

    async def ready_for(self, department: DepartmentId) -> Sequence[Approval]:
        """What officers of the department may fetch now or have fetched: told, and neither withdrawn nor recalled."""
        ...

    async def claim(
        self,
        approval: ApprovalId,
        clip_sha256: str,
        request: RequestId,
        department: DepartmentId,
        officer: OfficerId,
        now: datetime,
    ) -> bool:
        """The compare-and-set of the release, every condition in one statement: granted (or released before, to the same
        department), hold over, same hash, same request, same department, department active and not expired, an officer of it
        who is verified and not suspended, clip held.
        """
        ...

    async def mark_released(self, approval: ApprovalId, now: datetime) -> None:
        """The bytes reached the platform."""
        ...

    async def note_opening(self, approval: ApprovalId, officer: PersonId, press: str, now: datetime) -> None:
        """Before the first byte: who is about to receive it, and when. Part of the claim's transaction; once a press."""
        ...

    async def end_opening(self, press: str, now: datetime) -> None:
        """It is known how the press ended."""
        ...

    async def unclaim(self, approval: ApprovalId) -> None:
        """Releasing becomes granted again, unless bytes have arrived or another press is still under way; withdrawn, when
        the owner took back the yes or deleted the clip meanwhile."""
        ...


class Household(Protocol):
    """Who decides with whom. There is no method that answers for somebody."""

    async def invite(self, owner: PersonId, ref: Ref, code_hash: str, expires_at: datetime, now: datetime) -> None:
        """An invitation; earlier ones of this owner that nobody took up are void."""
        ...

    async def invited_by(self, code_hash: str, now: datetime) -> PersonId | None:
        """Whose open invitation this is. Until the transaction ends, nobody else gets past this call for it."""
        ...

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> None:
        """Take up an open invitation."""
        ...

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more. Harmless for one that is unknown or was taken up."""
        ...

    async def of_owner(self, owner: PersonId) -> Sequence[CoDecider]:
        """Who decides with this owner, oldest first."""
        ...

    async def with_person(self, person: PersonId) -> Sequence[CoDecider]:
        """With whom this person decides."""
        ...

    async def count(self, owner: PersonId) -> int:
        """How many decide with this owner already."""
        ...

    async def end(self, person: PersonId, ref: Ref) -> CoDecider | None:
        """One of the two ends it, for requests to come; None when it is none of theirs."""
        ...

    async def ask_too(self, request: RequestId, now: datetime, window_s: float) -> None:
        """Note who decides about each ask of a request, and put down a notice for each of their accounts, at independent
        random moments of the window. Harmless when repeated. Officers decide with nobody."""
        ...

    async def votes(self, ask: AskId) -> Sequence[Vote]:
        """Everybody who decides about an ask, its owner too; empty when its owner decides alone."""
        ...

    async def vote(self, ask: AskId, person: PersonId, yes: bool, now: datetime) -> None:
        """What one of them says now."""
        ...

    async def asks_with(self, person: PersonId) -> Sequence[Ask]:
        """The asks of others about which this person decides too, newest first."""
        ...


class ConsentTx(RequestsTx, CamerasTx, ClipsTx, Protocol):
    """A transaction with everything that consent stands on."""

    @property
    def asks(self) -> Asks:
        """Asks."""
        ...

    @property
    def approvals(self) -> Approvals:
        """Approvals."""
        ...

    @property
    def household(self) -> Household:
        """Who decides together."""
        ...
