"""Text with formatting: Telegram's HTML, its entities and their UTF-16 offsets. Wording of errors as in TDLib."""

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

from bot.sandbox.telegram.refusals import bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-fA-F]{1,7})|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?""")
_FOUND_IN_TYPED_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("url", re.compile(r"(?<!\w)https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?!\w)")),
    ("mention", re.compile(r"(?<![\w@.+-])@[A-Za-z0-9_]{3,32}(?!\w)")),
)


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part that an entity covers. Raises UnicodeDecodeError if it cuts a character in two."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def typed_entities(text: str) -> list[Entity]:
    """The entities that Telegram finds by itself in what a person typed: commands, mentions, links, email addresses."""
    found: list[Entity] = []
    taken: set[int] = set()
    for kind, pattern in _FOUND_IN_TYPED_TEXT:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                offset = utf16_length(text[: match.start()])
                found.append({"type": kind, "offset": offset, "length": utf16_length(match.group())})
    return sorted(found, key=lambda entity: int(entity["offset"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without white space at its ends, as Telegram stores it, and the entities moved along."""
    kept = text.strip()
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(kept)
    moved = []
    for entity in entities:
        first = max(0, entity["offset"] - shift)
        last = min(end, entity["offset"] + entity["length"] - shift)
        if first < last:
            moved.append({**entity, "offset": first, "length": last - first})
    return kept, moved


def url_problem(url: str) -> str | None:
    """Why Telegram would not take this link, in its words; None if it would."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton", "tonsite"}:
        return "Unsupported URL protocol"
    if not url or not parts.netloc:
        return "URL host is empty"
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        return "Wrong HTTP URL"
    return None


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Plain text and entities. Refuses what Telegram refuses: unknown, unclosed and crossed tags, with byte offsets."""
    return _HtmlReader(markup).read()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int
    """In UTF-16 units."""
    index: int
    """In characters."""


@dataclass(slots=True)
class _HtmlReader:
    markup: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        while position < len(self.markup):
            match self.markup[position]:
                case "<" if self.markup.startswith("</", position):
                    position = self._close(position)
                case "<":
                    position = self._open(position)
                case "&":
                    position = self._reference(position)
                case character:
                    self._put(character)
                    position += 1
        if self.stack:
            _fail(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _put(self, character: str) -> None:
        self.text.append(character)
        self.length += utf16_length(character)

    def _at(self, position: int) -> int:
        return len(self.markup[:position].encode())

    def _reference(self, position: int) -> int:
        found = _REFERENCE.match(self.markup, position)
        if found is None:
            self._put("&")
            return position + 1
        decimal, hexadecimal, name = found.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        if not name and not (0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF):
            self._put("&")
            return position + 1
        self._put(_NAMED[name] if name else chr(code))
        return found.end()

    def _open(self, position: int) -> int:
        found = _TAG_NAME.match(self.markup, position + 1)
        end = found.end() if found else position + 1
        tag = self.markup[position + 1 : end].lower()
        if end == len(self.markup):
            _fail(f"Unclosed start tag at byte offset {self._at(position)}")
        if tag not in TAGS:
            _fail(f'Unsupported start tag "{tag}" at byte offset {self._at(position)}')
        attributes: dict[str, str] = {}
        while self.markup[end:].lstrip()[:1] != ">":
            attribute = _ATTRIBUTE.match(self.markup, end)
            if attribute is None or attribute.end() == end or not self.markup[end:].strip():
                _fail(f'Unclosed start tag "{tag}" at byte offset {self._at(position)}')
            if not attribute[1]:
                _fail(f'Empty attribute name in the tag "{tag}" at byte offset {self._at(position)}')
            value = attribute[2] or attribute[3] or attribute[4] or ""
            attributes[attribute[1].lower()] = _decoded(value)
            end = attribute.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {self._at(position)}')
        self.stack.append(_Open(tag, attributes, self.length, len(self.text)))
        return self.markup.index(">", end) + 1

    def _close(self, position: int) -> int:
        if not self.stack:
            _fail(f"Unexpected end tag at byte offset {self._at(position)}")
        end = self.markup.find(">", position)
        if end < 0:
            _fail(f"Unclosed end tag at byte offset {self._at(position)}")
        tag = self.markup[position + 2 : end].strip().lower()
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            expected = f'expected "</{opened.tag}>", found "</{tag}>"'
            _fail(f"Unmatched end tag at byte offset {self._at(position)}, {expected}")
        self._finish(opened)
        return end + 1

    def _finish(self, opened: _Open) -> None:
        length = self.length - opened.start
        kind = TAGS[opened.tag]
        entity: Entity = {"type": kind, "offset": opened.start, "length": length}
        language = opened.attributes.get("class", "")
        if kind == "text_link":
            entity["url"] = opened.attributes.get("href") or "".join(self.text)[opened.index :]
            if url_problem(entity["url"]):
                return
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            if not entity["custom_emoji_id"].isdecimal():
                _fail("Invalid custom emoji identifier specified")
        elif kind == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and language.startswith("language-") and self.stack and self.stack[-1].tag == "pre":
            # As in TDLib, a code block inside a preformatted one only says which language it is in.
            self.stack[-1].attributes["language"] = language.removeprefix("language-")
            return
        elif kind == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        if length:
            self.entities.append(entity)


def _decoded(value: str) -> str:
    return re.sub(r"&(lt|gt|amp|quot);", lambda found: _NAMED[found[1]], value)


def _fail(why: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {why}")
