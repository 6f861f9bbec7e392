"""Which template are reports written with, and how is it replaced?"""

import hashlib

from django.db import transaction

from agencies import log, scanning
from agencies.models import User
from procedures.importing.faults import FileRefused
from reports import plain
from reports.documents import word_check, word_template
from reports.models import FormEdition, WordTemplate
from reports.placeholders import SpanFigures, TextFigures
from reports.services import Refusal, attachments


def current() -> bytes:
    """The template in use."""
    row = WordTemplate.objects.first()
    return content(row) if row else word_template.template()


def content(row: WordTemplate) -> bytes:
    """The file of a version; where somebody went back to it, the portal's own."""
    return bytes(row.content) if row.is_own else word_template.template()


def save_template(name: str, file: bytes, *, by: User) -> WordTemplate:
    """The next version, in use from now on. Raises Refusal: what must not be in it, what is missing or unknown."""
    scanning.must_be_clean(name, [file], by=by)
    try:
        faults = word_check.check(file, known)
    except FileRefused as refused:
        raise Refusal(str(refused)) from refused
    if faults:
        raise Refusal(str(faults))
    stem = attachments.shown_name(name.removesuffix(".docx")).removesuffix(".pdf")
    return _save(f"{stem}.docx", file, hashlib.sha256(file).hexdigest(), by)


def use_own(*, by: User) -> WordTemplate:
    """Go back to the portal's own template."""
    return _save("", b"", "", by)


def known(name: str) -> bool:
    """Whether a name is a figure of any edition."""
    return any(TextFigures(plain.edition(row), SpanFigures({}))(name) is not None for row in FormEdition.objects.all())


@transaction.atomic
def _save(name: str, file: bytes, sha256: str, by: User) -> WordTemplate:
    chain = log.chain()  # its lock keeps two from taking one number
    last = WordTemplate.objects.first()
    number = last.number + 1 if last else 1
    row = WordTemplate.objects.create(number=number, name=name, content=file, sha256=sha256, by=by)
    before = {"name": last.name, "sha256": last.sha256} if last else None
    entry = log.Entry("save_word_template", f"word-template/{number}", before, {"name": name, "sha256": sha256})
    log.append(chain, [entry], by=by)
    return row
