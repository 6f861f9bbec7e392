"""Which agencies and procedures may a file of dossiers name? Rows into plain data for the checker."""

import datetime
from collections import defaultdict

from django.db.models import F, Q
from django.utils import timezone

from agencies import names, roles
from agencies.models import Agency, Placement, Role, Tier, User
from procedures.importing.rows import ImportScope, Validity
from procedures.models import LedgerImport, Procedure

_BEFORE = ("ubnd", "uy ban nhan dan")  # what people write before the name of a district or commune


def why_not_import(agency: Agency, by: User) -> str:
    """Why somebody may not import dossiers of an agency (and all below it); empty when he may."""
    rights = roles.rights(by)
    if rights.holds(Role.REPORTER, agency.pk):
        return ""
    if any(tier == Tier.PROVINCE and role == Role.REPORTER for _, _, tier, role in rights.grants):
        return ""
    return "Chỉ người lập báo cáo của cơ quan, hoặc của tỉnh, nhập được hồ sơ của cơ quan này."


def agencies_of(agency: Agency) -> set[int] | None:
    """The agency and all below it, those too that stood there when they ended; None for the province: everybody.

    Who has moved on to another district is that district's.
    """
    if agency.tier == Tier.PROVINCE:
        return None
    begun = Placement.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=timezone.localdate()))
    last = dict(begun.order_by(F("valid_from").asc(nulls_first=True)).values_list("agency_id", "parent_id"))
    children = defaultdict(list)
    for child, parent in last.items():
        children[parent].append(child)
    found, waiting = {agency.pk}, [agency.pk]
    while waiting:
        new = set(children[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def scope(ledger_import: LedgerImport) -> ImportScope:
    """What a row of this import may name, as of today."""
    agency = ledger_import.agency
    return ImportScope(
        agencies=_agencies(agencies_of(agency)),
        procedures=_procedures(),
        times=_times(),
        starts_on=ledger_import.starts_on.isoformat(),
        ends_on=ledger_import.ends_on.isoformat(),
        today=timezone.localdate().isoformat(),
        name=agency.name,
        default="" if agency.tier == Tier.PROVINCE else agency.code,
    )


def _agencies(inside: set[int] | None) -> dict[str, tuple[Validity, ...]]:
    found: dict[str, dict[int, Validity]] = defaultdict(dict)
    for agency in Agency.objects.all():
        span = _span(agency.pk, agency.valid_from, agency.valid_to, inside is None or agency.pk in inside, agency.name)
        said = {names.fold(text) for text in (agency.code, agency.name, agency.short_name) if text}
        if agency.tier in (Tier.DISTRICT, Tier.COMMUNE):
            said |= {f"{before} {names.fold(agency.name)}" for before in _BEFORE}
        for text in said:
            found[text][agency.pk] = span
    return {text: tuple(spans.values()) for text, spans in found.items()}


def _procedures() -> dict[str, tuple[Validity, ...]]:
    found = defaultdict(list)
    columns = ("pk", "code", "valid_from", "valid_to")
    for pk, code, since, until in Procedure.objects.values_list(*columns).iterator():
        found[names.fold(code)].append(_span(pk, since, until))
    return {code: tuple(spans) for code, spans in found.items()}


def _times() -> dict[str, int]:
    known = Procedure.objects.values_list("pk", "processing_days")
    return {str(pk): days for pk, days in known.iterator() if days is not None}


def _span(
    pk: int, since: datetime.date | None, until: datetime.date | None, inside: bool = True, label: str = ""
) -> Validity:
    return Validity(
        str(pk), since.isoformat() if since else "", until.isoformat() if until else "9999-12-31", inside, label
    )
