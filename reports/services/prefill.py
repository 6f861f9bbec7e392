"""How do the figures of other registers come into a report? Through the door of typing, with the measure named."""

import dataclasses
from collections.abc import Callable, Mapping
from decimal import Decimal

from django.db import transaction

from agencies import log
from agencies.models import Tier, User
from reports import catalogue, plain, prefill, situations, sources
from reports.models import Version
from reports.services import Refusal, figures, locking, measuring

FILLED, COMPARED = "fill_figure", "compare_figure"


def fill(report_pk: int, *, by: User | None, values: measuring.Values = measuring.values) -> figures.Saved:
    """Fill the cells that nobody has typed into from what the registers count now, and note it beside the others.

    The registers are asked before the report is locked. ``by`` None is the system itself. Raises Refusal where nothing
    of the report can be filled (by this person), and Report.DoesNotExist.
    """
    ahead = measuring.ahead(report_pk, values)
    with transaction.atomic():
        version = locking.current_version(report_pk, by)
        filing = plain.filing(version, keep=False)
        reason = _reasons(version, filing, by)
        shut = [reason(spec) for spec in prefill.sourced(filing.edition, filing.filer)]
        if all(shut):
            raise Refusal(shut[0] if shut else "Báo cáo này không có dòng nào lấy số liệu từ sổ.")
        return _carry_out(version, filing, measuring.still(ahead, version, values), reason, by)


def follow(version: Version, *, by: User, values: measuring.Values = measuring.values) -> None:
    """Take anew what a version, held locked by the caller, has taken for another span; one that took nothing stays."""
    filing = plain.filing(version, keep=False)
    if any(cell.measured is not None for cell in filing.figures.sheet.values()):
        _carry_out(version, filing, values(version), _reasons(version, filing, by), by)


def _reasons(version: Version, filing: plain.Filing, by: User | None) -> Callable[[catalogue.Spec], str]:
    """Why a cell cannot be filled, by its row."""
    opened = figures.opened_keys(version, filing.edition)
    known: dict[tuple[str, bool], str] = {}

    def reason(spec: catalogue.Spec) -> str:
        lead = spec.lead if version.report.agency.tier == Tier.PROVINCE else ""
        case = (lead, opened is None or spec.key in opened)
        if case not in known:
            known[case] = (
                situations.why_not_write(version, by, lead=lead, opened=case[1])
                if by
                else situations.why_shut(version, opened=case[1])
            )
        return known[case]

    return reason


def _carry_out(
    version: Version,
    old: plain.Filing,
    values: Mapping[str, int],
    reason: Callable[[catalogue.Spec], str],
    by: User | None,
) -> figures.Saved:
    sheet = old.figures.sheet
    planned = prefill.plan(old.edition, old.filer, sheet, values, lambda spec: not reason(spec))
    sheet = prefill.carried_out(old.edition, old.filer, sheet, planned, old.figures.bases)
    new = dataclasses.replace(old, figures=plain.Figures(sheet, old.figures.bases))
    saved = figures.worked_out(version, old, new, _entries(old, new, planned))
    if saved.changed:
        figures.store(saved, by=by)
    return saved


def _entries(old: plain.Filing, new: plain.Filing, planned: prefill.Plan) -> list[log.Entry]:
    """One entry for every cell: filled, or only compared with what its register counts now."""
    found = []
    for key in {**planned.measured, **planned.typed}:
        note = sources.label(old.edition.specs[key].source)
        if key in planned.typed:
            found.append(log.Entry(FILLED, f"cell:{key}", figures.said(old, key), figures.said(new, key), note))
        else:
            before, after = (_measured(one.figures.sheet[key].measured) for one in (old, new))
            found.append(log.Entry(COMPARED, f"cell:{key}", before, after, note))
    return found


def _measured(value: Decimal | None) -> dict[str, str]:
    return {} if value is None else {"measured": prefill.written(value)}
