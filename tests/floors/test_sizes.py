"""Rooms stay small, and every file says in its first line what lives there."""

import ast
from pathlib import Path

BOT = Path(__file__).parents[2] / "bot"
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_files_are_rooms() -> None:
    """No file and no function outgrows what a reader can hold in the head."""
    too_long = []
    for path in BOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > LONGEST_FILE:
            too_long.append(path.relative_to(BOT).as_posix())
        for node in ast.walk(ast.parse(text)):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION:
                too_long.append(f"{path.relative_to(BOT).as_posix()}:{node.name}")
    assert too_long == []


def test_every_file_opens_with_a_sentence() -> None:
    """The docstring of a file is a sentence."""
    silent = []
    for path in BOT.rglob("*.py"):
        sentence = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if not sentence.split("\n\n")[0].rstrip().endswith((".", "`", "?")):
            silent.append(path.relative_to(BOT).as_posix())
    assert silent == []


def test_only_texts_speak() -> None:
    """Inside a feature only texts.py knows the vocabulary of conversation."""
    features = ("people", "cameras", "neighborhoods", "departments", "incidents", "requests", "clips", "consent")
    speaking = [
        path.relative_to(BOT).as_posix()
        for feature in features
        for path in (BOT / feature).glob("*.py")
        if path.name != "texts.py" and "from bot.chat" in path.read_text(encoding="utf-8")
    ]
    assert speaking == []
