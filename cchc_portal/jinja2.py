"""What may a Jinja2 template use? The few things that the table of cells needs."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Builds the environment: autoescape on, and a misspelt name is an error instead of an empty cell."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)  # noqa: S701 (autoescape is set above)
    env.globals.update({"static": static, "url": reverse})
    return env
