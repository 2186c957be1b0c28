"""What reviewers read: cards of what waits, receipts, and the log of what was decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, counted, phrase
from bot.incidents.texts import LABELS
from bot.kernel.ids import Ref
from bot.moderation.model import Act, Appeal, Ban, Decision, Flag, FlagReason, SubjectKind
from bot.moderation.posts import Post, Standing
from bot.moderation.texts import WHY

FLAGS_QUOTED = 5
"""Of those who flag; a crowd that does must not bury the post in a dozen messages."""

KINDS: dict[SubjectKind, Phrase] = {
    SubjectKind.INCIDENT: phrase("report"),
    SubjectKind.COMMENT: phrase("comment"),
    SubjectKind.REVISION: phrase("change of a report"),
    SubjectKind.BAN: phrase("ban"),
}
FLAGGED_AS: dict[FlagReason, Phrase] = {
    FlagReason.UNTRUE: phrase("Not true"),
    FlagReason.UNKIND: phrase("Unkind, or aimed at a person"),
    FlagReason.PRIVATE: phrase("Shows somebody's private data or face"),
    FlagReason.SPAM: phrase("Advertising or spam"),
    FlagReason.DANGEROUS: phrase("Dangerous"),
    FlagReason.OTHER: phrase("Something else"),
}
ACTS: dict[Act, Phrase] = {
    Act.ADMIT: phrase("admitted"),
    Act.REFUSE: phrase("refused"),
    Act.HIDE: phrase("hidden"),
    Act.RESTORE: phrase("restored"),
    Act.DISMISS: phrase("flags dismissed"),
    Act.BAN: phrase("author banned"),
    Act.LIFT: phrase("ban lifted"),
    Act.UPHOLD: phrase("appeal looked at, decision stands"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a card shows."""

    post: Post
    account: str
    """The platform's name and id of the author's account: reviewers know nothing else of them."""
    posts: int
    """How many were shown so far."""
    banned: Ban | None
    flags: Sequence[Flag]
    appeal: Appeal | None
    against: Decision | None
    """What the appeal is against."""
    may_decide: bool
    """False for whoever made the decision that is appealed."""
    others: bool
    """Whether there is another reviewer."""
    reworded: bool = False
    """Whether its author changed the words after the oldest flag that waits: it was about others."""
    media: Sequence[Picture | Attachment] = ()


def card(case: Case) -> Message:
    """Something that waits, with equal buttons."""
    post = case.post
    rows: list[tuple[str, str]] = [
        (phrase("What"), phrase("{kind} {ref}", kind=KINDS[post.subject.kind], ref=post.ref)),
        (phrase("Category"), LABELS[post.incident.category]),
        (
            phrase("Author"),
            counted(
                "{account}, {n} post shown so far",
                "{account}, {n} posts shown so far",
                case.posts,
                account=case.account,
            ),
        ),
    ]
    if post.subject.kind is not SubjectKind.INCIDENT:
        rows.append((phrase("About report"), post.incident.ref))
    if case.banned is not None:
        rows.append((phrase("Author banned until"), phrase("{until}", until=When(at=case.banned.until, zone="UTC"))))
    blocks: list[Block] = [Facts(rows=tuple(rows)), Quote(text=post.text), *case.media]
    blocks += [
        Paragraph(text=WHY[reason]) for reason in post.held_for if post.standing is Standing.WAITS and reason in WHY
    ]
    blocks += _flags(case.flags, case.reworded)
    if case.appeal is not None:
        return _appeal_card(case, blocks)
    return Message(
        title=_title(post),
        blocks=tuple(blocks),
        buttons=(_choices(case),),
        audience=Audience.ONLY_YOU,
    )


def _title(post: Post) -> Phrase:
    if post.standing is Standing.WAITS:
        return phrase("Waits for you: {ref}", ref=post.ref)
    return phrase("Flagged: {ref}", ref=post.ref)


def _choices(case: Case) -> tuple[Button, ...]:
    post = case.post
    if post.standing is Standing.WAITS:
        made = [
            _button(phrase("Admit"), "mod.admit", f"{post.ref}.{post.version}"),
            _button(phrase("Refuse"), "mod.hide", f"{post.ref}.{post.version}"),
        ]
    else:
        made = [
            _button(phrase("Hide"), "mod.hide", post.ref),
            _button(phrase("Dismiss flags"), "mod.dismiss", post.ref),
        ]
    if case.banned is None:
        made.append(_button(phrase("Ban author"), "mod.ban", post.ref))
    return tuple(made)


def _flags(flags: Sequence[Flag], reworded: bool) -> list[Block]:
    if not flags:
        return []
    reasons = Counter(flag.reason for flag in flags)
    blocks: list[Block] = [
        Paragraph(text=counted("Flagged by {n} person:", "Flagged by {n} people:", len(flags))),
        Facts(rows=tuple((FLAGGED_AS[reason], str(number)) for reason, number in reasons.items())),
    ]
    if reworded:
        blocks.append(Paragraph(text=phrase("Its author changed the words after it was flagged.")))
    said = [flag.words for flag in flags if flag.words]
    blocks += [Quote(text=words) for words in said[:FLAGS_QUOTED]]
    if (more := len(said) - FLAGS_QUOTED) > 0:
        blocks.append(Paragraph(text=counted("{n} more person wrote why.", "{n} more people wrote why.", more)))
    return blocks


def _appeal_card(case: Case, blocks: list[Block]) -> Message:
    ref = case.post.ref
    blocks += _appealed(case.appeal, case.against)
    buttons = (_button(phrase("Show it"), "mod.restore", ref), _button(phrase("Decision stands"), "mod.uphold", ref))
    return _appeal(phrase("Appeal: {ref}", ref=ref), blocks, buttons, case.may_decide, case.others)


