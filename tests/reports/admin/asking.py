"""How do the tests ask the administration, and which pages has it for editions and periods?"""

from django.urls import reverse

from agencies.models import User
from reports import edition_rows
from reports.models import FormEdition, Indicator, Period, Report
from reports.services import editions
from tests import cast, filing

# Names of columns, and words of the formula grammar.
KNOWN = " ".join([*edition_rows.COLUMNS, *edition_rows.RULE_COLUMNS, "requires and order level"])


def page(client, name: str, *args, **query) -> str:
    """A page by its name in the administration; it opens."""
    response = client.get(reverse(f"admin:{name}", args=args), query)
    assert response.status_code == 200, name
    return response.content.decode()


def said(response) -> list[str]:
    """The messages on the page that an answer leads to."""
    return [str(message) for message in response.context["messages"]]


def row(edition: FormEdition, key: str) -> Indicator:
    """An indicator of an edition by its key."""
    number, _, code = key.partition(":")
    return Indicator.objects.get(appendix__edition=edition, appendix__number=number, code=code)


def copied() -> FormEdition:
    """A copy of the edition that nothing uses, with the lead agencies its rows name."""
    for code in ("SNV", "STP", "STC", "STTTT", "VPUBND"):
        cast.agency(code, f"Cơ quan {code}", "department", cast.province())
    return editions.clone_edition(filing.edition(), "THỬ 2025", by=None)


def pages(copy: FormEdition) -> list[tuple[str, tuple]]:
    cast.skhdt()
    period, used = filing.period(), filing.edition()
    found: list[tuple[str, tuple]] = [("index", ()), ("app_list", ("reports",))]
    for edition in (used, copy):
        rows = {
            "formedition": edition,
            "indicator": row(edition, "2:2"),
            "checkrule": edition.rules.first(),
            "sectiontemplate": edition.sections.first(),
        }
        found += [(f"reports_{name}_change", (one.pk,)) for name, one in rows.items()]
        found.append(("reports_formedition_clone", (edition.pk,)))
    planned = Period.objects.exclude(pk=period.pk).first()
    found += [("reports_period_change", (one.pk,)) for one in (period, planned)]
    found += [("reports_period_generate", ()), ("reports_period_delete", (planned.pk,))]
    found += [("reports_formedition_delete", (copy.pk,)), ("reports_indicator_delete", (row(copy, "2:8").pk,))]
    for name in ("formedition", "indicator", "checkrule", "sectiontemplate", "period"):
        found += [(f"reports_{name}_changelist", ()), (f"reports_{name}_add", ())]
    for name in ("indicator", "checkrule", "sectiontemplate"):
        found += [(f"reports_{name}_import", ()), (f"reports_{name}_export", ())]
    return found


def staff(person: User) -> User:
    person.is_staff = True
    person.save()
    return person


def address(name: str, report: Report, *more) -> str:
    return reverse(f"admin:reports_report_{name}", args=[report.pk, *more])


def fields(response) -> dict[str, str]:
    """Everything that a browser would send with the one form of a page, as the page shows it."""
    form = response.context["form"]
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else str(value)
        if form.fields[name].show_hidden_initial:
            data[f"initial-{name}"] = str(form[name].initial if not form.is_bound else form.data[f"initial-{name}"])
    return data


def type_in(client, report: Report, number: int, typed: dict[str, str] | None = None):
    """Change some inputs of an appendix ("typed 2:5.1", "note 2:1") and send its form as a browser does."""
    where = address("appendix", report, number)
    changes = {name.replace(" ", "-"): text for name, text in (typed or {}).items()}
    return client.post(where, fields(client.get(where)) | changes, follow=True)


def errors(response) -> list[str]:
    return [text for texts in response.context["form"].errors.values() for text in texts]
