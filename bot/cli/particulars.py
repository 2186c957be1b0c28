"""How the particulars of a department are read from options, and shown before somebody says yes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.cli.errors import Code, Trouble
from bot.cli.speaking import speaking, worded
from bot.kernel.ids import read_ref


async def choose(tx: Any, operator_name: str, passphrase: str, reference: str | None) -> list[tuple[str, str]]:
    """What is to be confirmed: references, and what each says. Raises Refused for one that cannot be."""
    from bot.departments.proposals import confirmable, waiting_proposal

    me = await speaking(tx, operator_name, passphrase)
    chosen = await confirmable(tx, me) if reference is None else [await waiting_proposal(tx, read_ref(reference))]
    names = {each.id: each.name for each in await tx.operators.all()}
    return [(each.ref, described(each, names[each.proposed_by], await _before(tx, each))) for each in chosen]


async def _before(tx: Any, proposal: Any) -> Any:
    from bot.departments.model import particulars_of

    return None if proposal.department is None else particulars_of(await tx.departments.by_id(proposal.department))


def described(proposal: Any, proposer: str, before: Any) -> str:
    """A proposal in a few lines; beside what is new stands what it was."""
    what = proposal.what
    kind = "new" if proposal.is_new else "a change"
    lines = [f"{proposal.ref}  {what.name} ({what.kind.value}), {kind}, by {proposer}"]
    old = _lines(before) if before is not None else {}
    for label, words in _lines(what).items():
        was = f"  (before: {old[label]})" if old and old[label] != words else ""
        lines.append(f"        {label:<16} {words}{was}")
    return "\n".join(lines)


def _lines(what: Any) -> dict[str, str]:
    from bot.departments.rules import area_words

    return {
        "to check, call": what.contact,
        "mail domains": ", ".join(what.email_domains) or "none",
        "jurisdiction": area_words(what.jurisdiction),
        "time zone": what.time_zone,
        "public key": what.public_key or "none",
    }


async def waits(tx: Any, me: Any, ref: str) -> str:
    """Who has to confirm it, and how."""
    others = [each.name for each in await tx.operators.all() if each.active and each.id != me.id]
    if not others:
        return "It waits, and nobody can confirm it: add another person with porchlight operator add."
    return (
        f"It waits for the word of another operator ({', '.join(others)}): in their chat, or with\n"
        f"porchlight department confirm {ref} --operator NAME"
    )


def read_area(circle: str | None, polygon: str | None) -> Any:
    """The jurisdiction that the options name. Raises Trouble(REFUSED) with the sentence."""
    from bot.departments.reading import read_circle, read_outline

    if (circle is None) == (polygon is None):
        raise Trouble(Code.REFUSED, "Give the jurisdiction either as --circle LAT,LON,KM or as --polygon FILE.")
    if circle is not None:
        return _in_words(lambda: read_circle(circle))
    path = Path(polygon or "")
    try:
        outline = path.read_text(encoding="utf-8-sig")
    except (ValueError, OSError):
        raise Trouble(Code.REFUSED, f"{path} cannot be read as text; save it in UTF-8.") from None
    try:
        return _in_words(lambda: read_outline(outline))
    except Trouble as trouble:
        raise Trouble(Code.REFUSED, f"{path} cannot be used: {trouble}") from None


def read(written: Mapping[str, str], jurisdiction: Any) -> Any:
    """The particulars, which may be a department's. Raises Trouble(REFUSED) with the sentence."""
    from bot.adapters.keys.age import read_recipient
    from bot.departments.reading import read_particulars
    from bot.departments.rules import check

    what = _in_words(lambda: read_particulars(written, jurisdiction, read_recipient))
    # Said before anybody types a passphrase for it.
    _in_words(lambda: check(what))
    return what


def read_key(text: str) -> Any:
    """A public key, likewise."""
    from bot.adapters.keys.age import read_recipient
    from bot.departments.reading import read_public_key

    return _in_words(lambda: read_public_key(text, read_recipient))


def read_words(domains: tuple[str, ...]) -> tuple[str, ...]:
    """Mail domains, as they are compared."""
    from bot.departments.domains import read_domains

    return read_domains(" ".join(domains))


def _in_words(do: Any) -> Any:
    from bot.kernel.refusal import Refused

    try:
        return do()
    except Refused as no:
        raise Trouble(Code.REFUSED, worded(no)) from None
