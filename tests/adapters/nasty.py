"""What people may type to break a message: a corpus made by hand, and a generator of as many more as are wanted."""

import random
from collections.abc import Callable, Iterator

BY_HAND = (
    # calling somebody
    "@everyone", "@here", "@EVERYONE look", "@\u200beveryone",
    "x@everyone", "\\@everyone", "`@everyone`", "@everyone@here",
    "<@1234567890>", "<@!1234567890>", "<@&1234567890>",
    "<#1234567890>", "<id:customize>", "</setup:1234567890>",
    "<@1234567890", "\\<@1234567890>", "<<@1234567890>>",
    "@a_neighbor", "(@a_neighbor)", "@a_neighbor.", "a@b", "é@name_x",
    "text@porchlight_bot", "[ann](tg://user?id=123)", "tg://user?id=123", "TG://resolve?domain=x",
    # links
    "http://evil.example", "HTTPS://EVIL.EXAMPLE/x", "https:evil.com",
    "https:/evil.com", "https:\\\\evil.com", "//evil.com",
    "ftp://evil.com/x", "ton://transfer/x", "tonsite://x.ton",
    "discord://-/channels/1", "javascript://%0aalert(1)",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "evil.com", "evil.com.", "(evil.com)", "EVIL.COM",
    "sub.evil.co.uk/path?x=1#y", "пример.рф",
    "xn--e1afmkfd.xn--p1ai", "evil。com", "evil．com", "e\u200bvil.com",
    "192.168.0.1", "http://[::1]/", "https://user:pass@evil.com:8080/",
    "a.b@evil.com", "mailto:a@evil.com?subject=x",
    "\"a b\"@evil.com", "+a@evil.com", "tel:+12125550123",
    "www.evil.com", "evil.com:8080", "1.1.1.1", "1.com", "a_b.com",
    "[bank](https://evil.example)", "[bank](<https://evil.example>)",
    "[bank]( https://evil.example 'x')", "![x](https://e.com)",
    "[https://bank.example](https://evil.example)",
    "<https://evil.example>", "[x][1]\n[1]: https://evil.example",
    "\\[x](https://evil.example)", "[x\\](https://evil.example)",
    "[[x]](https://evil.example)", "hxxps://evil[.]com",
    "https://evil.example/@everyone", "https://evil.example/<@1>",
    "https://evil.example/\\", "https://evil.example/**x**",
    # invites
    "discord.gg/abc", "DISCORD.GG/abc", "https://discord.gg/abc",
    "discord.com/invite/abc", "discordapp.com/invite/abc",
    "discord\u200b.gg/abc", "discord.gift/abc", "discord.new/abc",
    "t.me/joinchat/abc", "https://t.me/+abc", "telegram.me/x",
    "t.me/porchlight_bot?start=x", "x.discord.gg/abc",
    # markup
    "**bold**", "***x***", "__under__", "_it_", "*it*", "~~gone~~",
    "||spoiler||", "`code`", "``x`y``", "```py\nx\n```", "```",
    "# Head", "## Head", "### Head", "-# small", " # Head",
    "> quoted", ">>> all of it", "- item", "* item", "+ item", "1. x",
    "12) x", "   3. x", "---", "===", "\\", "\\\\", "ends in \\",
    "\\*", "\\\\*x*", "*x\\*", "a*b*c", "snake_case_name", "|a|b|",
    "<t:0:R>", "<t:1700000000>", "<:x:123456>", "<a:x:123456>", ":smile:", "<sound:1:2>",
    # HTML
    "<b>bold</b>", "</b></p></td>", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<a href='https://e.com'>x</a>",
    "\"><script>alert(1)</script>", "' onclick='alert(1)",
    "&lt;b&gt;", "&amp;&#60;script&#62;", "&#x202e;", "<!-- x", "]]>",
    "<style>*{display:none}</style>", "<svg/onload=alert(1)>",
    "</title><script>x</script>", "<base href=//evil.com>",
    "<meta http-equiv=refresh content=0>", "<iframe src=//evil.com>",
    "<form action=//evil.com>", "<input name=press value=x>",
    "<tg-spoiler>x</tg-spoiler>", "<pre>x</pre>", "<blockquote expandable>x",
    # headers of a mail, and its text
    "x\r\nBcc: victim@example.org", "x\nTo: victim@example.org\n\nbody",
    "x\r\n\r\n<html>", "x\u2028Bcc: y", "x\x85Bcc: y",
    "x\x0bBcc: y", "=?utf-8?b?QmNjOg==?=", "a =?utf-8?b?4oCu?= b", "\r\n.\r\nQUIT", ".",
    "..", "--=_mixed", "=_alternative--", "From x", "=\r\nx", "=3D",
    # tags, commands, numbers
    "/start", "/ban@porchlight_bot x", "x /setup", "//start",
    "</start>", "x/start", "/", "/ü", "#police", "#5", "#5a", "#_",
    "#\u200cpolice", "a#b", "##x", "#полиция", "#a·b",
    "$USD", "$1INCH", "$usd", "US$", "$A$B", "+1 212 555 0123",
    "+1(212)555-0123", "+442071838750", "4111 1111 1111 1111",
    "4111-1111-1111-1111", "4111111111111111", "1:23",
    # letters that hide or turn
    "safe \u202egpj.exe\u202c", "\u2066abc\u2069", "\u200fabc\u061c",
    "a\x00b\x07c", "\x1b[31mred", "\ufeffx", "half \ud83d", "\udc00",
    "Z" + "\u0351\u0321\u0334" * 60 + "algo", "👩‍👩‍👧‍👦", "🏳️‍🌈🇺🇸",
    "\u200d\u200d\u200d", "\u200b", "\u3164", "\u00ad", "\u180e",
    "𝕖𝕧𝕚𝕝.𝕔𝕠𝕞", "ｅｖｉｌ.com", "＠everyone", "＃tag", "／start",
    "\u0301@name_x", "\u0301/start", "é/start", "ا@name_x", "中@name_x",
    # templates
    "{{ 7*7 }}", "{% for x in y %}", "${7*7}", "%s %(a)s",
    "{0} {name} {", "}", "{}", "{speaker}", "#{7*7}", "<%= 7 %>",
    # where a cut falls
    "a" * 4096 + "/ban", "a" * 1979 + "@everyone", "\\" * 2500,
    "*" * 4097, "😀" * 2049, "a" * 4094 + " @name_x", "/ban " * 900,
    "@name_x " * 600, "https://evil.example/" + "a" * 4100,
    "> " * 1500, "\n" * 50 + "x", "x\n" * 900, "`" * 2001, "a/" * 2100 + "x",
)  # fmt: skip
"""Each is a whole text: what somebody wrote into a post, a reply, a name or a place."""

