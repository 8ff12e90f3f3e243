"""Finds where a browser test asks about a page before it is there.

A click or Enter on a link or a button sends for another page. Whatever is asked at once is asked of the page that is being left, of
the next one, or of one that is half there: which of them it is, the load of the machine decides. So the next page is waited for
first, whole: by tests/browser/going.py, expect_navigation or wait_for_url. Waiting for one thing on it, with expect(...) or by filling
something in, is enough for what is asked with expect(...), but not for a count, which is taken of what happens to be there.

This goes by the order of the words in the source, function by function; tests/unit/test_browser_waits.py shows what it takes for what.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Asked of what is there now, and never again.
COUNTS = {
    "all", "all_inner_texts", "all_text_contents", "bounding_box", "content", "count", "evaluate", "evaluate_all", "go_back",
    "go_forward", "is_hidden", "is_visible", "screenshot",
}  # fmt: skip
# Asked of something that is waited for, if only on the page that is being left; or leading away before what was sent arrives.
ASKS = COUNTS | {
    "cookies", "get_attribute", "goto", "inner_html", "inner_text", "input_value", "is_checked", "is_disabled", "is_enabled",
    "new_page", "reload", "storage_state", "text_content", "title", "url",
}  # fmt: skip
# Waits for something; what is filled in or chosen waits for its field.
WAITS = {
    "check", "clear", "expect", "fill", "select_option", "set_input_files", "uncheck", "wait_for", "wait_for_event",
    "wait_for_function",
}  # fmt: skip
# Waits for a page.
ARRIVES = {"goto", "reload", "wait_for_url"}
# Whatever is clicked inside one of these is over when it ends.
AROUND = {"expect_download", "expect_navigation", "expect_popup", "expect_request"}
CLICKS = {"click", "tap"}
# Folds and unfolds in its place, or is ticked: no page is sent for.
IN_PLACE = ("summary", ".get_by_text(", ".get_by_label(", ".get_by_role('radio'")
# These pages have scripts: a button changes them in their place, and what is there then is there at once.
SCRIPTED = {"street.py", "test_field.py", "test_guard_sum.py", "test_reading.py", "call_street.py"}
# The line of a click that whoever called made.
CALLER = -1
BROWSER = Path(__file__).parent


class Reading:
    """One function, in the order in which Python goes through it.

    `sent`: the line of a click after which nobody has waited for anything. `partly`: for a page.
    """

    def __init__(self, helpers: "Helpers", sent: int = 0) -> None:
        self.helpers, self.sent, self.partly = helpers, sent, sent
        self.inside = 0
        self.found: set[tuple[int, str]] = set()

    def block(self, statements: list[ast.stmt]) -> None:
        for each in statements:
            self.statement(each)

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                pass
            case ast.With():
                around = any(_name(item.context_expr) in AROUND for item in node.items)
                for item in node.items:
                    self.expression(item.context_expr)
                self.inside += around
                self.block(node.body)
                self.inside -= around
            case ast.If():
                self.expression(node.test)
                before = self.sent, self.partly
                self.block(node.body)
                after = self.sent, self.partly
                self.sent, self.partly = before
                self.block(node.orelse)
                self.sent, self.partly = self.sent or after[0], self.partly or after[1]
            case ast.For() | ast.While():
                # Twice: how a round ends comes before how the next begins.
                for _ in range(2):
                    self.expression(node.iter if isinstance(node, ast.For) else node.test)
                    self.block(node.body)
                if isinstance(node, ast.While):
                    self.expression(node.test)
                self.block(node.orelse)
            case ast.Try():
                self.block(node.body)
                self.block(node.finalbody)
            case _:
                self.parts(node)

    def parts(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expression(child)
            elif isinstance(child, ast.keyword | ast.comprehension):
                self.parts(child)

    def expression(self, node: ast.expr) -> None:
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.Call) and _name(node) == "expect":
            # What is named in it is what is waited for.
            self.sent = 0
            return
        self.parts(node)
        if isinstance(node, ast.Call):
            self.call(node)
        elif isinstance(node, ast.Attribute) and node.attr == "url" and "page" in ast.unparse(node):
            self.asks(node, "url")

    def call(self, node: ast.Call) -> None:
        name, of_something = _name(node), isinstance(node.func, ast.Attribute)
        if name in WAITS:
            self.sent = 0
        elif of_something and (name in ASKS or (_of_keyboard(node) and not _is_enter(node))):
            self.asks(node, name)
        elif _is_enter(node) or (of_something and name in CLICKS and not _in_place(node)):
            self.sent = self.partly = 0 if self.inside else node.lineno
        elif name in self.helpers.hasty:
            self.asks(node, name)
            self.sent = self.partly = 0
        elif name in self.helpers.moving:
            self.sent = self.partly = 0
        if name in ARRIVES:
            self.sent = self.partly = 0

    def asks(self, node: ast.expr, what: str) -> None:
        partly = what in COUNTS or what in self.helpers.hasty
        if self.sent or (partly and self.partly and self.helpers.whole):
            self.found.add((node.lineno, what))


@dataclass
class Helpers:
    """What functions do when somebody has clicked before. Their own ends are looked at, so the page is there after them.

    `whole`: a count needs the whole page (see SCRIPTED).
    """

    whole: bool = True
    # They ask about the page, themselves or by others.
    hasty: set[str] = field(default_factory=set)
    # They wait, or go on to another page.
    moving: set[str] = field(default_factory=set)

    def learn(self, functions: list[ast.FunctionDef]) -> "Helpers":
        known = -1
        while known != (known := len(self.hasty) + len(self.moving)):
            for each in functions:
                reading = _read(each, self, CALLER)
                if reading.found:
                    self.hasty.add(each.name)
                elif reading.partly != CALLER:
                    self.moving.add(each.name)
        self.moving -= self.hasty
        return self


def too_early(source: str, *shared: str, whole: bool = True) -> list[tuple[int, str]]:
    """Line and word of each question that comes too early. `shared`: the sources of the helpers."""
    own = _functions(source)
    named = {each.name for each in own}
    others = [each for text in shared for each in _functions(text) if each.name not in named]
    helpers = Helpers(whole).learn([*own, *others])
    found: set[tuple[int, str]] = set()
    for function in own:
        reading = _read(function, helpers)
        found |= reading.found
        if reading.sent and not function.name.startswith("test_") and function.name not in CLICKS:
            found.add((reading.sent, f"the end of {function.name}"))
    return sorted(found)


def in_the_browser_tests() -> Iterator[tuple[str, int, str]]:
    """File, line and word, of all browser tests."""
    sources = {each.name: each.read_text(encoding="utf-8") for each in sorted(BROWSER.glob("*.py"))}
    del sources[Path(__file__).name]
    shared = [text for name, text in sources.items() if not name.startswith("test_")]
    for name, text in sources.items():
        yield from ((name, *each) for each in too_early(text, *shared, whole=name not in SCRIPTED))


def _read(function: ast.FunctionDef, helpers: Helpers, sent: int = 0) -> Reading:
    reading = Reading(helpers, sent)
    reading.block(function.body)
    return reading


def _functions(source: str) -> list[ast.FunctionDef]:
    return [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)]


def _name(node: ast.AST) -> str:
    func = node.func if isinstance(node, ast.Call) else node
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _in_place(node: ast.Call) -> bool:
    words = ast.unparse(node.func)
    return any(each in words for each in IN_PLACE)


def _of_keyboard(node: ast.Call) -> bool:
    return "keyboard" in ast.unparse(node.func)


def _is_enter(node: ast.Call) -> bool:
    return _name(node) == "press" and any(
        isinstance(each, ast.Constant) and each.value == "Enter" for each in node.args
    )
