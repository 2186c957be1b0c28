"""Maple Corner again, with people who want to hear of reports."""

from bot.incidents.model import Incident
from bot.kernel.ids import PersonId
from tests.features.incidents.conftest import Corner, corner  # noqa: F401
from tests.stories.inside import Resident

HOME = "geo:40.0005,-75.0005"


async def subscribed(resident: Resident, *words: str) -> None:
    """One pin sets up; further words change what they name."""
    await resident.account.fills("alerts", place=HOME)
    for each in words:
        await resident.account.says(f"/alerts {each}")


async def alerted(where: Corner, incident: Incident) -> list[PersonId]:
    """Everybody who was, or is to be, told of a report."""
    async with where.night.services.begin() as tx:
        return sorted(each.person for each in await tx.alerts.copies(incident.id, "alert"))
