"""Fills an empty demonstration database: agencies, people, two periods, one real report, illustrative others."""

import csv
import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies import services
from agencies.models import Agency, Membership, Role, Tier, User
from procedures.services import demonstration, demonstration_ledger
from reports import edition_files, illustration, open_points, plain
from reports.models import FormEdition, Period, Report, Version
from reports.services import acts, figures, loading, periods, prefill, review, sections

PASSWORD = "cong bao cao thu nghiem"  # noqa: S105 - of accounts that exist in the demonstration only
FOLDER = settings.BASE_DIR / "fixtures"
EDITION = FOLDER / "editions" / "188-snv-cchc-2022"
REAL = FOLDER / "demo" / "skhdt_h1_2024_as_filed.csv"
SINCE = datetime.date(2023, 12, 15)  # the people's first day: that of the first period
UNTOUCHED = ("SKHDT", "STC", "19822")  # their people have a report to fill in

# account, name, role, agency code
PEOPLE = [
    ("lan.skhdt", "Trần Thị Lan", Role.REPORTER, "SKHDT"),
    ("hai.skhdt", "Lê Văn Hải", Role.REPORTER, "SKHDT"),
    ("minh.skhdt", "Nguyễn Đại Minh", Role.SIGNER, "SKHDT"),
    ("phuong.stc", "Hồ Thị Phương", Role.REPORTER, "STC"),
    ("dung.stc", "Phan Văn Dũng", Role.SIGNER, "STC"),
    ("hoa.stp", "Đỗ Thị Hoa", Role.REPORTER, "STP"),
    ("nga.phongdien", "Võ Thị Nga", Role.REPORTER, "476"),
    ("binh.phongdien", "Trương Quang Bình", Role.SIGNER, "476"),
    ("tam.dienhuong", "Đặng Văn Tâm", Role.REPORTER, "19822"),
    ("thu.snv", "Hoàng Thị Thu", Role.REVIEWER, "SNV"),
    ("ly.vpub", "Đoàn Thị Ly", Role.REVIEWER, "VPUBND"),
    ("quynh.vpub", "Lê Thị Quỳnh", Role.REPORTER, "VPUBND"),
    ("khanh.snv", "Bùi Quốc Khánh", Role.REPORTER, "SNV"),
    ("an.ubnd", "Tôn Thất An", Role.VIEWER, "46"),
    ("hien.ubnd", "Nguyễn Thị Hiền", Role.REPORTER, "46"),
    ("long.ubnd", "Cao Văn Long", Role.SIGNER, "46"),
]


class Command(BaseCommand):
    help = "Nạp dữ liệu trình diễn vào cơ sở dữ liệu trống (chỉ khi CCHC_DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CCHC_DEMO:
            raise CommandError(
                "Dữ liệu trình diễn chỉ nạp khi CCHC_DEMO=1; hệ thống thật bắt đầu không có tài khoản nào."
            )
        if FormEdition.objects.exists():
            self.stdout.write("Dữ liệu trình diễn đã có.")
            return
        with transaction.atomic():  # all of it or nothing: a half-loaded demonstration would pass for a loaded one
            self._load()
        self.stdout.write("Đã nạp dữ liệu trình diễn.")

    def _load(self) -> None:
        call_command("load_agencies", str(FOLDER / "agencies" / "thua_thien_hue_2024.csv"), verbosity=0)
        demonstration.load_register()
        self.stdout.write("  Hồ sơ TTHC …")
        demonstration_ledger.load_ledger()
        edition = loading.load_edition(edition_files.read_folder(EDITION), by=None)
        cast = Cast()
        first, half = self._periods(edition)
        for period, share, growth in ((first, 0.6, 1.0), (half, 0.75, 2.1)):
            self.stdout.write(f"  {period} …")
            Illustrator(cast, period, share, growth).run()
        self._real(half, cast)

    def _periods(self, edition: FormEdition) -> list[Period]:
        """Quarter I and the first six months of 2024, due in a week: the demonstration is never out of date."""
        periods.generate_periods(2024, edition, by=None)
        found = []
        for kind in (Period.Kind.QUARTER_1, Period.Kind.HALF):
            period = Period.objects.get(kind=kind, year=2024)
            period.due_on = timezone.localdate() + datetime.timedelta(days=7)
            periods.save_period(period, by=None)
            found.append(period)
        return found

    def _real(self, period: Period, cast: "Cast") -> None:
        """The report of Sở KH&ĐT as it was filed, mistakes included."""
        report = Report.objects.get(period=period, agency__code="SKHDT")
        Report.objects.filter(pk=report.pk).update(illustrative=False)
        filing = plain.filing(current(report))
        with REAL.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["value_as_filed"] or row["note_as_filed"]]
        changes = []
        for row in rows:
            spec = filing.edition.specs[f"{row['appendix']}:{row['code']}"]
            if not spec.is_heading:
                typed = row["value_as_filed"] or None
                changes.append(figures.Change(spec.key, 0, typed=typed, note=row["note_as_filed"] or None))
        figures.save_figures(report.pk, changes, by=cast.reporter(report.agency))
        acts.describe(report.pk, by=cast.reporter(report.agency), data_as_of=datetime.date(2024, 6, 10))


def current(report: Report) -> Version:
    return Version.objects.select_related(*plain.WITH_REPORT).get(report=report, pk=report.current_id or 0)


