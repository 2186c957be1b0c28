"""What is said about a pause: until when, that it began, that it is over."""

from bot.cameras.model import Camera
from bot.cameras.texts import PAUSE, RESUME, name_of
from bot.chat.action import Action
from bot.chat.message import Audience, Button, Message, Paragraph, say
from bot.chat.phrase import When, phrase

FOR, UNTIL = "camera.for", "camera.until"
PAUSES = ((1, phrase("Until tomorrow")), (7, phrase("For a week")), (30, phrase("For a month")))
"""In days."""


def until_when(camera: Camera) -> Message:
    """An end that is typed."""
    return say(
        phrase(
            "Until when shall {camera} be paused? Please type a day, such as 24 December or Friday, "
            "or a time, such as for 2 weeks.",
            camera=name_of(camera),
        )
    )


def paused(camera: Camera, zone: str) -> Message:
    """The camera is in nobody's range; it may be said until when."""
    name, ref = name_of(camera), camera.ref
    if camera.paused_until is not None:
        words = phrase(
            "{camera} is paused until {when}. Until then you will not be asked about it; "
            "then it is on again by itself, and I tell you.",
            camera=name,
            when=When(at=camera.paused_until, zone=zone),
        )
    else:
        words = phrase(
            "{camera} is paused: you will not be asked about it until you turn it on again. "
            "If it shall come back by itself, say when:",
            camera=name,
        )
    ends = tuple(Button(label=label, action=Action(verb=FOR, ref=f"{ref}.{days}")) for days, label in PAUSES)
    other = Button(label=phrase("Another day"), action=Action(verb=UNTIL, ref=ref))
    on = Button(label=phrase("Turn on again"), action=Action(verb=RESUME, ref=ref))
    open_asks = phrase("What you were asked before stays open: /asks shows it.")
    return Message(
        blocks=(Paragraph(text=words), Paragraph(text=open_asks)),
        buttons=(ends, (other, on)),
        audience=Audience.ONLY_YOU,
    )


def resumed(camera: Camera) -> Message:
    """The camera is back in range."""
    return say(
        phrase(
            "{camera} is on again: you may be asked about requests near it. You never have to answer.",
            camera=name_of(camera),
        )
    )


def back(camera: Camera) -> Message:
    """Told when a pause has ended by itself."""
    words = phrase(
        "The pause of {camera} is over, as you wished: it is on again. You may be asked about requests near it, "
        "and you never have to answer.",
        camera=name_of(camera),
    )
    again = Button(label=phrase("Pause again"), action=Action(verb=PAUSE, ref=camera.ref))
    return Message(
        title=phrase("{camera} is on again", camera=name_of(camera)),
        blocks=(Paragraph(text=words),),
        buttons=((again,),),
        audience=Audience.ONLY_YOU,
    )
