"""A place where five hundred owners live, three of whom are accounts that an officer has planted at the edge of them."""

import random
from pathlib import Path

from bot.cameras.model import NewCamera
from bot.db.engine import make_engine
from bot.db.transaction import make_begin
from bot.geo.model import Point
from bot.people.model import MAIL
from tests.db.houses import SEALS
from tests.promises.worlds.leaks import in_order
from tests.promises.worlds.owners import SCENE
from tests.promises.worlds.pairs import FOUNDED
from tests.promises.worlds.town import APPROVERS

PLANTED = ("planted-0", "planted-1", "planted-2")
OTHERS = 500 - len(PLANTED) - len(APPROVERS)
"""With these, as many as are asked at most: who is not asked about anything can tell that there are more."""
PLANTED_AT = Point(lat=SCENE.lat + 0.0024, lon=SCENE.lon + 0.0024)


async def crowd(path: Path) -> None:
    """They registered long ago, each with a chat and a mailbox; the planted ones with a chat alone."""
    engine = make_engine(f"sqlite:///{path}")
    chance = random.Random("crowd")
    try:
        async with make_begin(engine, lambda: None, SEALS)() as tx:
            for number in range(OTHERS):
                person = await tx.people.add("telegram", f"crowd-{number}", "Owner", "en", FOUNDED)
                assert await tx.people.add_account(person.id, MAIL, f"crowd{number}@mail.example.org", "", FOUNDED)
                point = Point(
                    lat=SCENE.lat + chance.uniform(-0.002, 0.002), lon=SCENE.lon + chance.uniform(-0.002, 0.002)
                )
                new = NewCamera(
                    ref=in_order(10**6 + number), owner=person.id, label="Porch", street_address=f"{number} Elm St",
                    point=point,
                )  # fmt: skip
                await tx.cameras.add(new, FOUNDED)
            for number, handle in enumerate(PLANTED):
                person = await tx.people.add("telegram", handle, "Planted", "en", FOUNDED)
                new = NewCamera(
                    ref=in_order(2 * 10**6 + number), owner=person.id, label="Porch", street_address=f"{number} Elm Ct",
                    point=PLANTED_AT,
                )  # fmt: skip
                await tx.cameras.add(new, FOUNDED)
    finally:
        await engine.dispose()
