"""The books of people, and the seals under which the books keep what people entrusted to the house."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.ids import AccountId, PersonId, Ref
from bot.outbox.ports import OutboxTx
from bot.people.model import OWN, Account, Clashes, EmailProof, Link, OldAddress, Person, Reviewer


class People(Protocol):
    """Persons and accounts."""

    async def with_account(self, platform: str, handle: str) -> Person | None:
        """The person behind an account, if known."""
        ...

    async def add(self, platform: str, handle: str, name: str, language: str, now: datetime) -> Person:
        """A new person with this first account. One that stayed barred (`MyData.bar`) makes the person barred again."""
        ...

    async def person(self, person: PersonId) -> Person:
        """The person of this id."""
        ...

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """All accounts of the person, oldest first."""
        ...

    async def account(self, account: AccountId) -> Account | None:
        """The account of this id, if it still exists."""
        ...

    async def add_account(self, person: PersonId, platform: str, handle: str, name: str, now: datetime) -> bool:
        """Give the person one more account; False when it belongs to somebody already."""
        ...

    async def drop_account(self, person: PersonId, platform: str) -> None:
        """Take away the person's accounts of a platform (an old email address, when a new one is proved)."""
        ...

    async def set_language(self, person: PersonId, language: str) -> None:
        """In which language the bot speaks to the person, as `en`."""
        ...

    async def set_reachable(self, account: AccountId, reachable: bool) -> None:
        """Mark an account as working or not."""
        ...

    async def put_proof(
        self, person: PersonId, address: str, code: str, now: datetime, expires_at: datetime, purpose: str = OWN
    ) -> int:
        """Store a mailed code and what it proves, replacing an earlier one of this person; returns its id."""
        ...

    async def proofs_since(self, person: PersonId, since: datetime) -> int:
        """How many codes were mailed at the person's wish since then, used and replaced ones included."""
        ...

    async def proofs_to_since(self, address: str, since: datetime) -> int:
        """How many codes were mailed to the address since then, at whoever's wish.

        Until the transaction ends, nobody else gets past this call for the same address.
        """
        ...

    async def proof(self, person: PersonId) -> EmailProof | None:
        """The person's waiting code."""
        ...

    async def proof_by_id(self, proof: int) -> EmailProof | None:
        """A waiting code by its id, for the mail that carries it."""
        ...

    async def count_try(self, proof: int) -> None:
        """One more wrong code."""
        ...

    async def drop_proof(self, proof: int) -> None:
        """The code has done its work or is void. Its mailing still counts in `proofs_since`."""
        ...


class Reviewers(Protocol):
    """Reviewers and their invitations."""

    async def invite(self, ref: Ref, name: str, code_hash: str, expires_at: datetime, now: datetime) -> Reviewer:
        """A reviewer-to-be."""
        ...

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Reviewer | None:
        """Take up an invitation, once; None when there is no such open invitation."""
        ...

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more. Harmless for one that is unknown or was taken up."""
        ...

    async def of_person(self, person: PersonId) -> Reviewer | None:
        """The active reviewer behind a person."""
        ...

    async def all(self) -> Sequence[Reviewer]:
        """Everybody, for the operator's list and for the review cards."""
        ...