def ban_card(ban: Ban, appeal: Appeal, against: Decision | None, *, may_decide: bool, others: bool) -> Message:
    """Somebody who is banned asks that another reviewer looks."""
    until = phrase("{until}", until=When(at=ban.until, zone="UTC"))
    blocks: list[Block] = [Facts(rows=((phrase("Ban"), ban.ref), (phrase("Until"), until)))]
    blocks += _appealed(appeal, against)
    buttons = (
        _button(phrase("Lift the ban"), "mod.lift", ban.ref),
        _button(phrase("Decision stands"), "mod.uphold", ban.ref),
    )
    return _appeal(phrase("Appeal against a ban: {ref}", ref=ban.ref), blocks, buttons, may_decide, others)


def _appealed(appeal: Appeal | None, against: Decision | None) -> list[Block]:
    blocks: list[Block] = []
    if against is not None:
        blocks.append(Paragraph(text=phrase("It was decided: {what}. The reason given:", what=ACTS[against.act])))
        blocks.append(Quote(text=against.why))
    if appeal is not None:
        blocks.append(Paragraph(text=phrase("The author appeals:")))
        blocks.append(Quote(text=appeal.words or "-"))
    return blocks


def _appeal(title: Phrase, blocks: list[Block], buttons: tuple[Button, ...], may_decide: bool, others: bool) -> Message:
    if not may_decide:
        if others:
            note = phrase("You made this decision, so somebody else looks at the appeal.")
        else:
            note = phrase(
                "You made this decision, so somebody else has to look at the appeal, and there is nobody else. Please ask the "
                "operator to invite a second reviewer."
            )
        blocks.append(Paragraph(text=note))
    return Message(
        title=title, blocks=tuple(blocks), buttons=(buttons,) if may_decide else (), audience=Audience.ONLY_YOU
    )


def settled(ref: Ref, decision: Decision | None, by: str) -> Message:
    """What a card turns into when nothing is left to decide."""
    if decision is None:
        return say(phrase("{ref}: nothing is left to decide; its author took it back or changed it.", ref=ref))
    return say(phrase("{ref}: {what}, by {reviewer}.", ref=ref, what=ACTS[decision.act], reviewer=by))


def done(decision: Decision, ref: Ref) -> Message:
    """The reviewer's receipt, with the way back where there is one."""
    said = phrase("{ref}: {what}. The author is told.", ref=ref, what=ACTS[decision.act])
    if decision.act is Act.DISMISS:
        said = phrase("{ref}: {what}.", ref=ref, what=ACTS[decision.act])
    back: tuple[Button, ...] = ()
    if decision.act in (Act.HIDE, Act.REFUSE):
        back = (_button(phrase("Show it again"), "mod.restore", ref),)
    if decision.act is Act.BAN:
        back = (_button(phrase("Lift the ban"), "mod.lift", ref),)
    return Message(blocks=(Paragraph(text=said),), buttons=(back,) if back else (), audience=Audience.ONLY_YOU)


def hidden_already(post: Post) -> Message:
    """`/hide` on what nobody sees."""
    return Message(
        blocks=(Paragraph(text=phrase("{ref} is not shown to anybody.", ref=post.ref)), Quote(text=post.text)),
        buttons=((_button(phrase("Show it again"), "mod.restore", post.ref),),),
        audience=Audience.ONLY_YOU,
    )


def nothing_waits() -> Message:
    """The empty desk, and the way to the log."""
    return Message(
        blocks=(Paragraph(text=phrase("Nothing waits: no held post, no flag, no appeal.")),),
        buttons=((log_button(),),),
        audience=Audience.ONLY_YOU,
    )


def more(number: int) -> Message:
    """After the cards."""
    if number:
        said = counted("{n} more waits.", "{n} more wait. Decide about these, then send /flags again.", number)
    else:
        said = phrase("That is all that waits.")
    return Message(blocks=(Paragraph(text=said),), buttons=((log_button(),),), audience=Audience.ONLY_YOU)


def log_button() -> Button:
    """To what was decided lately."""
    return _button(phrase("What was decided"), "mod.log", "log")


def log(lines: Sequence[tuple[Decision, str, str]]) -> Message:
    """What was decided lately: the decision, the reference of its subject, the reviewer's name."""
    if not lines:
        return say(phrase("Nothing was decided yet."))
    blocks: list[Block] = []
    for decision, ref, by in lines:
        said = phrase(
            "{at}: {kind} {ref} {what}, by {reviewer}.",
            at=When(at=decision.at, zone="UTC"),
            kind=KINDS[decision.subject.kind],
            ref=ref or "-",
            what=ACTS[decision.act],
            reviewer=by,
        )
        blocks.append(Paragraph(text=said))
        if decision.why:
            blocks.append(Quote(text=decision.why))
    return Message(title=phrase("Decided lately"), blocks=tuple(blocks), audience=Audience.ONLY_YOU)


def bans(running: Sequence[Ban]) -> Message:
    """The bans that run, each with its button."""
    if not running:
        return say(phrase("Nobody is banned. /ban with the reference of a post bans its author."))
    rows = tuple(
        (ban.ref, phrase("until {until}: {why}", until=When(at=ban.until, zone="UTC"), why=ban.why)) for ban in running
    )
    buttons = tuple((_button(phrase("Lift {ref}", ref=ban.ref), "mod.lift", ban.ref),) for ban in running)
    return Message(title=phrase("Bans"), blocks=(Facts(rows=rows),), buttons=buttons, audience=Audience.ONLY_YOU)


def _button(label: Phrase, verb: str, ref: str) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ref))
