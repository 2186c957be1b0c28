"""What authors, and those who flag, are told about moderation."""

from typing import assert_never

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Message, Paragraph, Quote, say
from bot.chat.phrase import Phrase, When, phrase
from bot.kernel.ids import Ref
from bot.moderation.model import Act, Ban, Decision, SubjectKind


def flagged(ref: Ref) -> Message:
    """To whoever flagged."""
    return say(
        phrase(
            "{ref} is flagged. A volunteer looks at it and decides; nobody learns that it was you. If "
            "somebody is in danger, call for help now.",
            ref=ref,
        )
    )


def appealed(ref: Ref) -> Message:
    """To whoever appealed."""
    return say(
        phrase(
            "Your appeal about {ref} is noted. Somebody who did not make the decision looks at it, and you will hear what "
            "comes of it.",
            ref=ref,
        )
    )


def told(decision: Decision, ref: Ref, why: str, ban: Ban | None) -> Message | None:
    """To the author: what was decided about their post, why, and what they can do. None when there is nothing to tell."""
    what = _what(decision, ref, ban)
    if what is None:
        return None
    blocks: list[Block] = [Paragraph(text=what)]
    if why:
        blocks += (Paragraph(text=phrase("The reason given:")), Quote(text=why))
    buttons: tuple[tuple[Button, ...], ...] = ()
    if decision.act in (Act.REFUSE, Act.HIDE, Act.BAN):
        blocks.append(
            Paragraph(
                text=phrase(
                    "A person decided this. If you think it is wrong, another one looks again: press the button, or write "
                    "/appeal {ref} and why. That can be done once.",
                    ref=ref,
                )
            )
        )
        buttons = ((Button(label=phrase("Ask another reviewer"), action=Action(verb="mod.appeal", ref=ref)),),)
    return Message(blocks=tuple(blocks), buttons=buttons, audience=Audience.ONLY_YOU)


def _what(decision: Decision, ref: Ref, ban: Ban | None) -> Phrase | None:
    kind = decision.subject.kind
    match decision.act:
        case Act.ADMIT:
            if kind is SubjectKind.REVISION:
                return phrase("A volunteer looked at your change {ref}: it is shown now.", ref=ref)
            return phrase("A volunteer looked at your post {ref}: it is shown now.", ref=ref)
        case Act.REFUSE:
            if kind is SubjectKind.REVISION:
                return phrase(
                    "A volunteer looked at your change {ref} and found that it should not be shown. Your report stays as it "
                    "was.",
                    ref=ref,
                )
            return phrase("A volunteer looked at your post {ref} and found that it should not be shown.", ref=ref)
        case Act.HIDE:
            return phrase("A volunteer took your post {ref} down; nobody else sees it any more.", ref=ref)
        case Act.RESTORE:
            return phrase("Somebody looked again at {ref}: it is shown now.", ref=ref)
        case Act.UPHOLD:
            return phrase("Somebody else looked at your appeal about {ref}. The decision stands.", ref=ref)
        case Act.BAN:
            if ban is None:
                return None
            return phrase(
                "You cannot post, comment or flag until {until}. It ends by itself. Your alerts, your own data and answers to "
                "requests about your camera work as before.",
                until=When(at=ban.until, zone="UTC"),
            )
        case Act.LIFT:
            return phrase("You can post, comment and flag again: the ban was lifted.")
        case Act.DISMISS:
            return None
        case _:
            assert_never(decision.act)
