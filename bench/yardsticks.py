"""What does the least that could do a job cost? Bare Django views on the portal's own server and database."""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.views.decorators.csrf import csrf_exempt

from reports.models import Figure

# The inputs of the entry page and nothing else: no login, no query, no menu, no checks.
_PAGE = Engine(libraries={}).from_string(
    """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><table>
{% for row in rows %}<tr id="{{ row.anchor }}"><td>{{ row.code }}</td><th scope="row">{{ row.label }}</th><td>{{ row.unit }}</td>
<td>{{ row.past }}</td><td>{% if row.typed %}<input name="{{ row.anchor }}" value="{{ row.value }}">{% else %}{{ row.value }}{% endif %}</td>
<td>{% if row.typed %}<select name="s{{ row.anchor }}">{% for value, label in states %}<option value="{{ value }}"{% if value == row.state %} selected{% endif %}>{{ label }}</option>{% endfor %}</select>{% endif %}</td>
<td><textarea name="n{{ row.anchor }}">{{ row.note }}</textarea></td></tr>
{% endfor %}</table></body></html>"""  # noqa: E501 - as it goes over the line
)
STATES = (
    ("missing", "Chưa nhập"),
    ("reported", "Số liệu"),
    ("none", "Không phát sinh"),
    ("out", "Không thuộc phạm vi"),
)
ROWS: dict[int, list[dict[str, object]]] = {}


def rows(number: int) -> list[dict[str, object]]:
    """The rows of an appendix as plain dicts, made once: reading them is not part of the yardstick."""
    if number not in ROWS:
        from reports.models import Indicator

        ROWS[number] = [
            {
                "anchor": f"c{row.pk}",
                "code": row.code,
                "label": row.label,
                "unit": row.unit,
                "past": "1.234",
                "typed": row.kind not in ("heading", "rate", "total"),
                "value": "1.235",
                "state": "reported",
                "note": "",
            }
            for row in Indicator.objects.filter(appendix__number=number)
        ]
    return ROWS[number]


@login_not_required
def bare_page(request: HttpRequest, number: int = 2) -> HttpResponse:
    return HttpResponse(_PAGE.render(Context({"title": "Phụ lục", "rows": rows(number), "states": STATES})))


@csrf_exempt
def bare_save(request: HttpRequest, pk: int) -> HttpResponse:
    """One row updated for somebody who is logged in; each time to something new, or SQLite would write nothing."""
    Figure.objects.filter(pk=pk).update(note=f"{request.user} {time.monotonic_ns()}")
    return JsonResponse({"ok": True})
