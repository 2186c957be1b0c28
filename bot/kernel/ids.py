"""Typed ids for inside, and short random references for everything that people see."""

import secrets
from collections.abc import Callable
from typing import NewType

PersonId = NewType("PersonId", int)
AccountId = NewType("AccountId", int)
CameraId = NewType("CameraId", int)
NeighborhoodId = NewType("NeighborhoodId", int)
ChannelId = NewType("ChannelId", int)
DepartmentId = NewType("DepartmentId", int)
OfficerId = NewType("OfficerId", int)
OperatorId = NewType("OperatorId", int)
ProposalId = NewType("ProposalId", int)
ReviewerId = NewType("ReviewerId", int)
IncidentId = NewType("IncidentId", int)
RequestId = NewType("RequestId", int)
AskId = NewType("AskId", int)
ClipId = NewType("ClipId", int)
ApprovalId = NewType("ApprovalId", int)
JobId = NewType("JobId", int)
CommentId = NewType("CommentId", int)
RevisionId = NewType("RevisionId", int)
BulletinId = NewType("BulletinId", int)
SubscriptionId = NewType("SubscriptionId", int)
AlertId = NewType("AlertId", int)
BanId = NewType("BanId", int)
DecisionId = NewType("DecisionId", int)

Ref = NewType("Ref", str)
"""A public reference such as K7QFM3: random, so that it tells neither order nor number."""

REF_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L or U: a reference is read over the phone and typed with thumbs."""

REF_LENGTH = 6
"""30^6 = 729 million references: at 5,000 requests a collision has odds of 1.7 %, and a unique index refuses it."""

CODE_LENGTH = 16
"""Invitation codes: 30^16 is 78 random bits, single use and stored hashed."""

LINK_CODE_LENGTH = 8
"""Codes that join two accounts, typed on a phone: 30^8 = 6.6 * 10^11, single use, for 15 minutes.

An account may guess ten times an hour (`people.guessing`). A thousand accounts that all guess while a hundred codes wait
in a town meet one with odds of 1000 * 10 * 100 / 6.6 * 10^11, 1.5 in a million an hour, and have won nothing then: the
owner of the code is shown the stranger's name and asked first.
"""

NewRef = Callable[[], Ref]


def new_ref() -> Ref:
    """A fresh public reference from the operating system's random source."""
    # One draw for all letters: a fan-out wants hundreds of references, and each draw asks the system.
    number = secrets.randbelow(len(REF_LETTERS) ** REF_LENGTH)
    letters = ""
    for _ in range(REF_LENGTH):
        number, letter = divmod(number, len(REF_LETTERS))
        letters += REF_LETTERS[letter]
    return Ref(letters)


def new_code() -> str:
    """A fresh invitation code in groups of four, easy to copy by hand: `K7QF-M3TV-9XWA-2CDE`."""
    letters = "".join(secrets.choice(REF_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def new_link_code() -> str:
    """A fresh code that joins two accounts, in two groups: `K7QF-M3TV`. It has a digit, so that no word looks like it."""
    while True:
        letters = "".join(secrets.choice(REF_LETTERS) for _ in range(LINK_CODE_LENGTH))
        if any(letter.isdigit() for letter in letters):
            return f"{letters[:4]}-{letters[4:]}"


def read_ref(text: str) -> Ref | None:
    """The reference that a person typed, forgiving case and spaces; None if it cannot be one."""
    letters = text.strip().upper()
    if len(letters) == REF_LENGTH and all(letter in REF_LETTERS for letter in letters):
        return Ref(letters)
    return None
