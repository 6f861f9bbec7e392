"""How do all approved papers of a period become one file? A job writes it, one workbook in memory at a time."""

import datetime
import gc
import hashlib
import pathlib
import uuid
import zipfile
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

import jobs.services
from agencies import roles, sheets, whole_files
from agencies.addresses import address
from agencies.models import Tier, User
from jobs import registry
from jobs.models import Job
from jobs.progress import Progress
from reports import archive_names, papers, plain, rollup_query, word_papers
from reports.catalogue import TIERS
from reports.documents import word, workbook
from reports.models import Attachment, Period, Report, Version
from reports.rollup import Stage
from reports.services import Refusal, attachments, word_templates

KIND = "period_archive"
MAY = "reports.change_period"
KEPT_DAYS = 7
CHUNK = 256 * 1024
_SWEPT = 5  # reports between two looks for memory that nobody holds
COLUMNS = (
    *("Cơ quan", "Mã cơ quan", "Cấp", "Phiên bản", "Số văn bản", "Ngày văn bản", "Duyệt lúc"),
    *("Tệp", "SHA-256", "Ghi chú"),
)
MANIFEST = "0_muc-luc.csv"


def may_ask(user: User) -> bool:
    """Whoever reads every agency's report, and the administrators of periods."""
    return roles.rights(user).whole_province or user.has_perm(MAY)


def folder() -> pathlib.Path:
    return pathlib.Path(settings.MEDIA_ROOT) / "archives"


def path_of(key: uuid.UUID) -> pathlib.Path:
    """The file that a job has made."""
    return folder() / f"{key.hex}.zip"


def download_name(period: Period) -> str:
    return f"cchc_{archive_names.bare(period.name)}.zip"


def approved(period: int) -> QuerySet[Report]:
    """The reports whose papers are put together."""
    return Report.objects.filter(period=period, official__isnull=False)


def ask(period: Period, *, by: User) -> Job:
    """Queue the archive of a period, or return the one that this person is waiting for. Raises Refusal."""
    if not may_ask(by):
        raise Refusal("Chỉ người có vai trò toàn tỉnh và quản trị hệ thống được tải báo cáo của cả kỳ.")
    if not approved(period.pk).exists():
        raise Refusal(f"Kỳ “{period}” chưa có báo cáo nào được duyệt.")
    waiting = Job.objects.filter(
        kind=KIND, owner=by, arguments__period=period.pk, state__in=(Job.State.QUEUED, Job.State.RUNNING)
    ).first()
    if waiting:
        return waiting
    job = jobs.services.ask(KIND, f"Đóng gói báo cáo đã duyệt: {period}", by=by, arguments={"period": period.pk})
    job.link = address("archive", job.pk)
    job.save(update_fields=["link"])
    return job


def _why_not_again(job: Job) -> str:
    return "" if may_ask(job.owner) else "Người yêu cầu không còn vai trò toàn tỉnh."


@registry.runs(KIND, why_not_again=_why_not_again, file="ZIP")
def run(job: Job, progress: Progress) -> None:
    """Write it beside its place and put it there when it is whole; run again it begins anew."""
    period = Period.objects.select_related("edition").get(pk=job.arguments["period"])
    path = path_of(job.pk)
    try:
        with whole_files.writing(path) as file:
            count = write(file, period, progress)
        size = path.stat().st_size
    except OSError as error:
        raise registry.Stopped("Máy chủ chưa ghi được tệp (có thể hết chỗ). Hãy báo quản trị viên.") from error
    megabytes = f"{size / 1024 / 1024:.1f}".replace(".", ",")
    progress(count, count, f"{count} báo cáo, {megabytes} MB. Tệp được giữ {KEPT_DAYS} ngày.")


def write(file, period: Period, progress: Progress) -> int:
    """The archive of a period into an open file; how many reports are in it."""
    waiting = list(_ordered(period.pk))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        packer = _Packer(archive, period)
        for done, pk in enumerate(waiting):
            progress(done, len(waiting), f"Đã đóng gói {done} báo cáo")
            packer.add(Version.objects.select_related(*plain.WITH_REPORT).get(pk=pk))
            if done % _SWEPT == 0:
                gc.collect()  # the trees of Word documents hold each other, and pile up until somebody looks
        packer.add_province()
        packer.finish()
    return len(waiting)


