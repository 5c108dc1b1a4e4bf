"""The page of commands, from the command line itself and the Makefile's own help."""

import re
from collections.abc import Iterator

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from commands.cli import application
from commands.toolbox import Toolbox
from docs.drawing.page import ROOT, code, head, table

_INTRO = """\
`byhand` is in the project's `.venv/bin`. Each command reads the [settings](settings.md) that are set where it is
called, says what is wrong in one line on standard error, and then ends with another code than 0. `--json`, where there
is one, is for programs. Every command has `--help`.
"""
_MAKE_HELP = re.compile(r'@echo "(make [^"]+?)\s{2,}([^"]+)"')


def page() -> str:
    """Every command with its arguments and options, and what `make` does."""
    parts = [head("Commands", "the command's own file in commands/, or the Makefile", _INTRO)]
    parts += [_one(path, command) for path, command in every_command()]
    return "\n".join([*parts, _make()])


def root() -> TyperGroup:
    """The command line; it can be looked at, and does nothing."""
    command = typer.main.get_command(application(_no_toolbox))
    if not isinstance(command, TyperGroup):
        raise TypeError("the command line is no group of commands")
    return command


def every_command() -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Each with its whole name; groups give theirs, and themselves where they do something of their own."""
    yield from _below("byhand", root())


def _no_toolbox() -> Toolbox:
    raise RuntimeError("the reference only looks at commands")


def _below(path: str, group: TyperGroup) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            if command.invoke_without_command:
                yield f"{path} {name}", command
            yield from _below(f"{path} {name}", command)
        elif isinstance(command, TyperCommand):
            yield f"{path} {name}", command


def _one(path: str, command: TyperCommand | TyperGroup) -> str:
    about = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    rows = [*map(_argument, arguments(command)), *map(_option, options(command))]
    listed = [table(("", "", "default"), rows)] if rows else []
    return "\n".join(
        [f"## `{path}`", "", about, "", "```text", _usage(path, command), "```", "", *listed, *_epilogue(command)]
    )


def _usage(path: str, command: TyperCommand | TyperGroup) -> str:
    named = [f"{part.name}".upper() if part.required else f"[{part.name}]".upper() for part in arguments(command)]
    return " ".join([path, *named, *(["[OPTIONS]"] if options(command) else [])])


def arguments(command: TyperCommand | TyperGroup) -> list[TyperArgument]:
    return [part for part in command.params if isinstance(part, TyperArgument)]


def options(command: TyperCommand | TyperGroup) -> list[TyperOption]:
    return [part for part in command.params if isinstance(part, TyperOption) and not part.hidden]


def _kind(part: TyperOption) -> str:
    """What an option takes, in one word."""
    kind = str(part.type_descriptor.annotation)
    named = next((name for word, name in _KINDS.items() if word in kind), "TEXT")
    return part.metavar or named


_KINDS = {"int": "NUMBER", "float": "NUMBER", "Path": "PATH"}


def _epilogue(command: TyperCommand | TyperGroup) -> list[str]:
    """What stands below the options in `--help`, as it stands there."""
    said = (command.epilog or "").replace("\b", "").strip("\n")
    return ["```text", said, "```", ""] if said else []


def _argument(part: TyperArgument) -> tuple[str, str, str]:
    return code(str(part.name).upper()), part.help or "", ""


def _option(part: TyperOption) -> tuple[str, str, str]:
    value = "" if part.is_flag else f" {_kind(part)}"
    default = "" if part.is_flag or part.default in (None, "", [], ()) else code(part.default)
    return code(" / ".join([*part.opts, *part.secondary_opts]) + value), part.help or "", default


def _make() -> str:
    found = _MAKE_HELP.findall((ROOT / "Makefile").read_text("utf-8"))
    intro = "They set up what they need first: a virtual environment, the locked dependencies, the index of places."
    rows = ((code(command), words) for command, words in found)
    return f"## `make`\n\n{intro}\n\n{table(('command', ''), rows)}"
