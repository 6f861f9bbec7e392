"""Is a text read as the same figure whichever way it comes in, and does the database refuse what is no figure at all?

The corpus goes through a save of the entry page, the preview of a paste and the form of the administration.
"""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL
from django.test import Client
from django.urls import reverse

from agencies.models import User
from reports import plain
from reports.models import Figure, Indicator, Report
from tests import cast, filing
from tests.reports.number_corpus import CORPUS
from tests.security.asking import query

pytestmark = pytest.mark.django_db

# Shortcuts of the cell, not numbers: what they mean is said elsewhere.
LINES = [line for line in CORPUS if line.text.strip() != "-"]
# NUL and half a surrogate pair never come as far as a cell.
READABLE = [line for line in LINES if "\0" not in line.text and not any("\ud800" <= c <= "\udfff" for c in line.text)]
Verdict = tuple[str, str, str]  # the state, the figure, the figure on offer


@pytest.fixture(params=["count", "amount", "percent", "choice"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def report(kind) -> Report:
    """A report whose cells are nearly all of one kind, so that one request asks for many texts."""
    filing.edition()
    choices = "0=Không|1=Có" if kind == "choice" else ""
    unit = {"unit": "Triệu đồng"} if kind == "amount" else {}
    Indicator.objects.filter(kind="count").update(kind=kind, choices=choices, **unit)
    plain.forget()
    report = filing.report(cast.skhdt())
    User.objects.filter(pk=cast.reporter_a().pk).update(is_staff=True)
    return report


@pytest.fixture
def client(report) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.reporter_a().pk))
    return client


def expected(line, kind: str) -> Verdict:
    said = getattr(line, kind)
    figure = str(Decimal(said.strip("!")).normalize()) if said.strip("!") else ""
    if said.startswith("!"):
        return ("refused", "", figure)
    return ("reported", figure, "") if figure else ("missing", "", "")


def batches(report: Report, kind: str, appendix: int | None = None):
    """The texts of the corpus on cells of the kind, as many at once as there are cells."""
    of_kind = Indicator.objects.filter(kind=kind, own=True, appendix__number=appendix or 2)
    sheet = filing.sheet(report).sheet
    keys = [key for one in of_kind if (key := f"{appendix or 2}:{one.code}") and sheet[key].state == "missing"]
    assert len(keys) > 5
    for start in range(0, len(READABLE), len(keys)):
        yield dict(zip(keys, READABLE[start : start + len(keys)], strict=False))


def offered(problems: list[dict], key: str) -> tuple[bool, str]:
    wrong = next((one for one in problems if one["cells"] == [key] and one["rule"] == "INPUT"), None)
    offer = wrong and wrong["offer"]
    return bool(wrong), figure_of(offer["typed"]) if offer else ""


def figure_of(text: str) -> str:
    return str(Decimal(text.replace(".", "").replace(",", ".").replace(" ", "")).normalize())


def stored(report: Report, key: str) -> tuple[str, str]:
    number, _, code = key.partition(":")
    row = Figure.objects.filter(
        version__report=report, indicator__appendix__number=number, indicator__code=code
    ).first()
    if row is None:
        return "missing", ""
    return row.state, "" if row.value is None else str(row.value.normalize())


def verdict(report: Report, key: str, problems: list[dict]) -> Verdict:
    (state, figure), (refused, offer) = stored(report, key), offered(problems, key)
    return ("refused" if refused and state == "missing" else state, figure, offer)


def test_a_save_reads_every_text_as_the_corpus_says(report, client, kind):
    address, wrong = reverse("save_figures", args=[report.pk]), {}
    for batch in batches(report, kind):
        changes = [{"key": key, "revision": 0, "typed": line.text} for key, line in batch.items()]
        with transaction.atomic():
            answer = client.post(address, json.dumps({"changes": changes}), "application/json")
            found = {key: verdict(report, key, answer.json()["problems"]["added"]) for key in batch}
            transaction.set_rollback(True)
        wrong |= {line.text: found[key] for key, line in batch.items() if found[key] != expected(line, kind)}
    assert wrong == {}