def _ordered(period: int) -> Iterator[int]:
    """The approved versions as their names sort."""
    rows = approved(period).values_list("official", "agency__tier", "agency__code")
    rank = {tier: place for place, tier in enumerate(TIERS)}
    yield from (pk for pk, *_ in sorted(rows, key=lambda row: (rank.get(row[1], 9), row[2], row[0])))


class _Packer:
    """An archive that is being written: every file goes in as it is made, and into the list of contents."""

    def __init__(self, archive: zipfile.ZipFile, period: Period) -> None:
        self.archive, self.period = archive, period
        self.names, self.template = archive_names.Names(), word_templates.current()
        self.asked = word.asked(self.template)
        self.lines: list[tuple[object, ...]] = []

    def add(self, version: Version) -> None:
        """The workbook and the Word report of a version, and the files that came with it."""
        agency = version.report.agency
        stem = archive_names.stem(agency.tier, agency.code, agency.name, self.period.name, version.number)
        stem, day = self.names.free(stem), version.decided_at or version.sent_at
        self._store(version, f"{stem}.xlsx", workbook.workbook(papers.appendices(version)), day)
        document = word_papers.of_version(version, self.asked)
        self._store(version, f"{stem}.docx", word.written(document, self.template), day)
        files = Attachment.objects.filter(version=version, removed_at__isnull=True).order_by("at", "key")
        for number, row in enumerate(files, start=1):
            self._copy(version, f"{stem}_dinh-kem-{number:02d}.pdf", row)

    def add_province(self) -> None:
        """The totals, where the province's own report is approved too."""
        found = rollup_query.province(self.period, Stage.OFFICIAL)
        content = workbook.workbook(papers.province_appendices(self.period, found))
        name = f"0_tong-hop-toan-tinh_{archive_names.bare(self.period.name)}.xlsx"
        self._put(name, content, timezone.now())
        empty = [""] * 6
        self.lines.append(("Tổng hợp toàn tỉnh", *empty, name, _sha256(content), "Số liệu chính thức khi đóng gói"))

    def finish(self) -> None:
        """The list of contents, which also names the reports that are not approved yet."""
        for name, code, tier in (
            Report.objects.filter(period=self.period, official__isnull=True)
            .order_by("agency__tier", "agency__code")
            .values_list("agency__name", "agency__code", "agency__tier")
        ):
            self.lines.append((name, code, Tier(tier).label, *[""] * 6, "Chưa được duyệt khi đóng gói"))
        self._put(MANIFEST, sheets.csv_text(COLUMNS, self.lines), timezone.now())

    def _store(self, version: Version, name: str, content: bytes, day: datetime.datetime | None) -> None:
        self._put(name, content, day)
        self._line(version, name, _sha256(content))

    def _put(self, name: str, content: bytes, day: datetime.datetime | None) -> None:
        self.archive.writestr(_entry(name, day), content)

    def _copy(self, version: Version, name: str, row: Attachment) -> None:
        """A file from the disk, piece by piece; what is not there any more, or is not what it was, is said."""
        digest = hashlib.sha256()
        try:
            source = attachments.path_of(row).open("rb")
        except FileNotFoundError:
            self._line(version, "", row.sha256, f"Không tìm thấy tệp đính kèm “{row.name}”")
            return
        with source, self.archive.open(_entry(name, row.at), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
        same = digest.hexdigest() == row.sha256
        said = row.name if same else f"{row.name}: tệp khác với tệp đã đính kèm (SHA-256 lúc đó {row.sha256})"
        self._line(version, name, digest.hexdigest(), said)

    def _line(self, version: Version, name: str, sha256: str, note: str = "") -> None:
        agency = version.report.agency
        self.lines.append(
            (
                *(agency.name, agency.code, agency.get_tier_display(), version.number),
                *(version.document_number, version.document_date, version.decided_at),
                *(name, sha256, note),
            )
        )


def _entry(name: str, day: datetime.datetime | None) -> zipfile.ZipInfo:
    """A place in the archive, dated as the paper is."""
    local = timezone.localtime(day)
    entry = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.external_attr = 0o644 << 16
    return entry


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
