"""What is said to and about operators."""

from bot.chat.message import Message, say
from bot.chat.phrase import phrase, phrase_template
from bot.operators.model import Operator, OperatorReason

REFUSALS: dict[str, str] = {
    OperatorReason.NOT_OPERATOR: phrase(
        "Only those who run this Porchlight can do that. If you were given a code, type /operator and the code in a direct "
        "message."
    ),
    OperatorReason.BAD_CODE: phrase(
        "This code is unknown, used or expired. Please ask whoever runs this Porchlight for a new one."
    ),
    OperatorReason.ALREADY_OPERATOR: phrase(
        "This account is an operator's already. /operator shows what waits for you."
    ),
    OperatorReason.POLICE: phrase(
        "A police officer cannot be one of those who let police in. Please use an account that is no officer's."
    ),
    OperatorReason.NO_SUCH_OPERATOR: phrase_template(
        "There is no operator called {name}. Run porchlight operator list to see their names."
    ),
    OperatorReason.WRONG_PASSPHRASE: phrase_template(
        "That is not the passphrase of {name}. Type it again; if it is lost, run porchlight operator renew."
    ),
    OperatorReason.NAME_TAKEN: phrase_template(
        "An operator called {name} is here, or was. Please choose another name."
    ),
}


def joined(operator: Operator) -> Message:
    """A code was taken up."""
    return say(
        phrase(
            "Welcome, {name}. This chat speaks for you as an operator from now on. When a department waits for a second yes, "
            "I ask you here. /operator shows what waits.",
            name=operator.name,
        )
    )


def added(operator: Operator) -> Message:
    """There is a new operator, or one was given new access."""
    return say(
        phrase(
            "{name} was just made an operator of this Porchlight, or was given a new passphrase. If you do not know of it, "
            "ask the others at once; porchlight operator remove takes it back.",
            name=operator.name,
        )
    )
