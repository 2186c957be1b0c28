"""Tables of persons, their accounts, mailed codes and reviewers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, numbered, personal, plain, sealed, settings


class PersonRow(Row):
    """Somebody known to the bot."""

    __tablename__ = "person"
    __table_args__ = settings()
    forgetting = "The row goes, and every table below says what goes with it."
    whose = ("id",)

    id: Mapped[int] = numbered()
    language: Mapped[str] = personal("The language in which the bot speaks with you.", Text)
    created_at: Mapped[datetime] = personal("Since when the bot knows you.", Moment)


class PersonKeyRow(Row):
    """A person's own key, wrapped under the house key: whatever of theirs is sealed opens with it alone."""

    __tablename__ = "person_key"
    __table_args__ = settings(UniqueConstraint("person_id"))
    forgetting = "The row goes, and with it whatever is sealed of the person in any copy of the other tables."
    backed_up = False
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    wrapped: Mapped[bytes] = plain(LargeBinary)


class AccountRow(Row):
    """One way to reach a person; a platform and a handle belong to one person only."""

    __tablename__ = "account"
    __table_args__ = settings(
        UniqueConstraint("handle_hash"),
        Index("ix_account_person_id", "person_id"),
    )
    forgetting = "The person's rows go."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    platform: Mapped[str] = personal("Where this account is: an app, or mail.", Text)
    handle: Mapped[bytes] = sealed("Your number or address there.")
    handle_hash: Mapped[str] = plain(Text)
    """A keyed hash of platform and handle, by which the account is found."""
    name: Mapped[bytes] = sealed("The name that the app told the bot.")
    reachable: Mapped[bool] = personal("Whether messages arrive there.")
    silenced: Mapped[bool] = personal("Whether you turned notices off there.")
    """Its owner wants no notices here (unsubscribed), though it works."""
    bounces: Mapped[int] = personal("How many mails came back from there.")
    """Hard bounces since the last mail that was known to arrive."""
    trouble: Mapped[str] = personal("Why messages do not arrive there.", Text)
    """Why it does not work, in the platform's class of error; empty while it does."""
    created_at: Mapped[datetime] = personal("Since when the account is yours here.", Moment)


class DirectRow(Row):
    """Where the platform keeps the direct conversation with an account, so that it is never opened a second time."""

    __tablename__ = "direct"
    forgetting = "The person's rows go with their accounts."
    whose = ("account_id.person_id",)

    account_id: Mapped[int] = plain(
        BIG, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    room: Mapped[str] = personal("Where the app keeps your conversation with the bot.", Text)
    """The platform's own id of the conversation."""


class EmailProofRow(Row):
    """A mailed code that waits to be typed; at most one of each person."""

    __tablename__ = "email_proof"
    __table_args__ = settings(UniqueConstraint("person_id"))
    forgetting = "The person's row goes."
    backed_up = False
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    address: Mapped[bytes] = sealed("An address that waits for its code.")
    code: Mapped[bytes] = sealed("The code that was mailed there.")
    tries: Mapped[int] = plain()
    created_at: Mapped[datetime] = personal("When a code was mailed to you.", Moment)
    expires_at: Mapped[datetime] = personal("Until when the code is good.", Moment)
    purpose: Mapped[str] = plain(Text)
    """What the code proves, in a word of the program."""


class EmailProofSentRow(Row):
    """That a code was mailed at somebody's wish, and when; neither the code nor the address, only the latter's hash."""

    __tablename__ = "email_proof_sent"
    __table_args__ = settings(
        Index("ix_email_proof_sent_person_id_at", "person_id", "at"),
        Index("ix_email_proof_sent_address_hash_at", "address_hash", "at"),
    )
    forgetting = "The person's rows go, and the hashes of addresses with them."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    address_hash: Mapped[str] = plain(Text)
    """A keyed hash, for counting the mails to one address over all persons."""
    at: Mapped[datetime] = personal("When you had a code mailed.", Moment)


class LinkCodeRow(Row):
    """A code that joins one more account to a person: typed once, within minutes, in the other chat; at most one of each
    person. It joins nothing before both sides have said yes."""

    __tablename__ = "link_code"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("person_id"),
        UniqueConstraint("code_hash"),
        Index("ix_link_code_account_id", "account_id"),
        Index("ix_link_code_claimant_id", "claimant_id"),
    )
    forgetting = "The person's row goes, and the row that waits for an account of theirs."
    backed_up = False
    whose = ("person_id", "claimant_id.person_id")

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    """Each code has its own, so that a button fits only the account that typed that code."""
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    account_id: Mapped[int] = plain(BIG, ForeignKey("account.id", ondelete="CASCADE"))
    """Where the code was asked for, and where the last yes is said."""
    code_hash: Mapped[str] = plain(Text)
    claimant_id: Mapped[int | None] = plain(BIG, ForeignKey("account.id", ondelete="CASCADE"))
    """The account that typed it; from then on the code is used up."""
    agreed_at: Mapped[datetime | None] = personal("When the other account agreed.", Moment)
    """When whoever typed it said whose account theirs is to be joined with."""
    joins_at: Mapped[datetime | None] = personal("When a lost account is replaced.", Moment)
    """When a lost account is replaced without a yes from it, unless it says no before."""
    created_at: Mapped[datetime] = personal("When you asked for a code that joins two accounts.", Moment)
    expires_at: Mapped[datetime] = personal("Until when it waits.", Moment)


