"""600 direct messages to 600 people through a strict limiter: our worker and sender, and python-telegram-bot's."""

import asyncio
import time
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bench.figures import Better, Figure, middle
from bench.jobs import CLOCK, empty, never, put
from bench.limiter import LIMIT, Limiter, limiter
from bench.servers import sqlite
from bot.adapters.telegram.platform import Telegram, chat_spacing_s
from bot.chat.message import Message, say
from bot.db.queue import SqlQueue
from bot.kernel.clock import SystemClock
from bot.outbox.lane import Delivery, Lane
from bot.outbox.model import Job, NewJob, unseen
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.shares import shares
from bot.outbox.worker import Wake, Worker

TOKEN = "123456:" + "A" * 35
HELLO: Message = say("A request near you: did your camera see anything?")
MILLION = 1_000_000


async def ours(engine: AsyncEngine, count: int, seed: int) -> tuple[float, Limiter]:
    """Jobs in the books, our worker, our sender over aiogram; each message is recorded by a commit of its own."""
    now = CLOCK.now()
    await empty(engine)
    jobs = [NewJob(kind="bench", subject=n, lane=unseen("telegram"), key=f"k{n}", due=now) for n in range(count)]
    await put(engine, jobs)

    async def perform(job: Job) -> Delivery:
        return Delivery(handle=str(MILLION + job.subject), message=HELLO, key=job.key)

    async with limiter(seed) as (counts, url):
        platform = Telegram(TOKEN, url)
        worker = Worker(
            queue=SqlQueue(engine),
            senders={"telegram": platform.sender},
            lanes=[
                Lane(
                    name=unseen("telegram"),
                    repeats=Repeats.SHOWN,
                    pacer=shares(LIMIT, chat_spacing_s=chat_spacing_s)[1],
                )
            ],
            perform=perform,
            undeliverable=never,
            clock=SystemClock(),
            policy=RetryPolicy(),
            wake=Wake(),
        )
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            running = group.create_task(worker.run())
            while counts.delivered < count:  # noqa: ASYNC110 - what is waited for happens in the server
                await asyncio.sleep(0.01)
            worker.stop()
            await running
        await platform._bot.session.close()
        return counts.last_at - began, counts


async def rivals(count: int, seed: int) -> tuple[float, Limiter]:
    """All at once into python-telegram-bot's own limiter, which repeats what was refused."""
    async with limiter(seed) as (counts, url):
        bot = ExtBot(
            TOKEN,
            base_url=f"{url}/bot",
            rate_limiter=AIORateLimiter(max_retries=50),
            request=HTTPXRequest(connection_pool_size=256, pool_timeout=300),
        )
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(bot.send_message(MILLION + number, "A request near you."))
        await bot.shutdown()
        return counts.last_at - began, counts


async def fanout(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The share of the permitted pace that was reached over the whole wall time, and how often it was too much."""
    count, rounds = (150, 1) if quick else (600, 3)
    our_share, rival_share = list[float](), list[float]()
    our_refused, rival_refused = 0, 0
    async with sqlite() as (engine, _):
        for number in range(rounds):
            took, counts = await ours(engine, count, seed=number)
            our_share.append(count / took / LIMIT)
            our_refused += counts.refused
            took, counts = await rivals(count, seed=number)
            rival_share.append(count / took / LIMIT)
            rival_refused += counts.refused
            step()
    ratio_note = f"answers 429: ours {our_refused}, theirs {rival_refused}, in {rounds} x {count}"
    against = "python-telegram-bot AIORateLimiter"
    return [
        Figure(
            what=f"Telegram, {count} people, share of {LIMIT}/s",
            unit="of the limit",
            ours=middle(our_share),
            bar=0.92,
            better=Better.HIGHER,
            note=ratio_note,
        ),
        Figure(
            what="the same, against the rival",
            unit="of the limit",
            ours=middle(our_share),
            rival=middle(rival_share),
            rival_name=against,
            bar=1.0,
            better=Better.HIGHER,
        ),
        Figure(what="the same, answers 429", unit="answers", ours=our_refused, bar=0, better=Better.LOWER),
    ]
