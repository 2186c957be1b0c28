"""What people read is made of phrases: whole sentences that a catalogue can take the place of, never glued together."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]

MAKERS = {"phrase": 1, "counted": 2, "phrase_template": 1}
"""Who makes a phrase, and how many of its first arguments are words for the catalogue."""

SHOWN = {
    "Field": ("label", "question"),
    "Choice": ("label",),
    "CommandSpec": ("description", "menu", "note"),
    "Form": ("title", "note"),
    "Button": ("label",),
    "LinkButton": ("label",),
    "Paragraph": ("text",),
    "Picture": ("description",),
    "Message": ("title",),
    "Facts": ("rows",),
    "say": ("text",),
}
"""The arguments that people read, wherever they are written; those of `say` is its first."""

OUTSIDE = ("bot/sandbox/", "bot/demo/", "bot/cli/")
"""Who speaks to operators, in English: the stand-ins, the demo and the command line."""

SENTENCE = re.compile(r"[A-Z][^ ]* .*[a-z”.:?]", re.DOTALL)

NAMES = {"Porchlight", "Telegram", "Discord", "English", "Español"}
"""Words that are the same in every language: each language is called what its speakers call it."""

OPERATORS = ("bot/adapters/discord/platform.py", "bot/adapters/telegram/platform.py")
"""Say to the operator why the bot does not start."""

UNSPOKEN: dict[str, tuple[str, ...]] = {
    "bot/handlers/registry.py": ("'field to ask again'",),
}
"""Words that nobody reads there: the beginning of what is stored, and a complaint about a badly wired house."""


def words_file(path: PurePosixPath) -> bool:
    """Whether all sentences in this file are read by people."""
    return (
        path.name == "texts.py"
        or "texts" in path.parts
        or str(path) in ("bot/handlers/phrases.py", "bot/handlers/words.py")
    )


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def is_maker(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) in MAKERS


def has_letters(node: ast.AST) -> bool:
    """Whether this is a literal that says something: an f-string too, unless it only joins numbers and references."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(map(str.isalpha, node.value)) and node.value not in NAMES
    return isinstance(node, ast.JoinedStr) and any(map(has_letters, node.values))


def sentences(tree: ast.AST, *, labels: bool) -> Iterator[ast.expr]:
    """Literals that people could read, outside docstrings, phrases, and what is said to programmers. With `labels`,
    single words too, and f-strings that hold letters."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if is_maker(node) or isinstance(node, ast.Raise) or _is_aside(node) or id(node) in docstrings:
            continue
        if isinstance(node, ast.JoinedStr):
            if any(has_letters(part) and (labels or " " in part.value) for part in node.values):
                yield node
            todo += (part.value for part in node.values if isinstance(part, ast.FormattedValue))
        elif isinstance(node, ast.Constant) and has_letters(node) and is_said(node.value, labels=labels):
            yield node
        else:
            todo += ast.iter_child_nodes(node)


def constants(tree: ast.Module) -> Iterator[ast.expr]:
    """Sentences that a file keeps under a name."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Constant) and has_letters(value) and SENTENCE.fullmatch(value.value):
            yield value


def is_said(text: str, *, labels: bool) -> bool:
    """Sentences have spaces and labels begin with a capital; keys, verbs and file names have neither."""
    return " " in text.strip() or (labels and text[:1].isupper() and text[1:2].islower())


def _is_aside(node: ast.AST) -> bool:
    """A line of the log, a pattern, or a type in quotes."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return ast.unparse(node.func.value) in ("log", "self._log", "re")


def glued(node: ast.AST) -> bool:
    """Whether this joins a phrase to something else, which makes it a plain string."""
    match node:
        case ast.FormattedValue():
            return is_maker(node.value)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return is_maker(node.left) or is_maker(node.right)
        case ast.Call(func=ast.Attribute(value=value, attr=attribute)):
            return is_maker(value) or (attribute == "join" and any(map(is_maker, _joined(node.args))))
        case ast.Subscript():
            return is_maker(node.value)
        case _:
            return False


def _joined(arguments: list[ast.expr]) -> Iterator[ast.expr]:
    for each in arguments:
        if isinstance(each, ast.Tuple | ast.List):
            yield from each.elts
        elif isinstance(each, ast.GeneratorExp | ast.ListComp):
            yield each.elt


def bare(node: ast.expr) -> bool:
    """Whether what is shown here says something that is no phrase."""
    match node:
        case ast.IfExp():
            return bare(node.body) or bare(node.orelse)
        case ast.BinOp():
            return bare(node.left) or bare(node.right)
        case ast.BoolOp():
            return any(map(bare, node.values))
        case ast.Tuple() | ast.List():
            return any(map(bare, node.elts))
        case ast.GeneratorExp():
            return bare(node.elt)
        case ast.Call(func=ast.Name(id="tuple")):
            return any(map(bare, node.args))
        case ast.Call(func=ast.Attribute(value=value)):
            return bare(value)
        case _:
            return has_letters(node)


def shown_bare(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of this call that people read and no catalogue can translate."""
    shown = SHOWN.get(name_of(call), ())
    given = [keyword.value for keyword in call.keywords if keyword.arg in shown]
    if name_of(call) == "say":
        given += call.args[:1]
    yield from filter(bare, given)