class Cast:
    """The accounts of the demonstration; other agencies get a reporter and a signer nobody can log in as."""

    def __init__(self) -> None:
        agencies = {agency.code: agency for agency in Agency.objects.all()}
        for account, name, role, code in PEOPLE:
            user = self._account(account, name, password=PASSWORD, staff=account == "hai.skhdt")
            services.grant(user, agencies[code], role, by=None, valid_from=SINCE)
        self._account("quantri", "Quản trị hệ thống", password=PASSWORD, superuser=True)
        self.reviewer = User.objects.get(username="thu.snv")
        self._known: dict[tuple[int, str], User] = {
            (m.agency_id, m.role): m.user for m in Membership.objects.select_related("user").order_by("-pk")
        }

    def _one(self, agency: Agency, role: Role, name: str) -> User:
        key = (agency.pk, role.value)
        if key not in self._known:
            user = self._account(f"{role.value}.{agency.code}".lower(), f"{name} {agency.name}", unusable=True)
            services.grant(user, agency, role, by=None, valid_from=SINCE)
            self._known[key] = user
        return self._known[key]

    def _account(self, account: str, name: str, **more: Any) -> User:
        user, _ = services.create_user(account, name, by=None, must_change_password=False, **more)
        return user

    def reporter(self, agency: Agency) -> User:
        return self._one(agency, Role.REPORTER, "Người lập báo cáo")

    def signer(self, agency: Agency) -> User:
        return self._one(agency, Role.SIGNER, "Người ký")


class Illustrator:
    """Fills the reports of one period; ``share`` of the agencies have sent theirs, most of those are approved."""

    def __init__(self, cast: Cast, period: Period, share: float, growth: float) -> None:
        self.cast, self.period, self.share, self.growth = cast, period, share, growth

    def run(self) -> None:
        periods.open_period(self.period, by=None)
        Report.objects.filter(period=self.period).update(illustrative=True)
        reports = Report.objects.filter(period=self.period).exclude(agency__tier=Tier.PROVINCE)
        for place, report in enumerate(reports.select_related("agency").order_by("pk")):
            if report.agency.code in UNTOUCHED:
                if report.agency.code != "SKHDT":
                    prefill.fill(report.pk, by=None)
            elif (place * 37 % 100) < self.share * 100:
                approve = place % 6 != 0 and report.agency.code != "SNV"
                self._fill(report)
                self._write(report)
                if not approve and report.agency.tier == Tier.DEPARTMENT:
                    self._overrule(report)
                self._send(report, approve=approve)
        self._lead(Report.objects.select_related("agency").get(period=self.period, agency__tier=Tier.PROVINCE))

    def _lead(self, report: Report) -> None:
        """The lead agencies' cells in the province's report, which goes the whole way for the first period.

        For the second one those of Sở Tư pháp stay empty: hoa.stp has them to do.
        """
        filing, typed = self._invented(report)
        leads: dict[str, list[figures.Change]] = {}
        for key, text in typed.items():
            leads.setdefault(filing.edition.specs[key].lead, []).append(figures.Change(key, 0, typed=text))
        is_first = self.period.kind == Period.Kind.QUARTER_1
        if not is_first:
            leads.pop("STP")
        for code, changes in leads.items():
            agency = Agency.objects.get(code=code)
            figures.save_figures(report.pk, changes, by=self.cast.reporter(agency))
        if is_first:
            self._send(report, approve=True)

    def _invented(self, report: Report) -> tuple[plain.Filing, dict[str, str]]:
        """The report with what the registers count, and figures for the rest of it."""
        filing = prefill.fill(report.pk, by=None).filing
        known = {key: int(cell.value or 0) for key, cell in filing.figures.sheet.items() if cell.filled_from}
        return filing, illustration.texts(filing.edition, filing.filer, "2024", self.growth, known)

    def _fill(self, report: Report) -> None:
        filing, typed = self._invented(report)
        bases = illustration.bases(filing.edition, typed)
        changes = [figures.Change(key, 0, typed=text) for key, text in typed.items()]
        stored = filing.figures.sheet
        changes += [
            figures.Change(key, stored[key].revision, base=text) for key, text in bases.items() if key in stored
        ]
        figures.save_figures(report.pk, changes, by=self.cast.reporter(report.agency))

    def _write(self, report: Report) -> None:
        """What the departments say, for the province's report to collect."""
        if report.agency.tier == Tier.DEPARTMENT:
            for code, text in illustration.NARRATIVE.items():
                sections.save_section(report.pk, code, text, 0, by=self.cast.reporter(report.agency))

    def _overrule(self, report: Report) -> None:
        """One figure that is not the ledger's, with a reason, for the reviewer to find."""
        sheet, by = plain.filing(current(report)).figures.sheet, self.cast.reporter(report.agency)
        for key, cell in sheet.items():
            if cell.filled_from == "dossiers.resolved" and cell.value is not None:
                figures.save_figures(report.pk, [figures.Change(key, cell.revision, f"{cell.value + 3:.0f}")], by=by)
                review.explain(report.pk, f"SOURCE|{key}", "Ba hồ sơ giấy chưa nhập vào sổ (minh họa).", by=by)

    def _send(self, report: Report, *, approve: bool) -> None:
        reporter, signer = self.cast.reporter(report.agency), self.cast.signer(report.agency)
        self._explain(report, reporter)
        acts.act(report.pk, "send_for_signature", by=reporter, revision=0)
        number = f"{100 + report.pk}/BC-{report.agency.document_code or 'UBND'}"
        paper = acts.Paper(number, self.period.ends_on, signer.full_name[:150], "Thủ trưởng cơ quan")
        acts.act(report.pk, "sign_and_send", by=signer, revision=1, paper=paper)
        if approve:
            acts.act(report.pk, "approve", by=self.cast.reviewer, revision=2)

    def _explain(self, report: Report, by: User) -> None:
        version = current(report)
        for problem in open_points.of(version).unexplained:
            review.explain(report.pk, problem.key, "Số liệu minh họa, đã đối chiếu.", by=by)
