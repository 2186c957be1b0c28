"""What authors are told about their own reports and comments, to them alone."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.message import Audience, Block, Button, Message, Paragraph, Quote, say
from bot.chat.phrase import counted, phrase
from bot.incidents.model import Comment, Incident, IncidentState, RevisionKind
from bot.incidents.texts import button, excerpt, headline, where, who
from bot.kernel.ids import Ref


def preview(shown: Message, incident: Incident, neighborhood: str, earlier: Incident | None) -> Message:
    """The draft as others will see it, with equal buttons. `earlier` may tell of the same thing."""
    blocks: list[Block] = [
        Paragraph(
            text=phrase(
                "Not posted yet. This is how others will see it, in all channels of {neighborhood}:",
                neighborhood=neighborhood,
            )
        ),
        *shown.blocks,
    ]
    choices = [button(phrase("Post"), "incident.post", incident.ref)]
    if earlier is not None:
        blocks += (
            Paragraph(
                text=phrase(
                    "Report {ref}, {where}, may be about the same thing. Joining it counts you there and alerts nobody "
                    "twice.",
                    ref=earlier.ref,
                    where=where(earlier),
                )
            ),
            Quote(text=excerpt(earlier.text)),
        )
        choices = [
            button(phrase("It is the same: join it"), "incident.join", f"{incident.ref}.{earlier.ref}"),
            button(phrase("Post mine"), "incident.post", incident.ref),
        ]
    choices += (
        button(phrase("Change words"), "incident.words", incident.ref),
        _name_button(incident),
        button(phrase("Discard"), "incident.discard", incident.ref),
    )
    rows = tuple(tuple(choices[at : at + 2]) for at in range(0, len(choices), 2))
    return replace(shown, blocks=tuple(blocks), buttons=rows, audience=Audience.ONLY_YOU)


def posted(incident: Incident, neighborhood: str) -> Message:
    """To the author alone: who sees it now."""
    told = phrase(
        "Your report {ref} goes to all channels of {neighborhood}, as “{name}”, {where}. I rounded the place to a block "
        "before I stored it.",
        ref=incident.ref,
        neighborhood=neighborhood,
        name=who(incident.shown_name),
        where=where(incident),
    )
    return _to_author(incident, Paragraph(text=told))


def held(incident: Incident, reasons: Sequence[str]) -> Message:
    """To the author alone: why nobody sees it yet."""
    told = phrase("Your report {ref} is not shown yet. A volunteer looks at it first:", ref=incident.ref)
    return _to_author(incident, Paragraph(text=told), *(Paragraph(text=reason) for reason in reasons))


def _to_author(incident: Incident, *blocks: Block) -> Message:
    words = button(phrase("Change words"), "incident.words", incident.ref)
    back = button(phrase("Take it back"), "incident.remove", incident.ref)
    rows: tuple[tuple[Button, ...], ...] = ((words, back),)
    if incident.state is IncidentState.POSTED:
        correct = button(phrase("Add a correction"), "incident.correct", incident.ref)
        rows = ((words, correct), (_name_button(incident), back))
    return Message(blocks=blocks, buttons=rows, audience=Audience.ONLY_YOU)


def joined(earlier: Incident, tellers: int) -> Message:
    """To the author alone: the report counts at an earlier one."""
    return say(
        counted(
            "Your report counts at {ref} now. {n} neighbor reported it; nobody is alerted again.",
            "Your report counts at {ref} now. {n} neighbors reported it; nobody is alerted again.",
            tellers,
            ref=earlier.ref,
        )
    )


def discarded() -> Message:
    """To the author alone."""
    return say(phrase("Discarded. Nothing of it was kept or shown to anybody."))


def revised(kind: RevisionKind, ref: Ref, alerted: bool = True) -> Message:
    """A change was applied: who will see it."""
    if kind is RevisionKind.EDIT:
        return say(phrase("The new words of {ref} go to every channel that shows it.", ref=ref))
    return say(
        phrase(
            "Your correction of {ref} goes to every channel that shows it, and to everybody who was alerted.", ref=ref
        )
    )


def revision_held(ref: Ref, reasons: Sequence[str]) -> Message:
    """A change waits for a reviewer."""
    told = phrase("Report {ref} stays as it is for now. A volunteer looks at your change first:", ref=ref)
    return Message(
        blocks=(Paragraph(text=told), *(Paragraph(text=reason) for reason in reasons)), audience=Audience.ONLY_YOU
    )


def renamed(incident: Incident) -> Message:
    """The name was shown or hidden: every copy follows."""
    if incident.shown_name:
        told = phrase(
            "Report {ref} shows your name, {name}, wherever it is seen.", ref=incident.ref, name=incident.shown_name
        )
    else:
        told = phrase(
            "Report {ref} is by “a neighbor” again, wherever it is seen. Who saw your name before may remember it.",
            ref=incident.ref,
        )
    return Message(blocks=(Paragraph(text=told),), buttons=((_name_button(incident),),), audience=Audience.ONLY_YOU)


def removed(incident: Incident) -> Message:
    """What taking back does, and what it cannot."""
    return say(
        phrase(
            "Report {ref} is taken back: it goes from every channel, with its comments. Who has read it or copied it "
            "before may still know of it.",
            ref=incident.ref,
        )
    )


def which(incidents: Sequence[Incident], zone: str, verb: str) -> Message:
    """Several reports of one's own, or one that should not be touched by mistake: a button for each."""
    if not incidents:
        return say(phrase("You have no report of the last 30 days."))
    blocks: list[Block] = [Paragraph(text=phrase("Which of your reports?"))]
    for incident in incidents:
        blocks += (Paragraph(text=headline(incident, zone)), Quote(text=excerpt(incident.text)))
    buttons = tuple((button(incident.ref, verb, incident.ref),) for incident in incidents)
    return Message(blocks=tuple(blocks), buttons=buttons, audience=Audience.ONLY_YOU)


