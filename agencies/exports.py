"""How does a list page offer its table as a file, and any page a file that it has made?

By one line in the view: ``if file := exports.response(request, table, "don-vi"): return file``; the links are in
``_export_links.html``.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django_tables2 import Table

from agencies import sheets


def response(request: HttpRequest, table: Table, name: str) -> HttpResponse | None:
    """The file that ``?export=xlsx`` or ``?export=csv`` asks for, or None when the page itself was asked for.

    ``name``: the file's name without ending, plain ASCII. All rows of the table, not only the page shown.
    """
    kind = request.GET.get("export", "")
    if kind not in sheets.CONTENT_TYPES:
        return None
    headers, *rows = table.as_values()
    write = sheets.xlsx if kind == "xlsx" else sheets.csv_text
    try:
        return attachment(write(headers, rows), f"{name}.{kind}", sheets.CONTENT_TYPES[kind])
    except sheets.TooManyRows:
        reason = "Danh sách quá dài cho một trang tính Excel. Hãy lọc bớt, hoặc tải tệp CSV."
        return render(request, "400.html", {"reason": reason}, status=400)


def attachment(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """A download whose name may hold any letter (RFC 6266)."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
