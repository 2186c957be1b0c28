"""Persons, accounts and reviewers."""

from dataclasses import dataclass
from datetime import datetime

from bot.kernel.ids import AccountId, PersonId, Ref, ReviewerId
from bot.kernel.refusal import Reason

MAIL = "mail"
"""The platform of email accounts; the chat platforms name themselves."""

OWN, WORK = "own", "work"
"""What a mailed code proves: an address of the person's own, which becomes an account, or an officer's work mailbox, which
becomes none."""


class PeopleReason(Reason):
    """Why something about a person was refused."""

    BAD_EMAIL = "bad email"
    """The text is no email address."""
    EMAIL_TAKEN = "email taken"
    """Another person has proved this address."""
    NO_CODE = "no code"
    """No code is waiting, or it has run out."""
    WRONG_CODE = "wrong code"
    """The six digits are not the ones that were mailed."""
    TOO_MANY_TRIES = "too many tries"
    """Five wrong codes; a new one has to be asked for."""
    NO_MAILBOX = "no mailbox"
    """Mail was to be turned on or off, and there is no proved address."""
    TOO_MANY_CODES = "too many codes"
    """Five mails with codes in a day are enough for any person and for any address."""
    BAD_INVITATION = "bad invitation"
    """The invitation code is unknown, used or expired."""
    NOT_REVIEWER = "not a reviewer"
    NOT_IN_DIRECT = "only in a direct message"
    """Said in a channel, where others could read along."""
    CODE_READ_ALONG = "code read along"
    """An invitation code was typed where others could read along: it is void."""
    BAD_LINK_CODE = "bad link code"
    """The code that joins two accounts is unknown, used or expired."""
    LINK_READ_ALONG = "link code read along"
    """It was typed where others could read along: it is void."""
    OWN_LINK_CODE = "own link code"
    """It was typed on an account that belongs to the same person already."""
    LINK_OVER = "link over"
    """The question whether to join was answered, has run out, or is somebody else's."""
    POLICE_BY_MAIL = "police by mail"
    """An officer's account, or one that would become an officer's, is not replaced by a mailbox and a day of silence."""
    TWO_OFFICERS = "two officers"
    """Both accounts to be joined belong to officers."""
    TWO_REVIEWERS = "two reviewers"
    TWO_OPERATORS = "two operators"
    """Both accounts to be joined belong to operators, or one to an operator and one to an officer."""
    ASKED_TWICE = "asked twice"
    """Both were asked about one request that is not over."""
    NO_SUCH_ACCOUNT = "no such account"
    LAST_CHAT = "last chat"
    """The last chat account cannot be taken off: nobody would be left to talk to."""
    EMAIL_NEEDED = "email needed"
    """Who has a camera needs an email address."""
    BANNED_TOGETHER = "banned together"
    """While a ban runs, no account leaves."""
    LOCKED_OUT = "locked out"
    """Ten wrong codes in an hour."""


class KeyMissing(Exception):
    """A key that is needed is not there, cannot be used or does not fit; the message is one sentence with the cure."""


class SealBroken(Exception):
    """What was sealed has been changed, or was sealed for another place, another person or under another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody known to the bot."""

    id: PersonId
    language: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One way to reach a person. An email address is an account once its code came back."""

    id: AccountId
    person: PersonId
    platform: str
    handle: str
    name: str
    reachable: bool
    silenced: bool = False
    """Its owner wants no notices here, though it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailProof:
    """A code that was mailed to an address and waits to be typed into the chat."""

    id: int
    person: PersonId
    address: str
    code: str
    """Six digits, short-lived; the row goes when the code is used, replaced or expired."""
    tries: int
    created_at: datetime
    expires_at: datetime
    purpose: str = OWN
    """OWN or WORK."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One more account that may join a person: offered by a code, claimed by whoever typed it, agreed to by both."""

    id: int
    ref: Ref
    person: PersonId
    account: AccountId
    """Where the code was asked for; for a lost account, the proved address."""
    claimant: AccountId | None
    """The account that typed the code."""
    agreed: bool
    """Whoever typed it was shown the other account and said yes."""
    joins_at: datetime | None
    """For a lost account: when it joins without a yes of the other side."""
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clashes:
    """What two persons both are or have, of which one person has only one."""

    officers: bool
    reviewers: bool
    operators: bool
    """Both are operators; or one is, and the other is police."""
    request: Ref | None
    """A request that both were asked about, and that is not over."""
    alerts: bool
    """Both have alerts that are on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldAddress:
    """An address that is the person's no longer, and has still to be told so."""

    person: PersonId
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A volunteer who moderates. `person` is None until the invitation was taken up."""

    id: ReviewerId
    ref: Ref
    name: str
    person: PersonId | None
    active: bool


EMAIL_CODE_JOB = "people.email_code"
"""Mail the code of an EmailProof (the subject) to its address: the one mail that goes to an unproved address."""
LINK_ASK_JOB = "people.link_ask"
"""Ask on the first account whether the one that typed its code (the subject is the link) may join."""
JOINED_JOB = "people.joined"
"""Tell an account that another one (the subject) belongs to the same person now."""
LOST_JOB = "people.lost"
"""Tell an account that another one (of the link that is the subject) joins in a day, unless somebody says no."""
LOST_DUE_JOB = "people.lost_due"
"""The day is over (the subject is the link)."""
NOT_JOINED_JOB = "people.not_joined"
"""Tell an account (which is the subject too) that it was not joined after all."""
TAKEN_OFF_JOB = "people.taken_off"
"""Tell an account (which is the subject too) that it belongs to nobody else any more."""
ONE_LESS_JOB = "people.one_less"
"""Tell an account that another one (the subject) was taken off."""
OLD_ADDRESS_JOB = "people.old_address"
"""Tell an address (the subject is an OldAddress) that it was replaced or taken off."""
