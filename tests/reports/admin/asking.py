"""How do the tests ask the administration, and which pages has it for editions and periods?"""

from django.urls import reverse

from reports import edition_rows
from reports.models import FormEdition, Indicator, Period
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
