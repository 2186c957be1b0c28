"""What an owner has said about being asked. Every value here takes away; none can stand for a yes."""

from enum import StrEnum


class AskBy(StrEnum):
    """Through which of an owner's accounts requests come."""

    CHAT = "chat"
    """Direct messages only, as long as one works."""
    MAIL = "mail"
    """Mail only, as long as it works."""
    BOTH = "both"
