"""`byhand lessons`: what volunteers taught of topics, and how one of them is forgotten."""

import json

import typer

from commands.opening import opened
from commands.toolbox import Toolbox
from routing import lessons
from routing.kit import Kit
from store.lessons import Told

app = typer.Typer(help="What volunteers taught Byhand about topics.", invoke_without_command=True)
_MOST = 70


@app.callback()
def every(context: typer.Context, as_json: bool = typer.Option(False, "--json", help="one object a line")) -> None:
    """List what was learnt: corrections, and answers that confirmed a topic; those forgotten since are marked."""
    if context.invoked_subcommand is not None:
        return
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        kit = toolbox.kit(db)
        told = lessons.every(kit)
        shown = [json.dumps(_told(one), ensure_ascii=False) if as_json else _line(kit, one) for one in told]
    if not told and not as_json:
        print("Nothing was learnt so far.")
    for line in shown:
        print(line)


@app.command("forget")
def forget(
    context: typer.Context, lesson: int = typer.Argument(..., help="its number, as `byhand lessons` shows")
) -> None:
    """A lesson no longer counts; an open question has its former topic again. It stays in the list."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        print(lessons.forget_here(toolbox.kit(db), lesson))


def _told(one: Told) -> dict[str, object]:
    return {
        "lesson": one.lesson_id,
        "question": one.question_id,
        "text": one.text,
        "kind": one.kind,
        "was": one.was,
        "topic": one.topic,
        "by": one.volunteer,
        "at": one.given_at.isoformat(),
        "forgotten_at": one.forgotten_at.isoformat() if one.forgotten_at else None,
    }


def _line(kit: Kit, one: Told) -> str:
    words = "(erased)" if one.text is None else "“" + " ".join(one.text.split())[:_MOST] + "”"
    was, topic = lessons.named(kit, one.was), lessons.named(kit, one.topic)
    said = f"{was} → {topic}" if one.kind == "corrected" else f"{topic}, confirmed by the answer"
    gone = "; forgotten" if one.forgotten_at else ""
    return (
        f"{one.lesson_id}  question {one.question_id} {words}: {said} ({one.volunteer}, {one.given_at:%Y-%m-%d}{gone})"
    )