Maker = Callable[[random.Random], str]
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TOPS = ("com", "org", "net", "example", "me", "gg", "io", "info", "de", "co.uk", "рф", "xn--p1ai", "zip")
_MARKS = (
    "*",
    "**",
    "_",
    "__",
    "~~",
    "||",
    "`",
    "```",
    "\\",
    ">",
    ">>> ",
    "# ",
    "-# ",
    "- ",
    "1. ",
    "[",
    "](",
    ")",
    "<",
    "|",
)
_ENDS = ("", "?a=b&c=d", "#x", "/@everyone", ")", "\\")
_HIDDEN = (
    "\u200b\u200c\u200d\u2060\u00ad\u202e\u202d\u202c\u2066\u2069\u200f\u061c\ufeff\x00\x1b\x07\x85\u2028\u2029\ud83d"
)
_WORDS = (
    "the",
    "red",
    "bike",
    "by",
    "Elm",
    "St",
    "porch",
    "was",
    "gone",
    "at",
    "9",
    "pm",
    "ñandú",
    "улица",
    "中文",
    "שלום",
    "😀",
)
_SEPARATORS = (
    " ",
    " ",
    " ",
    " ",
    "",
    "",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u200b",
    "\\",
    ".",
    ",",
    ":",
    "(",
    ")",
    "/",
    "<",
    ">",
    '"',
    "'",
    "\u00a0",
)


def _name(dice: random.Random) -> str:
    return "".join(dice.choice(f"{_LETTERS}0123456789_") for _ in range(dice.randint(1, 12)))