def complaints(path: PurePosixPath, source: str) -> list[str]:
    """What is wrong with the words in a file, by line."""
    tree = ast.parse(source)
    wrong: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if glued(node):
            wrong.append((node.lineno, "a phrase is glued to something"))
        if isinstance(node, ast.Call):
            wrong += ((each.lineno, "this is read, and is no phrase") for each in shown_bare(node))
            first = node.args[: MAKERS.get(name_of(node), 0)]
            if not all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in first):
                wrong.append((node.lineno, "the catalogue cannot find words that are not written here"))
    if words_file(path) or path.is_relative_to("bot/handlers"):
        kept = UNSPOKEN.get(str(path), ())
        found = sentences(tree, labels=words_file(path))
        wrong += ((each.lineno, "a sentence that is no phrase") for each in found if ast.unparse(each) not in kept)
    if path.is_relative_to("bot/adapters") and str(path) not in OPERATORS:
        wrong += ((each.lineno, "a sentence that is no phrase") for each in constants(tree))
    return [f"{path}:{line}: {what}" for line, what in sorted(set(wrong))]


def files() -> list[PurePosixPath]:
    found = (PurePosixPath(file.relative_to(ROOT).as_posix()) for file in sorted((ROOT / "bot").rglob("*.py")))
    makers = ("bot/chat/phrase.py",)
    return [path for path in found if not str(path).startswith(OUTSIDE) and str(path) not in makers]


FILES = files()


