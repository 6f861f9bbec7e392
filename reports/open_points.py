"""What is still open in a version: problems, and warnings that nobody has explained?"""

import dataclasses
from collections.abc import Mapping

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from agencies import days
from agencies.prepared import Prepared
from reports import checks, placeholders, plain, remaining
from reports.models import Explanation, Remark, Report, SectionText, Version

_explained = Prepared(
    lambda version: Explanation.objects.filter(version=version).select_related("by"), version=models.BigIntegerField()
)
_said = Prepared(
    lambda version: SectionText.objects.filter(version=version).values_list("section__code", "text"),
    version=models.BigIntegerField(),
)
_said_before = Prepared(
    lambda report: SectionText.objects.filter(
        version__in=Report.objects.filter(pk=report).values(standing=Coalesce("official", "sent"))
    ).values_list("section__code", "text"),
    report=models.BigIntegerField(),
)


# Has anybody explained anything, does any text name a figure? Read with a version, `.annotate(**WITH_SAID)` mostly
# spares both questions.
WITH_SAID = {
    "explained": Exists(Explanation.objects.filter(version=OuterRef("pk"))),
    "names_figures": Exists(SectionText.objects.filter(version=OuterRef("pk"), text__contains="[[")),
}


@dataclasses.dataclass(frozen=True, slots=True)
class OpenPoints:
    """The problems of a version, and the explanations that still hold, by Problem.key."""

    problems: tuple[checks.Problem, ...]
    explanations: dict[str, Explanation]
    remarks: int  # the reviewer's, not sent back yet

    @property
    def still_open(self) -> remaining.Remaining:
        return remaining.of(self.problems)

    @property
    def blanks(self) -> list[checks.Problem]:
        """The cells that nobody has filled in."""
        return [problem for problem in self.problems if problem.rule == remaining.MISSING]

    @property
    def errors(self) -> list[checks.Problem]:
        """What was filled in wrongly."""
        found = (problem for problem in self.problems if problem.severity == checks.Severity.ERROR)
        return [problem for problem in found if problem.rule != remaining.MISSING]

    @property
    def warnings(self) -> list[checks.Problem]:
        return [problem for problem in self.problems if problem.severity == checks.Severity.WARNING]

    @property
    def unexplained(self) -> list[checks.Problem]:
        return [problem for problem in self.warnings if problem.key not in self.explanations]

    @property
    def counted(self) -> dict[str, int]:
        """What a situation has to know (`situations.of`)."""
        return {
            "blanks": len(self.blanks),
            "errors": len(self.errors),
            "unexplained": len(self.unexplained),
            "remarks": self.remarks,
        }


def of(version: Version, filing: plain.Filing | None = None) -> OpenPoints:
    """Everything open in a version; ``filing`` spares the query for figures that the caller has read already."""
    filing = filing or plain.filing(version)
    problems = [*filing.problems(), *paper_problems(version), *text_problems(version)]
    return OpenPoints(
        problems=tuple(problems),
        explanations=holding(version, problems),
        remarks=Remark.objects.filter(version=version).unsent().count(),
    )


def holding(version: Version, problems: list[checks.Problem]) -> dict[str, Explanation]:
    """The explanations that still hold: given for the same problem when it said the same."""
    if not getattr(version, "explained", True):  # as WITH_SAID read it
        return {}
    said = {problem.key: problem.fingerprint for problem in problems}
    rows = _explained.found(version=version.pk)
    return {row.problem: row for row in rows if said.get(row.problem) == row.fingerprint}


def paper_problems(version: Version) -> list[checks.Problem]:
    """What is odd about the report as a whole: the day up to which it counts."""
    day, period = version.data_as_of, version.report.period
    if day is None or not plain.data_as_of_odd(day, period):
        return []
    return [
        checks.Problem(
            rule="ASOF",
            severity=checks.Severity.WARNING,
            cells=(),
            expected=f"số liệu đến ngày chốt {days.said(period.ends_on)}",
            came=days.said(day),
            mend="Cập nhật số liệu đến ngày chốt, hoặc giải trình vì sao báo cáo dừng sớm hơn.",
        )
    ]


def text_problems(version: Version) -> list[checks.Problem]:
    """Sections of the narrative that name what is no figure, or say word for word what they said last time."""
    names, previous = getattr(version, "names_figures", True), version.report.previous_id
    now = dict(_said.rows(version=version.pk)) if names or previous else {}
    before = dict(_said_before.rows(report=previous)) if now and previous else {}
    return [*unknown_names(version, now), *checks.same_text(now, before)]


def unknown_names(version: Version, texts: Mapping[str, str]) -> list[checks.Problem]:
    """A NAME error for each section (code to text) with a place that nobody can fill: the paper would say so."""
    asking = {code: text for code, text in texts.items() if placeholders.names(text)}
    if not asking:
        return []
    say = placeholders.TextFigures(plain.edition(version.report.period.edition), placeholders.SpanFigures({}))
    found = {code: placeholders.unknown(text, say) for code, text in asking.items()}
    return [
        checks.Problem(
            rule="NAME",
            severity=checks.Severity.ERROR,
            cells=(f"section:{code}",),
            expected="tên số liệu có trong danh sách của mục",
            came=", ".join(f"[[{name}]]" for name in names),
            mend="Chọn lại tên trong danh sách ở trang Thuyết minh, hoặc viết thẳng con số.",
        )
        for code, names in found.items()
        if names
    ]
