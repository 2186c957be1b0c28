"""Officers: who they are, what they have proved, and what of it still holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.departments.model import Department
from bot.kernel.ids import DepartmentId, OfficerId, OperatorId, PersonId, Ref
from bot.kernel.refusal import Reason

OFFICER_LIFE = timedelta(days=90)
IDLE_AFTER = timedelta(days=60)
"""Without a police command."""
RENEW_FROM = timedelta(days=14)
"""So long before the end an officer may renew."""
RENEW_UNTIL = timedelta(days=30)
"""So long after the end; later it begins anew, with a call."""
WARN_BEFORE = (timedelta(days=14), timedelta(days=3))
MAILBOX_FRESH = timedelta(hours=1)
"""How long a mailbox that was just proved counts for a renewal."""

FACTOR_LASTS = timedelta(minutes=10)
"""So long after a right code the same account is not asked again."""
MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)
"""After so many wrong codes in a row no code is taken for so long."""

CALL_JOB = "officers.call"
"""Ask an operator to call the department of an officer (the subject)."""
NEXT_JOB = "officers.next"
"""Tell an officer (the subject) what has changed and what comes next, in a chat."""
SECRET_JOB = "officers.secret"
SECRET_COPY = "officer secret"
"""Show an officer (the subject) the secret for the app, or take it back once the app has it."""
ENDED_JOB = "officers.ended"
"""Tell somebody that their role as an officer (the subject) is over."""
STOPPED_JOB = "officers.stopped"
"""An officer (the subject) may not act any more: close what they have open. Speaks to nobody."""
WARN_DUE_JOB = "officers.warn_due"
"""Some days are left for an officer (the subject), unless they renewed. Speaks to nobody."""
WARN_JOB = "officers.warn"
"""Tell an officer (the subject) in a chat that the verification ends."""
WARN_MAIL_JOB = "officers.warn_mail"
"""The same to the work mailbox, which so is found dead if it is."""


class OfficerStanding(StrEnum):
    """Whether somebody has stopped an officer."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    """For good: nobody is behind it any more. Whoever comes back is invited anew."""


class Suspension(StrEnum):
    """Why an officer was stopped. All but the first end when the officer has proved anew what was lost."""

    OPERATOR = "by an operator"
    BOUNCED = "mail to the work mailbox came back"
    CHANGED = "the work mailbox changed"
    ELSEWHERE = "the work mailbox is not at the department any more"
    LOST_PHONE = "the second factor was lost"


class OfficerState(StrEnum):
    """How an officer stands, worked out from what was proved, when, and how the department stands."""

    ENDED = "ended"
    INVITED = "invited"
    """Nobody has typed the code yet."""
    JOINED = "joined"
    """The work mailbox is to be proved."""
    MAILED = "mailed"
    """An operator is to call the department."""
    CALLED = "called"
    """The second factor is to be set up."""
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    """Verified more than 90 days ago."""
    IDLE = "idle"
    """No police command for 60 days; an operator is to call."""
    DEPARTMENT_SUSPENDED = "department suspended"
    DEPARTMENT_EXPIRED = "department expired"
    ON_DUTY = "on duty"
    """The only one in which anything may be done."""


class OfficerReason(Reason):
    """Why something about an officer was refused."""

    NOT_OFFICER = "not an officer"
    """The speaker is no officer."""
    MAILBOX_MISSING = "work mailbox missing"
    CALL_MISSING = "call missing"
    FACTOR_MISSING = "second factor missing"
    OFFICER_SUSPENDED = "officer suspended"
    OFFICER_EXPIRED = "officer expired"
    """Verified more than 90 days ago."""
    OFFICER_IDLE = "officer idle"
    BAD_NAME = "bad name of an officer"
    """Letters that only look like others."""
    BAD_INVITATION = "bad officer invitation"
    ALREADY_OFFICER = "already an officer"
    NO_SUCH_OFFICER = "no such officer"
    ROLE_ENDED = "the role of the officer is over"
    NO_DOMAINS = "department without mail domains"
    NOT_AT_DOMAIN = "mailbox elsewhere"
    """The address is not at one of the department's own domains."""
    MAILBOX_TAKEN = "work mailbox taken"
    """It is another officer's."""
    NO_CALL_WANTED = "no call wanted"
    """The officer does not wait for a call (any more)."""
    INVITED_BY_YOU = "invited by the same operator"
    """Whoever invited an officer does not confirm them as well."""
    CALL_UNTOLD = "call untold"
    """Which number was called, or where it was found, was not said."""
    FACTOR_THERE = "second factor there"
    WRONG_FACTOR = "wrong second factor"
    """Wrong, used, or typed while no code is taken: one text for all three."""
    TOO_EARLY = "too early to renew"
    PROVE_FIRST = "prove the mailbox first"
    NO_FACTOR_TO_LOSE = "no second factor to lose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who acts for a department, or is about to. `person` is None until the invitation was taken up."""

    id: OfficerId
    ref: Ref
    department: DepartmentId
    name: str
    """Rank and name as owners will read it."""
    person: PersonId | None
    standing: OfficerStanding
    why: Suspension | None
    """While suspended."""
    invited_by: OperatorId | None
    mailbox_at: datetime | None
    """When the work mailbox was last proved; None while none is."""
    called_at: datetime | None
    """When an operator said to have called; None while a call is wanted."""
    factor_at: datetime | None
    """When the second factor was set up; None while there is none."""
    verified_at: datetime
    last_acted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """An officer who may act now, with the department: what every police use case asks for first."""

    officer: Officer
    department: Department


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an operator said about a call. Kept, and never public."""

    number: str
    source: str
    """Where the number was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """The second factor of an officer as it stands."""

    secret: str
    last_step: int
    """Of the last code that was taken; no code of this step or an earlier one is taken again."""
    wrong: int
    """Wrong codes in a row."""
    locked_until: datetime | None