def _host(dice: random.Random) -> str:
    return ".".join([*(_name(dice) for _ in range(dice.randint(1, 3))), dice.choice(_TOPS)])


def _link(dice: random.Random) -> str:
    scheme = dice.choice(("http", "https", "HTTPS", "ftp", "tg", "ton", "javascript", "discord", ""))
    return f"{scheme}://{_host(dice)}/{_name(dice)}{dice.choice(_ENDS)}"


def _cased(dice: random.Random, text: str) -> str:
    return "".join(dice.choice((letter.lower(), letter.upper())) for letter in text)


def _card(dice: random.Random) -> str:
    between = dice.choice(("", " ", "-"))
    return between.join("".join(dice.choice("0123456789") for _ in range(4)) for _ in range(4))


def _calling_code(dice: random.Random) -> str:
    number = "".join(dice.choice("0123456789") for _ in range(10))
    area, office, line = number[:3], number[3:6], number[6:]
    return dice.choice((f"+1{number}", f"+1 {area} {office} {line}", f"+1({area}){office}-{line}", f"+44-{number}"))


_MAKERS: tuple[Maker, ...] = (
    lambda dice: dice.choice(_WORDS),
    lambda dice: " ".join(dice.choice(_WORDS) for _ in range(dice.randint(2, 12))),
    lambda dice: dice.choice(BY_HAND)[:200],
    lambda dice: dice.choice(_MARKS) * dice.randint(1, 3),
    lambda dice: f"{(mark := dice.choice(_MARKS))}{_name(dice)}{mark}",
    lambda dice: "".join(dice.choice(_HIDDEN) for _ in range(dice.randint(1, 4))),
    lambda dice: f"@{_name(dice)}",
    lambda dice: f"@{_cased(dice, dice.choice(('everyone', 'here')))}",
    lambda dice: f"<{dice.choice(('@', '@!', '@&', '#', 't:', ':x:', 'a:x:', '/x:', 'id:'))}{dice.randint(0, 10**18)}>",
    _link,
    _host,
    lambda dice: f"[{_name(dice)}]({_link(dice)})",
    lambda dice: f"{_name(dice)}@{_host(dice)}",
    lambda dice: (
        _cased(dice, dice.choice(("discord.gg/", "discord.com/invite/", "discordapp.com/invite/", "t.me/")))
        + _name(dice)
    ),
    lambda dice: f"{dice.choice('#$/')}{_name(dice)}",
    lambda dice: f"${''.join(dice.choice(_LETTERS[26:]) for _ in range(dice.randint(1, 9)))}",
    _calling_code,
    _card,
    lambda dice: (
        f"<{dice.choice(('b', 'script', 'img src=x onerror=x', 'a href=//e.com', '/p', '!--', '/title', 'input name=press'))}>"
    ),
    lambda dice: dice.choice(("{{ 7*7 }}", "{% raw %}", "{x}", "{", "}", "%s", "${x}")),
    lambda dice: "\r\n" + dice.choice(("Bcc", "To", "Subject", "Content-Type")) + f": {_name(dice)}@{_host(dice)}\r\n",
    lambda dice: dice.choice("aZ中é") + "".join(chr(dice.randint(0x300, 0x36F)) for _ in range(dice.randint(1, 40))),
    lambda dice: dice.choice(("👩‍👩‍👧‍👦", "🏳️‍🌈", "🇺🇸", "👍🏽", "0️⃣")) * dice.randint(1, 5),
    lambda dice: "".join(
        chr(dice.choice((dice.randint(0x20, 0x7E), dice.randint(0xA0, 0xD7FF)))) for _ in range(dice.randint(1, 9))
    ),
)


def texts(seed: int, count: int) -> Iterator[str]:
    """So many texts, always the same for the same seed: most are a few pieces long, one in fifty is very long."""
    dice = random.Random(seed)
    for _ in range(count):
        pieces = dice.randint(1, 8)
        text = "".join(f"{dice.choice(_MAKERS)(dice)}{dice.choice(_SEPARATORS)}" for _ in range(pieces))
        if dice.random() < 0.02:
            text = (text or "x") * (dice.randint(2_000, 9_000) // max(len(text), 1) + 1)
        yield text
