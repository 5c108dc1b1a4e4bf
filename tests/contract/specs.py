"""The vendors' own descriptions, and whether an answer or a request fits them."""

import functools
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator

SPECS = Path(__file__).parent.parent / "specs"
X = "x-api-v2-openapi-2.159"
TELEGRAM = "telegram-bot-api"
SLACK_WEB = "slack-web-openapi-v2"
SLACK_EVENTS = "slack-events-api-asyncapi-v1"
COMPONENTS = "#/components/schemas/"
SCALARS: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "Float": (int, float),
    "True": bool,
}


@functools.cache
def load(name: str) -> dict[str, Any]:
    """One description, by its file's name without the endings."""
    with gzip.open(SPECS / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return cast("dict[str, Any]", json.load(file))


def x_faults(schema: str, answer: Any) -> list[str]:
    """Where an X answer (or request) breaks its component schema; fields the schema does not know count as breaks."""
    components = _x_components()
    root = {"$ref": f"{COMPONENTS}{schema}", "components": {"schemas": components}}
    faults = Draft202012Validator(root).iter_errors(answer)
    return [f"{fault.json_path}: {fault.message}" for fault in faults]


def x_answer_schema(method: str, path: str, status: str) -> str:
    """The component's name of an X call's answer, such as `Get2UsersIdMentionsResponse`."""
    answer = load(X)["paths"][path][method.lower()]["responses"][status]
    reference: str = answer["content"]["application/json"]["schema"]["$ref"]
    return reference.removeprefix(COMPONENTS)


def telegram_faults(kind: str, value: Any, where: str = "$") -> list[str]:
    """Where a value breaks a Bot API type: a required field absent, a wrong type, a field that is not known."""
    if kind.startswith("Array of "):
        return _array_faults(kind.removeprefix("Array of "), value, where)
    if kind in SCALARS:
        right = isinstance(value, SCALARS[kind]) and (kind in {"Boolean", "True"} or not isinstance(value, bool))
        return [] if right else [f"{where}: {value!r} is no {kind}"]
    described = load(TELEGRAM)["types"][kind]
    if "subtypes" in described:
        tries = [telegram_faults(one, value, where) for one in described["subtypes"]]
        return min(tries, key=len)
    return list(_object_faults(described, value, where))


def telegram_result_faults(method: str, result: Any) -> list[str]:
    """Where a Bot API method's result breaks the types that the method may return."""
    tries = [telegram_faults(kind, result) for kind in load(TELEGRAM)["methods"][method]["returns"]]
    return min(tries, key=len)


def telegram_call_faults(method: str, params: dict[str, Any]) -> list[str]:
    """Where what was sent to a Bot API method breaks the method's description."""
    return list(_object_faults(load(TELEGRAM)["methods"][method], params, method))


def _array_faults(kind: str, value: Any, where: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{where}: {value!r} is no array"]
    return [fault for index, one in enumerate(value) for fault in telegram_faults(kind, one, f"{where}[{index}]")]


def _object_faults(described: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r} is no object"
        return
    fields = {field["name"]: field for field in described.get("fields", [])}
    yield from (f"{where}.{name}: missing" for name, one in fields.items() if one["required"] and name not in value)
    yield from (f"{where}.{name}: not known" for name in value if name not in fields)
    for name, given in value.items():
        types = fields[name]["types"] if name in fields else []
        tries = [telegram_faults(kind, given, f"{where}.{name}") for kind in types]
        yield from min(tries, key=len, default=[])


@functools.cache
def _x_components() -> dict[str, Any]:
    """X's component schemas (OpenAPI 3.0) as JSON Schema 2020-12: nullable, discriminators, no unknown fields."""
    schemas = load(X)["components"]["schemas"]
    parents = {name: _children(one) for name, one in schemas.items() if "discriminator" in one}
    inherited = set(_inherited(schemas))
    converted = {}
    for name, schema in schemas.items():
        own_parents = {parent for parent, children in parents.items() if name in children.values()}
        plain = _convert(schema, set(parents) - own_parents, closed=name not in inherited)
        converted[name] = plain
        if name in parents:
            converted[f"{name}~chosen"] = _chosen(name, parents[name], schema["discriminator"]["propertyName"])
    return converted


def _children(schema: dict[str, Any]) -> dict[str, str]:
    return {value: ref.removeprefix(COMPONENTS) for value, ref in schema["discriminator"].get("mapping", {}).items()}


def _chosen(parent: str, children: dict[str, str], name: str) -> dict[str, Any]:
    """The parent, and the child that the discriminating field names."""
    rules = [
        {
            "if": {"properties": {name: {"const": value}}, "required": [name]},
            "then": {"$ref": f"{COMPONENTS}{child}"},
        }
        for value, child in children.items()
    ]
    return {"allOf": [{"$ref": f"{COMPONENTS}{parent}"}, *rules]}


def _inherited(schema: Any) -> Iterator[str]:
    """Every component that another one extends by `allOf`: it may not forbid the fields of the other."""
    if isinstance(schema, dict):
        for part in schema.get("allOf", []):
            if "$ref" in part:
                yield part["$ref"].removeprefix(COMPONENTS)
        for value in schema.values():
            yield from _inherited(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _inherited(value)


def _convert(schema: Any, parents: set[str], *, closed: bool) -> Any:
    if isinstance(schema, list):
        return [_convert(one, parents, closed=True) for one in schema]
    if not isinstance(schema, dict):
        return schema
    drawn = {key: _convert_part(key, value, parents) for key, value in schema.items() if key != "discriminator"}
    reference = drawn.get("$ref")
    if isinstance(reference, str) and reference.removeprefix(COMPONENTS) in parents:
        drawn["$ref"] = f"{reference}~chosen"
    if closed and ("allOf" in drawn or (drawn.get("type") == "object" and drawn.get("properties"))):
        drawn.setdefault("unevaluatedProperties", drawn.pop("additionalProperties", False))
    if drawn.pop("nullable", False):
        drawn = {"anyOf": [drawn, {"type": "null"}]}
    return drawn


def _convert_part(key: str, value: Any, parents: set[str]) -> Any:
    if key == "properties":
        return {name: _convert(one, parents, closed=True) for name, one in value.items()}
    if key == "allOf":
        return [_convert(one, parents, closed=False) for one in value]
    if key in {"example", "enum", "required", "default", "description"}:
        return value
    return _convert(value, parents, closed=True)
