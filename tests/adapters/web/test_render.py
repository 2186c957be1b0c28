"""Messages and dialogs as pages: complete, escaped, and changing nothing by a GET."""

from html.parser import HTMLParser

from bot.adapters.web.render import PAGE_POLICY, Page, render
from bot.chat.action import Action, decode
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.message import Message
from tests.adapters.mail.samples import HOSTILE, everything, notice


class Read(HTMLParser):
    """A page as a browser would take it apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(*messages: Message, form: Form | None = None, file_urls: dict[str, str] | None = None) -> Read:
    return Read(render(Page(messages=messages, post_url="/a/x", token="t0k", form=form, file_urls=file_urls or {})))


FORM = Form(
    name="camera",
    title="Add a <camera>",
    draft="K7QFM3",
    fields=(
        Field(name="where", label="Where is it?", question="An address or coordinates.", kind=FieldKind.PLACE),
        Field(
            name="kind",
            label="What kind?",
            question="Pick one.",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="a", label="Door & bell"), Choice(value='b"', label="<Drive>")),
        ),
        Field(name="note", label="Notes", question="Or not.", kind=FieldKind.TEXT, required=False, max_length=50),
    ),
)


def test_every_choice_is_a_post_with_its_action() -> None:
    """Each Button is a form that posts its own action and the page's token; buttons all look alike."""
    read = page(notice())
    assert [form["method"] for form in read.all("form")] == ["post", "post"]
    assert {form["action"] for form in read.all("form")} == {"/a/x"}
    assert [field["value"] for field in read.all("input")] == ["t0k", "t0k"]
    pressed = [decode(button["value"] or "") for button in read.all("button")]
    assert pressed == [Action(verb="ask.yes", ref="K7QFM3"), Action(verb="ask.no", ref="K7QFM3")]
    assert all(set(button) == {"name", "value"} for button in read.all("button"))


def test_nothing_is_left_out() -> None:
    """Title, every block, every label and the file's digest are on the page; the picture has its words."""
    message = everything()
    read = page(message)
    for words in ("Title", "O'Brien <b>", "日本", "victim@example.org", "..dots", "No", "SHA-256: ", "3.5 kB"):
        assert words in read.text
    assert read.all("img")[0]["alt"] == " ".join(HOSTILE.replace("\u202e", "").replace("\u202c", "").split())
    assert read.all("img")[0]["src"].startswith("data:image/png;base64,")  # type: ignore[union-attr]
    assert read.all("a")[0]["href"] == "https://example.org/?a=1&b=%22" + "x" * 300


def test_words_of_people_are_never_markup() -> None:
    """S27: the same message with harmless words has exactly the same tags; no script, no handler, no hidden letters."""
    hostile = page(everything())
    harmless = page(notice())
    assert {tag for tag, _ in hostile.tags} - {tag for tag, _ in harmless.tags} == {"strong", "br", "small"}
    assert not hostile.all("script")
    assert not [name for _, attributes in hostile.tags for name in attributes if name.startswith("on")]
    assert "\u202e" not in hostile.text


def test_an_address_that_is_no_page_is_no_link() -> None:
    """A file's address must lie on the web or on this site; `javascript:` and others lead nowhere."""
    message = everything()
    digest = next(block.sha256 for block in message.blocks if hasattr(block, "sha256"))
    assert page(message, file_urls={digest: "/clip/abc"}).all("a")[0]["href"] == "/clip/abc"
    for url in ("javascript:alert(1)", "//evil.example/x", "data:text/html,x", "/x\r\ny"):
        assert page(message, file_urls={digest: url}).all("a")[0]["href"].startswith("https:")  # type: ignore[union-attr]


def test_a_dialog_asks_every_field() -> None:
    """Each field has its label, question and control, and the draft and the token travel along."""
    read = page(form=FORM)
    names = {field.get("name"): field for field in read.all("input") + read.all("textarea")}
    assert set(names) == {"token", "draft", "field.where", "field.kind", "field.note"}
    assert names["draft"]["value"] == "K7QFM3"
    assert "required" in names["field.where"]
    assert "required" not in names["field.note"]
    assert names["field.note"]["maxlength"] == "50"
    assert [field["value"] for field in read.all("input") if field["type"] == "radio"] == ["a", 'b"']
    for words in ("Add a <camera>", "Where is it?", "An address or coordinates.", "Door & bell", "<Drive>", "Or not."):
        assert words in read.text
    labelled = {label.get("for") for label in read.all("label")}
    assert {"field.where", "field.note"} <= labelled


def test_the_policy_allows_no_script() -> None:
    """The pages' policy: nothing but their own style and their own pictures, and posts to this site only."""
    assert PAGE_POLICY.startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in PAGE_POLICY
    assert "unsafe" not in PAGE_POLICY