class OldAddressRow(Row):
    """An email address that was replaced or taken off, until it has been told so."""

    __tablename__ = "old_address"
    __table_args__ = settings(Index("ix_old_address_person_id", "person_id"))
    forgetting = "The person's rows go; all go once the mail is sent, and within two days."
    backed_up = False
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    address: Mapped[bytes] = sealed("An address that is yours no longer, until it has been told.")
    at: Mapped[datetime] = personal("When the address stopped being yours here.", Moment)


class WrongCodeRow(Row):
    """That somebody typed a wrong code, and when: who guesses is locked out, whatever they guess at. And that a code was
    mailed at the wish of somebody who is erased since: it counts on, for the account and for the address."""

    __tablename__ = "wrong_code"
    __table_args__ = settings(Index("ix_wrong_code_who_at", "who", "at"))
    forgetting = "Nothing by itself: `who` is a keyed hash of an account or an address, and the rows go after a day."
    backed_up = False

    id: Mapped[int] = numbered()
    who: Mapped[str] = plain(Text)
    at: Mapped[datetime] = plain(Moment)


class LookRow(Row):
    """That a reviewer or an operator was shown something of a person, and what. Rows are added and never changed."""

    __tablename__ = "look"
    __table_args__ = settings(Index("ix_look_person_id", "person_id"))
    forgetting = "The person's rows go."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int | None] = plain(BIG, ForeignKey("reviewer.id"))
    """Empty: an operator."""
    what: Mapped[str] = personal("What of yours somebody who runs or reviews this was shown.", Text)
    """Which kind of thing, in a word of the program."""
    ref: Mapped[str] = personal("Which one.", Text)
    at: Mapped[datetime] = personal("When they were shown it.", Moment)


class ReviewerRow(Row):
    """A volunteer who moderates, or the invitation of one."""

    __tablename__ = "reviewer"
    __table_args__ = settings(UniqueConstraint("ref"), UniqueConstraint("person_id"), UniqueConstraint("code_hash"))
    forgetting = "The link to the person goes; the row stays under its name, without anybody behind it."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    name: Mapped[str] = personal("Your name as a reviewer.", Text)
    person_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    active: Mapped[bool] = personal("Whether you review.")
    code_hash: Mapped[str | None] = plain(Text)
    code_expires_at: Mapped[datetime] = plain(Moment)
    created_at: Mapped[datetime] = personal("When you were invited to review.", Moment)
