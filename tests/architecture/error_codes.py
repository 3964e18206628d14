"""Every error code the source can give, read from the source. `make pages` writes docs/errors.md with it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from paceline.connectors.services.errors import MEANINGS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "paceline"

_HEAD = """# Error codes

Made from the code; do not edit. An error of the API is a problem document (`application/problem+json`) with one of these codes; a
program may rely on the code, never on the sentence. A file that could not be imported says one of them too.

| code | what it says |
| --- | --- |
"""
# The call → where its code and its sentence stand.
_CALLS = {"AppError": (0, 1), "invalid": (0, 1), "conflict": (0, 1), "UnreadableFileError": (0, 1), "problem": (1, 2)}


def _text(node: ast.expr | None) -> str | None:
    """A literal as it reads; what is filled in at run time as an ellipsis."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def _codes_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        arguments: list[ast.expr] = call.args
        if name == "not_found" and arguments and (what := _text(arguments[0])):
            yield f"{what}_not_found", f"There is no such {what.replace('_', ' ')}."
        elif name in _CALLS and len(arguments) > _CALLS[name][0]:
            code_at, message_at = _CALLS[name]
            code = _text(arguments[code_at])
            if code and code.replace("_", "").isalnum():
                yield code, _text(arguments[message_at] if len(arguments) > message_at else None) or ""


def page() -> str:
    """The page of all codes."""
    found: dict[str, str] = dict(MEANINGS)
    for path in sorted(SOURCE.rglob("*.py")):
        for code, message in _codes_of(ast.parse(path.read_text())):
            found[code] = found.get(code) or message
    rows = [f"| `{code}` | {found[code].replace('|', '/').strip()} |" for code in sorted(found)]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 -- the page is the output
