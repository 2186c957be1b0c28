"""How tests come by a department: two invented operators, one proposes and the other confirms."""

from datetime import datetime

from bot.db.transaction import Books
from bot.departments import proposals
from bot.departments.model import Department, DepartmentKind, Particulars
from bot.geo.model import Jurisdiction
from bot.kernel.ids import NewRef
from bot.operators.model import Operator

DOMAIN = "police.example.org"
FIRST, SECOND = "Opal the first", "Otto the second"


async def operator(tx: Books, name: str, now: datetime, new_ref: NewRef) -> Operator:
    """An operator of this name, made when there is none. Nobody knows the passphrase."""
    known = await tx.operators.by_name(name)
    made = known or await tx.operators.add(new_ref(), name, "no hash", f"no code of {name}", now, now)
    assert made is not None
    return made


async def add_department(
    tx: Books, *, name: str, jurisdiction: Jurisdiction, now: datetime, new_ref: NewRef,
    kind: DepartmentKind = DepartmentKind.CITY, contact: str = "555-0100", time_zone: str = "America/New_York",
    email_domains: tuple[str, ...] = (DOMAIN,), public_key: str = "",
) -> Department:  # fmt: skip
    """A new active department, by the word of two operators."""
    what = Particulars(
        name=name, kind=kind, contact=contact, email_domains=email_domains, jurisdiction=jurisdiction,
        time_zone=time_zone, public_key=public_key,
    )  # fmt: skip
    first, second = await operator(tx, FIRST, now, new_ref), await operator(tx, SECOND, now, new_ref)
    proposal = await proposals.propose(tx, first, what, now, new_ref)
    return await proposals.confirm(tx, second, proposal.ref, now, new_ref)