def test_a_preview_reads_every_text_as_the_corpus_says(report, client, kind):
    address, wrong = reverse("preview_figures", args=[report.pk]), {}
    for batch in batches(report, kind):
        changes = [{"key": key, "revision": 0, "typed": line.text} for key, line in batch.items()]
        rows = client.post(address, json.dumps({"changes": changes}), "application/json").json()["rows"]
        for row in rows:
            state, _, offer = expected(batch[row["key"]], kind)
            said = figure_of(row["offer"]["typed"]) if row["offer"] else ""
            if (not row["reads"], said) != (state != "reported", offer):
                wrong[batch[row["key"]].text] = row
    assert wrong == {}


def test_the_form_of_the_administration_reads_every_text_as_the_corpus_says(report, client, kind):
    address, wrong = f"/admin/reports/report/{report.pk}/appendices/2/", {}
    for batch in batches(report, kind):
        given = {f"revision-{key}": "0" for key in batch} | {f"typed-{key}": line.text for key, line in batch.items()}
        given |= {f"initial-typed-{key}": "" for key in batch}
        with transaction.atomic():
            body = query(list(given.items()))
            assert client.post(address, body, "application/x-www-form-urlencoded").status_code == 302
            version = filing.version(report)
            refused = {one.cells[0]: one for one in plain.filing(version).problems() if one.rule == "INPUT"}
            found = {}
            for key in batch:
                offer = refused[key].offer if key in refused else None
                state, figure = stored(report, key)
                said = str(offer.value.normalize()) if offer else ""
                found[key] = ("refused" if key in refused else state, figure, said)
            transaction.set_rollback(True)
        wrong |= {line.text: found[key] for key, line in batch.items() if found[key] != expected(line, kind)}
    assert wrong == {}


@pytest.mark.parametrize("kind", ["count"], indirect=True)
def test_a_text_that_no_keyboard_sends_comes_to_no_cell(report, client, kind):
    odd = [line.text for line in LINES if line not in READABLE]
    assert len(odd) >= 3
    for text in odd:
        for name in ("save_figures", "preview_figures"):
            body = json.dumps({"changes": [{"key": "2:1", "revision": 0, "typed": text}]})
            assert client.post(reverse(name, args=[report.pk]), body, "application/json").status_code == 400


BELOW, ABOVE = ("-1", "-0.0001"), ("1e300", "1e16")
# A numerator may be negative: what an agency saved since 2015 when it grew.
COLUMNS = {
    "value": (*BELOW, *ABOVE, "1e11"),
    "base": (*BELOW, *ABOVE, "1e11"),
    "numerator": (*ABOVE, "1e14", "-1e14"),
    "denominator": (*BELOW, *ABOVE, "1e14"),
}
RAW = {"sqlite": ("'NaN'", "9e999", "-9e999", "'abc'", "x'00'"), "postgresql": ("'NaN'::numeric", "1e300", "-1e300")}


@pytest.fixture
def figure() -> Figure:
    report = filing.report(cast.skhdt())
    filing.fill(report, {"2:2.1": "21", "2:2.2": "12"}, cast.reporter_a())
    return Figure.objects.get(version__report=report, indicator__code="2", indicator__appendix__number=2)


def refuses(figure: Figure, **given: object) -> bool:
    try:
        with transaction.atomic():
            Figure.objects.filter(pk=figure.pk).update(**given)
    except (DatabaseError, ValidationError, ArithmeticError):
        return True
    return False


@pytest.mark.parametrize("column", COLUMNS)
def test_the_database_refuses_what_is_no_figure(column, figure):
    assert not refuses(figure, **{column: Decimal(7)})
    for text in (*COLUMNS[column], "NaN", "Infinity", "-Infinity"):
        assert refuses(figure, **{column: Decimal(text)}), text
    for sql in RAW[connection.vendor]:
        assert refuses(figure, **{column: RawSQL(sql, [])}), sql  # past every field of ours
    assert refuses(figure, numerator=None)
    assert refuses(figure, state="nonsense")
