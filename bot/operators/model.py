"""Operators: the persons who run this Porchlight, and by whose word police are let in."""

from dataclasses import dataclass

from bot.kernel.ids import OperatorId, PersonId, Ref
from bot.kernel.refusal import Reason

ADDED_JOB = "operators.added"
"""Tell an operator that there is a new one (the subject)."""


class OperatorReason(Reason):
    """Why something that only operators do was refused."""

    NOT_OPERATOR = "not an operator"
    BAD_CODE = "bad operator code"
    """The code is unknown, used or expired."""
    ALREADY_OPERATOR = "already an operator"
    POLICE = "officer as operator"
    """Whoever is police cannot be the one who lets police in."""
    NO_SUCH_OPERATOR = "no such operator"
    WRONG_PASSPHRASE = "wrong passphrase"
    NAME_TAKEN = "operator name taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody who runs this Porchlight. `person` is None until the code was typed in a direct message."""

    id: OperatorId
    ref: Ref
    name: str
    person: PersonId | None
    active: bool
    """False: removed. The row stays, for it stands behind what was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a new operator is given, shown once and stored as hashes only."""

    passphrase: str
    """For the command line, for as long as the operator is one."""
    code: str
    """For `/operator` in a direct message: good once and for 72 hours."""
