"""Reads what people type about their alerts: a rhythm, quiet hours, categories, a distance, or else a place."""

from bot.alerts.model import AlertReason, Rhythm
from bot.incidents.model import Category
from bot.incidents.search import is_far, read_category, read_radius_m
from bot.kernel.refusal import Refused
from bot.people.quiet import are_hours, read_hours

RHYTHMS = {
    **{rhythm.value: rhythm for rhythm in Rhythm},
    **dict.fromkeys(("stop", "parar", "apagar", "apagado", "desactivar"), Rhythm.OFF),
    **dict.fromkeys(("every day", "diario", "a diario", "cada día", "cada dia", "diariamente"), Rhythm.DAILY),
    **dict.fromkeys(("every week", "semanal", "cada semana", "semanalmente"), Rhythm.WEEKLY),
    **dict.fromkeys(("at once", "al momento", "al instante", "inmediato", "enseguida"), Rhythm.INSTANT),
}
"""As people say them; what the buttons say is understood anyway."""
ALL = ("all", "everything", "todo", "todas")


def read_quiet(words: str) -> tuple[int, int]:
    """The minutes after midnight of “22-7” or “21:30 - 8”; equal for “none”. Raises Refused(BAD_QUIET_HOURS)."""
    hours = read_hours(words)
    if hours is None:
        raise Refused(AlertReason.BAD_QUIET_HOURS)
    return hours


def read_far_m(words: str) -> float:
    """Metres from a number of miles, or with `m` or `km`. Raises Refused(BAD_RADIUS) for none, or more than 5 miles."""
    try:
        return read_radius_m(words)
    except Refused:
        raise Refused(AlertReason.BAD_RADIUS) from None


def read_categories(words: str) -> frozenset[Category]:
    """The categories between commas; empty for all. Raises Refused(BAD_CATEGORIES)."""
    if words.strip().casefold() in ALL:
        return frozenset()
    try:
        named = frozenset(read_category(part.strip()) for part in words.split(",") if part.strip())
    except Refused:
        raise Refused(AlertReason.BAD_CATEGORIES) from None
    if not named:
        raise Refused(AlertReason.BAD_CATEGORIES)
    return frozenset() if named == frozenset(Category) else named


def _is_in_reach(words: str) -> bool:
    try:
        return read_radius_m(words) > 0
    except Refused:
        return False


def read_words(words: str) -> dict[str, str]:
    """Which answer of `/alerts` these words are: “daily”, “22-7”, “2 miles”; anything else is a place."""
    plain = " ".join(words.casefold().split())
    if not plain:
        return {}
    if plain in RHYTHMS:
        return {"rhythm": RHYTHMS[plain].value}
    if are_hours(plain):
        return {"quiet": plain}
    if is_far(plain) and (plain[-1].isalpha() or _is_in_reach(plain)):
        # A bare number that is too much for miles is more likely the beginning of an address.
        return {"radius": plain}
    try:
        read_categories(plain)
    except Refused:
        return {"place": words}
    return {"categories": plain}
