"""What officers fetch of what owners approved, and how an owner calls back what was fetched."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec
from bot.chat.message import Message
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.consent import recall
from bot.consent.model import DELIVER_JOB, RECALL_JOB, ApprovalState, ConsentReason
from bot.consent.texts import officers
from bot.consent.texts import recall as recall_texts
from bot.handlers import factor
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.saying import Say, Saying
from bot.kernel.ids import ApprovalId, PersonId, Ref, read_ref
from bot.kernel.refusal import Reason, Refused
from bot.officers.service import on_duty
from bot.people.model import Account
from bot.people.reach import through

CLIPS = CommandSpec(
    name="clips",
    description=phrase("Clips that owners approved for your department (officers)"),
    in_channels=False,
)


async def get_clip(ctx: Ctx, ref: str) -> Reply:
    """*Get the clip*: whether it may leave is decided by the release, at the moment it is sent."""
    if asked := await factor.needed(ctx, "clip.get", ref):
        return asked
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        approval = await tx.approvals.by_ref(_ref(ref, ConsentReason.NOTHING_READY))
        ready = [known.id for known in await tx.approvals.ready_for(duty.department.id)]
        account = await _speaking_account(tx, ctx, duty.officer.person)
        if approval is None or approval.id not in ready or account is None:
            raise Refused(ConsentReason.NOTHING_READY)
        # Every press asks anew; a press that the platform repeats was stopped by the inbox.
        key = f"{DELIVER_JOB}:{approval.id}:{ctx.services.new_ref()}"
        await tx.outbox.put([through(account, DELIVER_JOB, approval.id, key, ctx.now)])
    return reply(officers.on_its_way())


async def list_clips(ctx: Ctx, _: Mapping[str, str]) -> Reply:
    """`/clips`: what the department may fetch or has fetched."""
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        ready = await tx.approvals.ready_for(duty.department.id)
        items, opened = [], []
        for approval in ready:
            request = (await tx.requests.by_id(approval.request)).ref
            items.append((request, approval.ref))
            for opening in await tx.approvals.openings(approval.id):
                who = await tx.officers.of_person(opening.officer) if opening.officer is not None else None
                opened.append((request, who.name if who is not None else "", opening.at))
    return reply(officers.officers_clips(tuple(items), tuple(opened)))


async def call_back(ctx: Ctx, ref: str) -> Reply:
    """*Ask them to delete it*, under what tells an owner that a clip was fetched."""
    if ctx.person is None:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    async with ctx.begin() as tx:
        approval = await recall.call_back(
            tx, ctx.person.id, _ref(ref, ConsentReason.NO_SUCH_ASK), ctx.now, ctx.services.new_ref
        )
        department = await tx.departments.by_id(approval.department)
    return reply(recall_texts.called_back(department.name, department.contact))


async def _recalled(saying: Saying) -> Message | None:
    approval = await saying.tx.approvals.by_id(ApprovalId(saying.job.subject))
    if approval is None or approval.state is not ApprovalState.RECALLED:
        return None
    return recall_texts.please_delete(await saying.tx.requests.by_id(approval.request), approval.package)


async def _speaking_account(tx: Tx, ctx: Ctx, person: PersonId | None) -> Account | None:
    accounts = await tx.people.accounts(person) if person is not None else ()
    mine = (ctx.speaker.platform, ctx.speaker.handle)
    return next((account for account in accounts if (account.platform, account.handle) == mine), None)


def _ref(text: str, unknown: Reason) -> Ref:
    ref = read_ref(text)
    if ref is None:
        raise Refused(unknown)
    return ref


SAYS: Mapping[str, Say] = {RECALL_JOB: _recalled}

ROUTES = Routes(
    commands=((CLIPS, list_clips),),
    presses={"clip.get": get_clip, "clip.recall": call_back},
    refusals=recall_texts.REFUSALS,
)
