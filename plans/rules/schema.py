"""The form of a plan's document as a JSON Schema, made from the model."""

from plans.rules.content import Content


def plan_schema():
    """A JSON Schema (2020-12) of a plan in YAML or JSON. What must hold across elements (references, weights, loops)
    it cannot say; `content_of` checks that too."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A strategic plan of Plenary, schema 1",
    } | {name: part for name, part in Content.model_json_schema(by_alias=True).items() if name != "title"}
