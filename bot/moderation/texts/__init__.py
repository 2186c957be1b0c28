"""The words of moderation to authors: why something waits, what was decided, and how to have somebody else look."""

from collections.abc import Sequence

from bot.chat.phrase import Phrase, phrase, phrase_template
from bot.incidents.model import NEWCOMER
from bot.moderation.model import POLICE, ModerationReason
from bot.wording.model import Concern

WHY: dict[str, Phrase] = {
    Concern.RACE: phrase(
        "It describes somebody by race, origin or faith. What was done, clothes and vehicles help more and harm nobody."
    ),
    Concern.ABUSE: phrase("It holds an insult, a slur or a threat."),
    Concern.NAME: phrase("It names somebody who is accused or suspected."),
    Concern.PHONE: phrase("It holds a telephone number, which everybody would see."),
    Concern.EMAIL: phrase("It holds an email address, which everybody would see."),
    Concern.ADDRESS: phrase("It holds an address with a house number, which is closer than a block."),
    Concern.COORDINATES: phrase("It holds a place that is closer than a block."),
    Concern.PLATE: phrase("It holds a license plate."),
    Concern.LINK: phrase("It holds a link."),
    POLICE: phrase(
        "A police officer wrote it. What the police tell everybody belongs in a /bulletin, under their name."
    ),
    NEWCOMER: phrase("It is among your first posts here, and a volunteer looks at those."),
}

REFUSALS: dict[str, str] = {
    ModerationReason.BANNED: phrase_template(
        "You cannot post, comment or flag until {until}. The reason given: {why}. If you think that is wrong, write "
        "/appeal {ref} and why. Everything else works as before."
    ),
    ModerationReason.NOTHING_THERE: phrase("There is nothing to be seen under that reference."),
    ModerationReason.FLAGGED_ALREADY: phrase("You have flagged this already. A volunteer looks at it."),
    ModerationReason.TOO_MANY_FLAGS: phrase_template(
        "You can flag {most} times a day. Please come back tomorrow; if somebody is in danger, call for help instead."
    ),
    ModerationReason.ALREADY_DECIDED: phrase("This was already decided, so nothing was changed. See /flags log."),
    ModerationReason.OWN_POST: phrase("That is your own post. You can take it back with /remove."),
    ModerationReason.SAME_REVIEWER: phrase(
        "You made the decision that is appealed, so somebody else has to look. If there is no other reviewer, ask the "
        "operator to invite one."
    ),
    ModerationReason.NOT_APPEALABLE: phrase(
        "There is no decision of that reference that you could appeal. The message that told you of it names the reference."
    ),
    ModerationReason.APPEALED_ALREADY: phrase("You have appealed this already, and that can be done once."),
    ModerationReason.NO_REASON: phrase("Please say why: the author reads it."),
    ModerationReason.BAD_END: phrase_template(
        "I cannot read that as the end of a ban. Please write it like 7 days, 2 weeks, 1 month or 2026-12-24, at most {most} "
        "days from now."
    ),
    ModerationReason.NO_SUCH_BAN: phrase("There is no running ban of that reference. /ban lists them."),
    ModerationReason.CHANGED_MEANWHILE: phrase(
        "The words were changed after that card was made, so nothing was decided. /flags shows them as they are now."
    ),
    ModerationReason.BANNED_ALREADY: phrase_template(
        "The author is banned until {until} already. To change that, lift the ban first: /ban lists them."
    ),
}


def held(reasons: Sequence[str]) -> tuple[Phrase, ...]:
    """Why words wait, one sentence for each reason, and what happens next."""
    why = [WHY[reason] for reason in reasons if reason in WHY]
    return (
        *why,
        phrase(
            "A person decides about it, not a program, and you will hear what was decided. If you change the words, or take "
            "them back, nobody has to decide."
        ),
    )
