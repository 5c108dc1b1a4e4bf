"""The JSON Schema of the policy file, from which editors complete and check while somebody types."""

import json
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from policies.document import Policy
from policies.values import write_days, write_duration, write_hours


class _AsWritten(GenerateJsonSchema):
    """Defaults in the form in which they are written in the file."""

    def get_default_value(self, schema: core_schema.WithDefaultSchema) -> Any:
        """Days become names here, as pydantic sorts a set into numbers before it is encoded."""
        default = super().get_default_value(schema)
        return write_days(default) if isinstance(default, frozenset) else default

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return write_duration(dft)
        if isinstance(dft, Decimal):
            return float(dft)
        if isinstance(dft, tuple) and dft and isinstance(dft[0], tuple):
            return write_hours(dft)
        return super().encode_default(dft)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    made = Policy.model_json_schema(schema_generator=_AsWritten)
    return {"$schema": GenerateJsonSchema.schema_dialect, **made, "title": "Byhand policy"}


def schema() -> dict[str, Any]:
    """The schema as a value of its own; `policies/policy.schema.json` holds `schema_text()`."""
    return deepcopy(_schema())


def schema_text() -> str:
    return json.dumps(_schema(), indent=2, ensure_ascii=False) + "\n"
