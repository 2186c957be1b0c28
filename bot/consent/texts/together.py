"""What is said to those who decide together."""

from collections.abc import Sequence

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Message, Paragraph, say
from bot.chat.phrase import phrase, phrase_template
from bot.consent.model import AskState, CoDecider, ConsentReason
from bot.consent.service import Question

SHOW = "together.show"
INVITE = "together.invite"
END = "together.end"
REALLY = "together.really"
"""Asks once more."""
ME = "me"

REFUSALS: dict[str, str] = {
    ConsentReason.TOO_MANY_DECIDE: phrase_template(
        "{number} people decide with you already, which is the most. /rules together shows them."
    ),
    ConsentReason.NOT_WITH_POLICE: phrase(
        "Officers cannot decide together with an owner: they would learn who is asked. Please choose somebody else."
    ),
    ConsentReason.OWNER_SENDS: phrase(
        "Only the owner of the camera sends the clip, so nothing was kept. You decide with them by your yes or no."
    ),
    ConsentReason.NOT_TOGETHER: phrase("You do not decide together with anybody of that reference. See /rules together."),
}


def names(known: Sequence[tuple[CoDecider, str]], with_whom: Sequence[tuple[CoDecider, str]]) -> Message:
    """Who decides with the reader, and with whom the reader decides, by the names that their chats show."""
    blocks = [
        Paragraph(
            text=phrase(
                "If somebody who lives with you shall decide with you, invite them. From then on each of you must say yes "
                "before a clip can be shared, and one no is a no."
            )
        )
    ]
    rows: list[tuple[Button, ...]] = []
    for each, name in known:
        blocks.append(Paragraph(text=phrase("{name} decides with you.", name=name)))
        rows.append((_button(phrase("Decide without {name}", name=name), REALLY, each.ref),))
    for each, name in with_whom:
        blocks.append(Paragraph(text=phrase("You decide with {name} about requests for their cameras.", name=name)))
        rows.append((_button(phrase("Stop deciding with {name}", name=name), REALLY, each.ref),))
    rows.append((_button(phrase("Invite somebody"), INVITE, ME), _button(phrase("Back to my rules"), "rules.show", ME)))
    return Message(
        title=phrase("Deciding together"), blocks=tuple(blocks), buttons=tuple(rows), audience=Audience.ONLY_YOU
    )


def invitation(code: str) -> Message:
    """The code for somebody who lives with the owner."""
    return say(
        phrase(
            "Hand this code to whoever shall decide with you: {code}. They type /rules join and the code, in a direct "
            "message with me. It works once, for 72 hours.",
            code=code,
        )
    )


def joined() -> Message:
    """The invitation was taken up."""
    return say(
        phrase(
            "From now on you are asked too when police ask about a camera of your household. A clip can be shared only when "
            "each of you says yes; one no is a no. You can stop at any time with /rules together."
        )
    )


def really_end(ref: str) -> Message:
    """Ending it is asked once more."""
    return Message(
        blocks=(
            Paragraph(
                text=phrase(
                    "Shall you no longer decide together? That holds for requests to come. What is asked already stays with "
                    "everybody who decides about it."
                )
            ),
        ),
        buttons=((_button(phrase("Yes, end it"), END, ref), _button(phrase("Keep it"), SHOW, ME)),),
        audience=Audience.ONLY_YOU,
    )


def ended() -> Message:
    """It is over."""
    return say(phrase("You no longer decide together about requests to come. The other one is told."))


def told_of_end() -> Message:
    """To the other one."""
    return say(
        phrase(
            "Somebody ended deciding together with you. It holds for requests to come; see /rules together for who decides "
            "with you now. Whoever had everything erased decides about nothing any more: /asks shows what waits for you."
        )
    )


def waits(known: Question) -> Message:
    """After a yes that is not the last one."""
    noted = phrase(
        "Your yes to request {ref} is noted. It counts once everybody who decides with you has said yes too; nothing is "
        "shared before. Whoever did not get the question finds it under /asks.",
        ref=known.request.ref,
    )
    return Message(
        blocks=(Paragraph(text=noted),),
        buttons=((_button(phrase("Change to no"), "ask.no", known.ask.ref),),),
        audience=Audience.ONLY_YOU,
    )


def agreed(known: Question) -> Message:
    """To somebody who is not the owner, after the last yes."""
    return Message(
        blocks=(
            Paragraph(
                text=phrase(
                    "Each of you said yes to request {ref}. Nothing has been shared: the owner of the camera chooses a clip "
                    "and decides once more. You can take back your yes as long as the clip was not fetched.",
                    ref=known.request.ref,
                )
            ),
        ),
        buttons=((_button(phrase("Change to no"), "ask.no", known.ask.ref),),),
        audience=Audience.ONLY_YOU,
    )


def news(known: Question, most_mb: int) -> Message | None:
    """To the owner, when another one's word has changed what the ask says."""
    ref = known.request.ref
    match known.ask.state:
        case AskState.YES:
            text = phrase(
                "Each of you has now said yes to request {ref}. Nothing has been shared. Send the clip here as a file (up to "
                "{most_mb} MB), and you will see exactly what would leave before you decide.",
                ref=ref,
                most_mb=most_mb,
            )
        case AskState.WITHDRAWN:
            text = phrase(
                "One of you took back the yes to request {ref}. Whatever had not left stays with you.", ref=ref
            )
        case _:
            return None
    return say(text)


def _button(label: str, verb: str, ref: str) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ref))