class Links(Protocol):
    """Codes that join two accounts, addresses that were replaced, and guesses at codes."""

    async def offer(
        self, person: PersonId, account: AccountId, code: str, ref: Ref, now: datetime, expires_at: datetime
    ) -> None:
        """A code of this person, asked for on this account; an earlier one is void."""
        ...

    async def take_up(self, code: str, by: AccountId, now: datetime, expires_at: datetime) -> Link | None:
        """An account has typed the code: it is used up from now on. None for one unknown, used or expired."""
        ...

    async def void(self, code: str) -> bool:
        """Nobody can use this code any more; says whether somebody still could have."""
        ...

    async def one_at_a_time(self) -> None:
        """Until the transaction ends nobody else joins persons: two who join the same pair in both directions would each
        hold the link that the other has to drop."""
        ...

    async def by_ref(self, ref: Ref, now: datetime) -> Link | None:
        """The link of this reference, if it waits for an answer."""
        ...

    async def by_id(self, link: int) -> Link | None:
        """The link of this id."""
        ...

    async def agree(self, link: int, now: datetime, expires_at: datetime) -> None:
        """Whoever typed the code has said whose account theirs is to be joined with."""
        ...

    async def wait(self, link: int, joins_at: datetime, expires_at: datetime) -> None:
        """The link needs no yes of the other side, only its silence until then."""
        ...

    async def drop(self, link: int) -> None:
        """The link is over."""
        ...

    async def clashes(self, stays: PersonId, goes: PersonId) -> Clashes:
        """What stands between two persons becoming one, and what one of them would have twice. Until the transaction
        ends, nothing of either changes hands."""
        ...

    async def move_everything(self, goes: PersonId, stays: PersonId) -> None:
        """Make two persons one: all that belongs to `goes` belongs to `stays`, and `goes` is no more."""
        ...

    async def alone(self, person: PersonId) -> None:
        """Until the transaction ends, nobody else gets past this line for the same person, or joins anything to them."""
        ...

    async def drop_account(self, account: AccountId) -> None:
        """Take this one account off its person; jobs that hold it lead nowhere from now on."""
        ...

    async def has_cameras(self, person: PersonId) -> bool:
        """Whether the person can be asked for clips, and so needs an email address."""
        ...

    async def banned_until(self, person: PersonId, now: datetime) -> datetime | None:
        """When the person's running ban ends."""
        ...

    async def put_old_address(self, person: PersonId, address: str, now: datetime) -> int:
        """Keep an address that is the person's no longer, until it has been told; returns its id."""
        ...

    async def old_address(self, number: int) -> OldAddress | None:
        """The address of this id, while it has still to be told."""
        ...

    async def drop_old_address(self, number: int) -> None:
        """It has been told."""
        ...

    async def guesses(self, platform: str, handle: str, since: datetime) -> Sequence[datetime]:
        """When this account tried codes that were wrong, or are being looked at; latest first. Until the transaction
        ends, no other try of the same account gets past this line."""
        ...

    async def add_guess(self, platform: str, handle: str, now: datetime) -> int:
        """This account tries a code, which counts as wrong until it turns out to be right; returns the id."""
        ...

    async def forgive_guess(self, guess: int) -> None:
        """It was no wrong code."""
        ...

    async def sweep(self, now: datetime) -> None:
        """Remove codes that have run out, guesses that no lock-out counts any more, and addresses that were not told."""
        ...


class Lock(Protocol):
    """Seals and opens under one key. `about` names the place, as `camera.label`: what is moved elsewhere does not open."""

    def seal(self, about: str, content: bytes) -> bytes:
        """The content as nobody without the key can read or change it; another result each time."""
        ...

    def open(self, about: str, sealed: bytes) -> bytes:
        """The content again. Raises SealBroken."""
        ...

    def seal_words(self, about: str, words: str) -> bytes:
        """The same for text."""
        ...

    def open_words(self, about: str, sealed: bytes) -> str:
        """The text again. Raises SealBroken."""
        ...


class Seals(Protocol):
    """What the house key can do. The house key itself, and every person's key in the clear, stay behind this port."""

    @property
    def passing(self) -> Lock:
        """The lock for things that go by themselves within days and belong to nobody known yet, such as a form begun."""
        ...

    def new_key(self, person: PersonId) -> bytes:
        """A fresh random key for the person, wrapped under the house key: worthless without it, and to anybody else."""
        ...

    def lock(self, person: PersonId, wrapped: bytes | None) -> Lock:
        """The lock of the person's wrapped key. Raises KeyMissing when there is none, or the house key does not fit it."""
        ...

    def blind(self, purpose: str, *words: str) -> str:
        """A keyed hash (64 hexadecimal digits) by which the words can be found or counted again, and not guessed.

        The same for the same words under the same purpose; different purposes cannot be compared.
        """
        ...

    def sign(self, purpose: str, *words: str) -> str:
        """A token of 26 small letters and digits (128 bits) that shows we wrote these words, in a link or an address."""
        ...

    def check(self, purpose: str, token: str, *words: str) -> bool:
        """Whether `sign` made this token of these words; capitals do not matter, for mail relays change them."""
        ...


class PeopleTx(OutboxTx, Protocol):
    """A transaction with the books of people."""

    @property
    def people(self) -> People:
        """Persons and accounts."""
        ...

    @property
    def reviewers(self) -> Reviewers:
        """Reviewers."""
        ...

    @property
    def links(self) -> Links:
        """Links between accounts."""
        ...
