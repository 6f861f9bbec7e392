"""How do the hot pages use the templates of all pages? Jinja2 draws them in a fifth of the time of Django's engine.

What frames a page is written once, in words that both engines know; the few that Jinja2 lacks are translated here, when
a template is compiled. A word that is not among them is an error at once, on the first page that is drawn.
"""

import re
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import defaultfilters
from django.utils.html import json_script
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension

from agencies.addresses import address

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{% load [\w ]+ %\}"), ""),
    (re.compile(r"\{% csrf_token %\}"), "{{ csrf_input }}"),
    (re.compile(r"\{\{ block\.super \}\}"), "{{ super() }}"),
    (re.compile(r"\{% static ('[\w./-]+') %\}"), r"{{ static(\1) }}"),
    (re.compile(r"\|(\w+):('[^']*'|\"[^\"]*\")"), r"|\1(\2)"),
)
_URL = re.compile(r"\{% url ('[\w:]+')((?: (?!as )[\w.]+)*) %\}")


class DjangoWords(Extension):
    """Translates the tags and filters of Django that our shared templates use."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        for word, said in _WORDS:
            source = word.sub(said, source)
        return _URL.sub(lambda url: f"{{{{ url({', '.join([url[1], *url[2].split()])}) }}}}", source)


def environment(**options: Any) -> Environment:
    """Builds the environment: autoescape on, and a misspelt name is an error instead of an empty cell."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options, extensions=[DjangoWords])  # noqa: S701 (autoescape is set above)
    env.globals.update({"static": staticfiles_storage.url, "url": address})
    env.filters |= {
        "capfirst": defaultfilters.capfirst,
        "date": defaultfilters.date,
        "default": defaultfilters.default,
        "json_script": json_script,
        "stringformat": defaultfilters.stringformat,
    }
    return env
