"""What a bulletin must be before a reviewer sees it. Pure."""

from bot.bulletins.model import BulletinPolicy, BulletinReason
from bot.departments.rules import is_case_number
from bot.kernel.refusal import Refused
from bot.wording.model import Concern, Finding, Weight
from bot.wording.screen import screen

UNFIT = (Concern.GATHERING, Concern.PRESSURE, Concern.THANKS, Concern.RACE, Concern.VICTIM)
"""What a bulletin may not hold. Where the screen is in doubt, the reviewer is shown the passage; race is never in doubt here:
a bulletin has one reviewer, and everybody reads it."""
LOOKED_AT = (Concern.ABUSE, Concern.NAME, Concern.PLATE, Concern.ADDRESS, Concern.COORDINATES, Concern.LINK)
"""What a bulletin may hold for a good reason, such as the name of a missing person: the reviewer is shown the passage."""

MAX_CASE_NUMBER = 40
MAX_CONTACT = 120


def judge(case_number: str, contact: str, text: str, policy: BulletinPolicy) -> None:
    """Raises Refused(NO_CASE_NUMBER | NO_CONTACT | NO_TEXT | TOO_LONG | UNFIT_WORDS), the first that applies."""
    if not is_case_number(case_number) or len(case_number) > MAX_CASE_NUMBER:
        raise Refused(BulletinReason.NO_CASE_NUMBER)
    if not 3 <= len(contact.strip()) <= MAX_CONTACT:
        raise Refused(BulletinReason.NO_CONTACT)
    if not text.strip():
        raise Refused(BulletinReason.NO_TEXT)
    if len(text.strip()) > policy.max_text:
        raise Refused(BulletinReason.TOO_LONG, most=str(policy.max_text))
    found = next((each for each in _found(case_number, contact, text) if _is_unfit(each)), None)
    if found is not None:
        raise Refused(BulletinReason.UNFIT_WORDS, words=found.words)


def to_look_at(case_number: str, contact: str, text: str) -> tuple[Finding, ...]:
    """The passages that the reviewer should weigh, in everything that the officer wrote."""
    return tuple(each for each in _found(case_number, contact, text) if each.concern in (*LOOKED_AT, *UNFIT))


def _is_unfit(found: Finding) -> bool:
    return found.concern in UNFIT and (found.weight is Weight.REFUSE or found.concern is Concern.RACE)


def _found(case_number: str, contact: str, text: str) -> list[Finding]:
    return [found for words in (text, contact, case_number) for found in screen(words)]
