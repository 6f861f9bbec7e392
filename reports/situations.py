"""In what situation do a person and a version meet? Rows in, the plain facts of workflow.Situation out."""

import dataclasses

from agencies import roles
from agencies.models import Role, Tier, User
from reports import plain, workflow
from reports.models import Version


def of(version: Version, by: User, **still_open: int) -> workflow.Situation:
    """The facts about one person and one version; ``still_open`` is counted by the caller (`OpenPoints.counted`)."""
    rights, agency = roles.rights(by), version.report.agency_id
    held = {role.value for role in (Role.REPORTER, Role.SIGNER) if rights.holds(role, agency)}
    if rights.has(Role.REVIEWER):
        held.add(Role.REVIEWER.value)
    return workflow.Situation(
        status=workflow.Status(version.status),
        roles=frozenset(held),
        member=rights.member_of(agency),
        preparer=version.prepared_by_id == by.pk,
        period_open=version.report.period.is_open,
        newest=version.report.current_id == version.pk,
        returned_before=version.round > 0,
        # The name stays until the next sending, but what was returned is in no reviewer's hands.
        taken=version.taken_by_id is not None and version.status == workflow.Status.SUBMITTED,
        **still_open,
    )


def why_shut(version: Version, *, opened: bool = True) -> str:
    """Why a cell cannot be written by anybody, so not by the system either."""
    return workflow.why_not_write(
        workflow.Situation(
            status=workflow.Status(version.status),
            roles=frozenset({Role.REPORTER.value}),
            period_open=version.report.period.is_open,
            newest=version.report.current_id == version.pk,
        ),
        opened=opened,
    )


def why_not_write(version: Version, by: User, *, lead: str = "", opened: bool = True) -> str:
    """Why a cell or section of a version cannot be written by a person.

    ``lead`` is the code of the agency that supplies the cell in the province's report; ``opened`` says that the last
    return named the place.
    """
    situation = of(version, by)
    if version.report.agency.tier == Tier.PROVINCE and lead:
        typist = {Role.REPORTER.value} if lead in roles.rights(by).leads else set()
        if not typist:
            name = plain.lead_names(version.report.period.edition).get(lead, lead)
            return f"Ô này do cơ quan chủ trì ({name}) nhập."
        situation = dataclasses.replace(situation, roles=frozenset(typist))
    return workflow.why_not_write(situation, opened=opened)
