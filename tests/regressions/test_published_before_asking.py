"""Owners were once looked for in the very moment of the publication: on SQLite, where one transaction waits for the other,
the officer heard “is published” the later the more of them there were."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import AskRow
from bot.handlers.router import Router
from tests.handlers.routes import ALL_ROUTES
from tests.stories.inside import Evening

WINDOW = timedelta(seconds=60)


async def asked(night: Evening) -> int:
    """How many owners."""
    async with night.services.begin() as tx:
        return len(list(await tx.asks.session.scalars(select(AskRow.id))))


async def test_owners_are_looked_for_when_the_officer_has_been_told(night: Evening) -> None:
    """Not one in the moment of the publication, all of them within seconds, and notices still leave within the window."""
    ada = await night.owner("Ada")
    requests = replace(night.services.policies.requests, fan_out_window=WINDOW)
    night.services = replace(night.services, policies=replace(night.services.policies, requests=requests))
    night.reviewer.account.router = Router(night.services, ALL_ROUTES)
    night.worker.stop()
    await night.worked()
    night.work_again()
    await night.publish()
    assert [got for got in night.officer.told if "is published" in got.words]
    assert await asked(night) == 0
    await night.pass_time(timedelta(seconds=5))
    assert await asked(night) == 1
    await night.pass_time(WINDOW)
    assert [got for got in ada.told if "asks for video" in got.words]
