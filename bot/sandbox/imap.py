"""The mailbox sandbox: an IMAP server on 127.0.0.1 with one folder, as much of RFC 3501 as a reader of new mail needs."""

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from weakref import WeakSet

HOST = "127.0.0.1"
LONGEST_LINE_BYTES = 65_536
_FETCH = re.compile(r"(\d+) \(BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?\)", re.IGNORECASE)
_STORE = re.compile(r"(\d+) \+FLAGS(?:\.SILENT)? \(([^)]*)\)", re.IGNORECASE)
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass(slots=True)
class StoredMail:
    """One mail in the folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class ImapSandbox:
    """A folder called INBOX. Set `deaf` to make it fall silent, `uidplus` to False for a server of the simpler kind."""

    def __init__(
        self,
        *,
        host: str = HOST,
        port: int = 0,
        username: str = "bounces",
        password: str = "imap-password",
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
    ) -> None:
        """With `tls` it offers STARTTLS, or speaks TLS from the first byte when `implicit`."""
        self.host, self.port = host, port
        self.username, self.password = username, password
        self.deaf = False
        self.uidplus = True
        self.mails: list[StoredMail] = []
        self.heard: list[str] = []
        """The commands in order, without their tags, and without what follows LOGIN."""
        self._tls, self._implicit = tls, implicit
        self._last_uid = 0
        self._server: asyncio.Server | None = None
        self._writers: WeakSet[asyncio.StreamWriter] = WeakSet()

    async def start(self) -> None:
        """Listen. A port of 0 means any free one; `port` then tells which, and is kept over `stop` and `start`."""
        first = self._tls if self._implicit else None
        self._server = await asyncio.start_server(
            self._talk, self.host, self.port, limit=LONGEST_LINE_BYTES, ssl=first
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut every connection. The mails stay."""
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()
        await asyncio.sleep(0)
        self._server = None

    def deliver(self, raw: bytes) -> int:
        """A mail arrives, unseen; returns its number."""
        self._last_uid += 1
        self.mails.append(StoredMail(uid=self._last_uid, raw=raw))
        return self._last_uid

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        line = _Line(self, reader, writer)
        try:
            await line.talk()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()


class _Line:
    """One connection."""

    def __init__(self, box: ImapSandbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._box, self._reader, self._writer = box, reader, writer
        self._secure = box._implicit
        self._user = False
        self._open = False

    async def talk(self) -> None:
        self._say("* OK IMAP4rev1 sandbox ready")
        while raw := await self._reader.readline():
            tag, _, rest = raw.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
            verb, _, words = rest.partition(" ")
            if verb.upper() == "UID":
                more, _, words = words.partition(" ")
                verb = f"UID {more}"
            self._box.heard.append(verb.upper() if verb.upper() == "LOGIN" else f"{verb.upper()} {words}".strip())
            if self._box.deaf:
                await asyncio.Event().wait()
            if not await self._obey(tag, verb.upper(), words):
                return
            await self._writer.drain()

    async def _obey(self, tag: str, verb: str, words: str) -> bool:
        match verb:
            case "CAPABILITY":
                starttls = " STARTTLS" if self._box._tls and not self._secure else ""
                self._say(f"* CAPABILITY IMAP4rev1{' UIDPLUS' if self._box.uidplus else ''}{starttls}")
            case "STARTTLS" if self._box._tls and not self._secure:
                self._say(f"{tag} OK begin")
                await self._writer.start_tls(self._box._tls)
                self._secure = True
                return True
            case "LOGIN":
                given = [one.replace("\\", "") if one else two for one, two in _WORD.findall(words)]
                if given != [self._box.username, self._box.password]:
                    self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong name or password")
                    return True
                self._user = True
            case "SELECT" if self._user:
                if words.strip('"').upper() != "INBOX":
                    self._say(f"{tag} NO no such folder")
                    return True
                self._open = True
                self._say(f"* {len(self._box.mails)} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] yes")
            case "UID SEARCH" | "UID FETCH" | "UID STORE" | "UID EXPUNGE" if self._open:
                if not self._folder(verb, words):
                    self._say(f"{tag} BAD not understood")
                    return True
            case "NOOP" | "CLOSE":
                pass
            case "LOGOUT":
                self._say(f"* BYE\r\n{tag} OK")
                return False
            case _:
                self._say(f"{tag} BAD not now")
                return True
        self._say(f"{tag} OK done")
        return True

    def _folder(self, verb: str, words: str) -> bool:
        """What is asked of the folder; False when it cannot be read."""
        box = self._box
        if verb == "UID SEARCH":
            hidden = {"\\Seen"} if "UNSEEN" in words.upper() else set[str]()
            hidden |= {"\\Deleted"} if "UNDELETED" in words.upper() else set[str]()
            self._say("* SEARCH " + " ".join(str(mail.uid) for mail in box.mails if not mail.flags & hidden))
        elif verb == "UID FETCH" and (asked := _FETCH.fullmatch(words)):
            for number, mail in enumerate(box.mails, start=1):
                if mail.uid == int(asked[1]):
                    start, most = int(asked[2] or 0), int(asked[3] or len(mail.raw))
                    piece = mail.raw[start : start + most]
                    partial = f"<{start}>" if asked[3] else ""
                    self._say(f"* {number} FETCH (UID {mail.uid} BODY[]{partial} {{{len(piece)}}}")
                    self._writer.write(piece + b")\r\n")
        elif verb == "UID STORE" and (asked := _STORE.fullmatch(words)):
            for mail in box.mails:
                if mail.uid == int(asked[1]):
                    mail.flags |= set(asked[2].split())
        elif verb == "UID EXPUNGE" and box.uidplus and words.isdecimal():
            for number, mail in reversed(list(enumerate(box.mails, start=1))):
                if mail.uid == int(words) and "\\Deleted" in mail.flags:
                    box.mails.remove(mail)
                    self._say(f"* {number} EXPUNGE")
        else:
            return False
        return True

    def _say(self, line: str) -> None:
        self._writer.write(line.encode() + b"\r\n")