def now_reads(incident: Incident) -> Message:
    """Said before new words are asked for, so that the old ones are at hand."""
    blocks = (Paragraph(text=phrase("Report {ref} now says:", ref=incident.ref)), Quote(text=incident.text))
    return Message(blocks=blocks, audience=Audience.ONLY_YOU)


def commented(comment: Comment, ref: Ref) -> Message:
    """To the writer alone: who sees it."""
    told = phrase(
        "Your comment {comment} goes to every channel that shows report {ref}, by “{name}”.",
        comment=comment.ref,
        ref=ref,
        name=who(comment.shown_name),
    )
    return Message(
        blocks=(Paragraph(text=told),),
        buttons=((button(phrase("Take it back"), "comment.remove", comment.ref),),),
        audience=Audience.ONLY_YOU,
    )


def comment_held(comment: Comment, reasons: Sequence[str]) -> Message:
    """To the writer alone: why it is not passed on."""
    told = phrase("Your comment {ref} is not passed on yet. A volunteer looks at it first:", ref=comment.ref)
    return Message(
        blocks=(Paragraph(text=told), *(Paragraph(text=reason) for reason in reasons)),
        buttons=((button(phrase("Take it back"), "comment.remove", comment.ref),),),
        audience=Audience.ONLY_YOU,
    )


def comment_removed(comment: Comment) -> Message:
    """To the writer alone."""
    if comment.channel is not None:
        return say(
            phrase(
                "Your comment {ref} goes from the other channels. Where you wrote it, please delete your own message too.",
                ref=comment.ref,
            )
        )
    return say(phrase("Your comment {ref} is taken back from every channel.", ref=comment.ref))


def _name_button(incident: Incident) -> Button:
    if incident.shown_name:
        return button(phrase("Stay anonymous"), "incident.unnamed", incident.ref)
    return button(phrase("Show my name"), "incident.named", incident.ref)
