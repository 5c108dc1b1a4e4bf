"""`byhand manifest`: the Slack app, ready to be pasted into Slack."""

import json

import typer

from bots.slack.manifest import as_yaml
from bots.slack.manifest import manifest as build


def register(app: typer.Typer) -> None:
    app.command("manifest")(manifest)


def manifest(
    url: str = typer.Option("", help="public address of this service, for signed HTTP; without it Socket Mode"),
    as_json: bool = typer.Option(False, "--json", help="as JSON"),
) -> None:
    """Print the manifest from which Slack creates the app (api.slack.com/apps, “From a manifest”)."""
    print(json.dumps(build(url), indent=2) if as_json else as_yaml(build(url)), end="\n" if as_json else "")