def test_what_people_read_is_made_of_phrases() -> None:
    """No file holds a sentence for people that a catalogue cannot translate."""
    found = [
        complaint for path in FILES for complaint in complaints(path, (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_the_files_of_words_are_looked_at() -> None:
    """Every feature's words are among what the law reads."""
    assert len([path for path in FILES if words_file(path)]) > 15
    assert {PurePosixPath("bot/moderation/texts/authors.py"), PurePosixPath("bot/consent/texts/officers.py")} <= set(FILES)


MARKUP = re.compile(r"<style>.*?</style>|{%.*?%}|{{.*?}}|<[^>]*>|&\w+;", re.DOTALL)
SAME_EVERYWHERE = {"Porchlight", "SHA-256"}
TEMPLATES = [each for kind in ("html", "txt") for each in sorted((ROOT / "bot/adapters").rglob(f"templates/*.{kind}"))]


def written_in(template: str) -> list[str]:
    """The words that a template says by itself: between its marks, in what screen readers say, or in its expressions."""
    said = re.findall(r"[A-Za-z][\w-]+", MARKUP.sub(" ", template))
    said += re.findall(r"""(?:alt|title|placeholder|aria-label)="[^"{]*[A-Za-z][^"{]*\"""", template)
    for expression in re.findall(r"{[{%].*?[%}]}", template, re.DOTALL):
        said += re.findall(r"""["'][^"' ]+ [^"']*["']""", expression)
    return [each for each in said if each not in SAME_EVERYWHERE]


def test_templates_say_nothing_by_themselves() -> None:
    """Mails and pages get every word as a phrase."""
    assert len(TEMPLATES) >= 5
    assert {each.name: written_in(each.read_text(encoding="utf-8")) for each in TEMPLATES} == {
        each.name: [] for each in TEMPLATES
    }
    planted = ("<p>Stop</p>", '<img alt="A map">', '{{ "one of these" if many else label }}', "Stop: {{ url }}")
    assert all(map(written_in, planted))


PLANTS = (
    ("bot/clips/texts.py", 'LABEL = "Gone"'),
    ("bot/handlers/alerts.py", 'WHY = sorry("It is gone.")'),
    ("bot/handlers/alerts.py", 'def why(n: int) -> object: return sorry(why=f"{n} days")'),
    ("bot/adapters/telegram/respond.py", 'SORRY = "That is gone."'),
    ("bot/clips/texts.py", 'ROWS = Facts(rows=(("where", phrase("Here")),))'),
    ("bot/handlers/comments.py", 'ROWS = Facts(rows=tuple((f"{n} days", "") for n in (1, 2)))'),
    ("bot/clips/texts.py", 'SORRY = "That is gone."'),
    ("bot/alerts/texts/digest.py", 'def told(n: int) -> str: return f"{n} reports"'),
    ("bot/incidents/texts/author.py", 'SORRY = phrase("Sorry, ") + phrase("{ref} is gone.", ref="K7QFM3")'),
    ("bot/incidents/texts/author.py", 'SORRY = f"{phrase("Sorry.")} K7QFM3"'.replace('"Sorry."', "'Sorry.'")),
    ("bot/media/texts.py", 'SORRY = " ".join((phrase("Sorry."), phrase("It is gone.")))'),
    ("bot/media/texts.py", 'SORRY = " ".join(phrase("{n} days", n=n) for n in (1, 2))'),
    ("bot/media/texts.py", 'SORRY = phrase("Sorry.").upper()'),
    ("bot/media/texts.py", 'SORRY = phrase("Sorry.")[:3]'),
    ("bot/handlers/phrases.py", 'def sorry(n: int) -> str: return phrase(f"{n} are gone.")'),
    ("bot/handlers/alerts.py", 'def sorry(one: bool) -> str: return phrase("Gone" if one else "All gone")'),
    ("bot/incidents/texts/finding.py", 'SORRY = counted("{n} is gone.", "{n} are " + "gone.", 2)'),
    ("bot/handlers/report_form.py", 'WHY = Field(name="why", label="Why", question=phrase("Why?"))'),
    ("bot/handlers/report_form.py", 'WHY = Field(name="why", label=phrase("Why"), question="Why?")'),
    ("bot/handlers/comments.py", 'SORRY = CommandSpec(name="sorry", description="Say sorry")'),
    ("bot/handlers/comments.py", 'YES = Choice(value="yes", label="Yes" if True else phrase("No"))'),
    ("bot/handlers/alerts.py", 'def sorry() -> Message: return say("Sorry.")'),
    ("bot/handlers/alerts.py", 'def sorry(ref: str) -> Message: return say("{ref} is gone.".format(ref=ref))'),
    ("bot/adapters/telegram/respond.py", 'GO = Button(label="Go", action=Action(verb="go", ref="K7QFM3"))'),
    ("bot/moderation/service.py", 'def sorry(why: str) -> object: return Paragraph(text="Sorry: " + why)'),
)


@pytest.mark.parametrize(("path", "line"), PLANTS, ids=[f"{at}-{plant[0]}" for at, plant in enumerate(PLANTS)])
def test_planted_sentences_are_caught(path: str, line: str) -> None:
    """Whoever writes this line in this file is told so, and for this line."""
    source = (ROOT / path).read_text(encoding="utf-8")
    planted = f"{source}\n{line}\n"
    at = len(planted.splitlines())
    assert any(each.startswith(f"{path}:{at}: ") for each in complaints(PurePosixPath(path), planted))
    assert not any(each.startswith(f"{path}:{at}: ") for each in complaints(PurePosixPath(path), source))


@pytest.mark.parametrize(
    "line",
    [
        'REF = f"{1}.{2}"',
        'SORRY = phrase("{ref} is gone.", ref=f"{1}-{2}")',
        'SORRY = say(phrase("It is gone.") if True else phrase("It is here."))',
        'ALL = " / ".join(everywhere(phrase("It is gone.")))',
        'GO = Button(label=phrase("Go"), action=Action(verb="incident.post", ref="K7QFM3"))',
    ],
)
def test_phrases_are_left_alone(line: str) -> None:
    """The law does not cry wolf."""
    assert not complaints(PurePosixPath("bot/clips/texts.py"), line)
