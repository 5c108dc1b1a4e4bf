"""`byhand explain QUESTION`: why this topic, this place, these people."""

import json
from typing import Any

import typer

from commands.opening import opened
from commands.toolbox import Toolbox
from routing import overview


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    question: int = typer.Argument(..., help="the question's number, as its card shows it"),
    as_json: bool = typer.Option(False, "--json", help="everything as JSON"),
) -> None:
    """Say why a question went to whom it went: topic, place, rings, who was left out, and by which policy."""
    toolbox: Toolbox = context.obj
    with opened(toolbox) as db:
        told = overview.explain(toolbox.kit(db), question)
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in _in_words(told):
        print(line)


def _in_words(told: dict[str, Any]) -> list[str]:
    lines = [
        f"Question {told['question']} on {told['channel']}, from {told['asker']}: {told['state']}"
        + (f" ({told['reason']})" if told["reason"] else ""),
        f"  “{told['text']}”",
        f"  decided by policy version {told['policy']}",
        _topic(told),
        _place(told),
    ]
    for step in told["rings"]:
        lines += _ring(step)
    lines += [f"  Claimed by {claim['by']}: {claim['state']}" for claim in told["claims"]]
    lines += [f"  Answer: {answer['state']} {answer['url']}".rstrip() for answer in told["answers"]]
    return lines


def _topic(told: dict[str, Any]) -> str:
    if not told["topic"]:
        return "  Topic: none fits, so everybody may be asked"
    best = told["topics"][0]
    return f"  Topic: {told['topic']}, {best['score']:.0%} ({'; '.join(best['evidence'])})"


def _place(told: dict[str, Any]) -> str:
    place = told["place"]
    if not place:
        return "  Place: none found"
    source = str(place["source"]).replace("_", " ")
    return f"  Place: {place['name']}, by {source} ({place['evidence']}), {place['confidence']:.0%} sure"


def _ring(step: dict[str, Any]) -> list[str]:
    if "skipped" in step:
        lines = [f"  Ring {step['name']}: skipped, {step['skipped']}"]
    elif step.get("ask") == "volunteers":
        lines = [f"  Ring {step['name']}:"]
    else:
        lines = [f"  Ring {step['name']}: shown in #{step.get('channel', '')}"]
    for chosen in step.get("chosen", ()):
        lines.append(f"    asked {chosen['name']}: {'; '.join(chosen['why'])}{_factors(chosen)}")
    for left in step.get("left_out", ()):
        lines.append(f"    left out {left['name']}, who {left['reason']}")
    return lines


def _factors(chosen: dict[str, Any]) -> str:
    factors = chosen.get("factors")
    return " [" + ", ".join(f"{name} {value}" for name, value in factors.items()) + "]" if factors else ""
