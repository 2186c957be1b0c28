"""How a place is shown back before a camera hangs there: on a map, with its address, and a question."""

from collections.abc import Sequence

from bot.cameras.model import Camera
from bot.cameras.texts import name_of
from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, LinkButton, Message, Paragraph, Picture, say
from bot.chat.phrase import Listed, Phrase, counted, phrase

HERE = "camera.here"
ANOTHER = "camera.another"
SAME = "camera.same"
"""With the reference of the camera that it is, behind a dot."""
ELSEWHERE = "camera.elsewhere"
MOVE = "camera.move"

NAMED_AT_MOST = 3
"""Cameras of one address that get a button each; with more, those of before do not need to be put right by one."""

MAP = phrase("A map with the place marked. Only you see it.")
IS_THIS_IT = phrase("Is this the place?")
YES = phrase("Yes")
NO = phrase("No, another place")

Rows = tuple[tuple[Button | LinkButton, ...], ...]


def is_this_it(address: str, picture: Picture, draft: str, *, wants_email: bool) -> Message:
    """Before a camera is registered."""
    return _asked(address, picture, _yes_or_no(draft), _if_it_is(wants_email))


def another_or_same(address: str, picture: Picture, draft: str, there: Sequence[Camera]) -> Message:
    """The owner has cameras at this address."""
    names = Listed(items=tuple(name_of(each) for each in there))
    count = len(there)
    known = counted(
        "You have one camera at this address already: {names}.",
        "You have {n} cameras at this address already: {names}.",
        count,
        names=names,
    )
    another = (Button(label=phrase("Yes, one more camera here"), action=Action(verb=ANOTHER, ref=draft)),)
    same = tuple(
        (
            Button(
                label=phrase("It is {camera}", camera=name_of(each)),
                action=Action(verb=SAME, ref=f"{draft}.{each.ref}"),
            ),
        )
        for each in there[:NAMED_AT_MOST]
    )
    no = (Button(label=NO, action=Action(verb=ELSEWHERE, ref=draft)),)
    which = phrase("Is this one more, or one of those? One of those is then put at the place on the map.")
    return _asked(address, picture, (another, *same, no), known, which)


def not_read(*, wants_email: bool) -> Message:
    """Words under a map that are no yes, no place and no email address; the question is put once more below."""
    if wants_email:
        return say(phrase("I cannot read that as another place, nor as an email address. Here is the question again."))
    return say(phrase("I cannot read that as another place. Here is the question again."))


def unknown_address() -> Message:
    """An address typed under a map, which no address book has; the map comes once more below, with this address."""
    return say(
        phrase(
            "I cannot find that address, so the map below has not moved. If the place is right and only the address was "
            "wrong, say yes to it now."
        )
    )


def which_address(picture: Picture, draft: str, *, wants_email: bool) -> Message:
    """A pin alone does not say the address that police would get. To type it says yes to the place."""
    if wants_email:
        please = phrase(
            "Please type both in one message: the street address with its house number, and the email address that "
            "requests may go to. For example: 12 Oak Street, name@example.org"
        )
    else:
        please = phrase("Please type the street address with its house number.")
    return Message(
        title=IS_THIS_IT,
        blocks=(
            picture,
            Paragraph(
                text=phrase(
                    "I know where that is, but not its street address. Police would get the address together with a "
                    "clip that you approve, so please type it yourself."
                )
            ),
            Paragraph(text=please),
            Paragraph(text=phrase("If the map shows the wrong place, press “No, another place”.")),
        ),
        buttons=((Button(label=NO, action=Action(verb=ELSEWHERE, ref=draft)),),),
        audience=Audience.ONLY_YOU,
    )


def move_here(old: str, new: str, picture: Picture, draft: str, moving: Sequence[Camera]) -> Message:
    """Before cameras move house."""
    return Message(
        title=phrase("Is this the new place?"),
        blocks=(
            picture,
            Facts(rows=((phrase("From"), old), (phrase("To"), new))),
            Paragraph(text=_who_moves(moving)),
            Paragraph(
                text=phrase(
                    "If this is right, press Yes. If not, press “No, another place”, or type another place. "
                    "Nothing has moved yet."
                )
            ),
        ),
        buttons=_yes_or_no(draft),
        audience=Audience.ONLY_YOU,
    )


def moved(old: str, cameras: Sequence[Camera], taken_back: int) -> Message:
    """They hang at the new place."""
    blocks: list[Block] = [
        Facts(rows=((phrase("From"), old), (phrase("To"), cameras[0].street_address))),
        Paragraph(text=counted("One camera has moved.", "{n} cameras have moved.", len(cameras))),
        Paragraph(
            text=phrase(
                "The old address and place are erased. Police get the new address from now on, and only together with a "
                "clip that you approve. Which way the cameras look is forgotten; /camera edit tells it anew."
            )
        ),
    ]
    if taken_back:
        blocks.append(Paragraph(text=taken_back_words(taken_back)))
    return Message(title=phrase("Moved"), blocks=tuple(blocks), audience=Audience.ONLY_YOU)


def taken_back_words(number: int) -> Phrase:
    """Clips whose approval carried an address that is gone."""
    return counted(
        "A clip that you had shared with the old address, and that nobody had fetched, is taken back. /asks shows it.",
        "{n} clips that you had shared with the old address, and that nobody had fetched, are taken back. "
        "/asks shows them.",
        number,
    )


def who_moves(old: str, moving: Sequence[Camera]) -> Message:
    """Said before the new place is asked for."""
    return Message(
        blocks=(Facts(rows=((phrase("You move away from"), old),)), Paragraph(text=_who_moves(moving))),
        audience=Audience.ONLY_YOU,
    )


def which_house(homes: Sequence[Camera]) -> Message:
    """The owner has cameras at several addresses; one camera of each is given."""
    rows = tuple((Button(label=each.street_address, action=Action(verb=MOVE, ref=each.ref)),) for each in homes)
    return Message(
        blocks=(Paragraph(text=phrase("Which address do you move away from?")),),
        buttons=rows,
        audience=Audience.ONLY_YOU,
    )


def _who_moves(moving: Sequence[Camera]) -> Phrase:
    names = Listed(items=tuple(name_of(each) for each in moving))
    return counted("This camera moves: {names}.", "These {n} cameras move: {names}.", len(moving), names=names)


def _if_it_is(wants_email: bool) -> Phrase:
    if wants_email:
        return phrase(
            "If it is, type the email address that requests may go to: that says yes, and six digits are mailed to it. "
            "Or press Yes first. If it is not, press “No, another place”, or type another place. Nothing is registered yet."
        )
    return phrase(
        "If it is, press Yes. If it is not, press “No, another place”, or type another place. Nothing is registered yet."
    )


def _asked(address: str, picture: Picture, buttons: Rows, *words: Phrase) -> Message:
    paragraphs = tuple(Paragraph(text=each) for each in words)
    return Message(
        title=IS_THIS_IT,
        blocks=(picture, Facts(rows=((phrase("Address"), address),)), *paragraphs),
        buttons=buttons,
        audience=Audience.ONLY_YOU,
    )


def _yes_or_no(draft: str) -> Rows:
    return (
        (Button(label=YES, action=Action(verb=HERE, ref=draft)),),
        (Button(label=NO, action=Action(verb=ELSEWHERE, ref=draft)),),
    )
