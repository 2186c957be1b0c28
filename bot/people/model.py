"""Persons, accounts and reviewers."""

from dataclasses import dataclass
from datetime import datetime

from bot.kernel.ids import AccountId, PersonId, Ref, ReviewerId
from bot.kernel.refusal import Reason

MAIL = "mail"
"""The platform of email accounts; the chat platforms name themselves."""


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
