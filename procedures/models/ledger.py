"""Which dossiers (hồ sơ TTHC) came in and went out, and what do they add up to day by day?

No applicant is stored, nothing about a person: a dossier is a code, a procedure, an agency and dates.
"""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from procedures.models.register import Field, Procedure


class Channel(models.IntegerChoices):
    ONLINE = 1, "Trực tuyến"
    DIRECT = 2, "Trực tiếp"
    POSTAL = 3, "Bưu chính"


class Outcome(models.IntegerChoices):
    PENDING = 1, "Đang giải quyết"
    WAITING = 2, "Chờ tiếp nhận"
    RESOLVED = 3, "Đã giải quyết"
    RETURNED = 4, "Trả lại"
    WITHDRAWN = 5, "Rút hồ sơ"
    INVALID = 6, "Không hợp lệ"


OPEN = (Outcome.PENDING, Outcome.WAITING)


class DossierCode(models.CharField):
    """A code compared byte by byte. The type's full name keeps Django from adding a second index for LIKE."""

    def db_type(self, connection) -> str | None:
        if connection.vendor == "postgresql":
            return f'character varying({self.max_length}) COLLATE "C"'
        return super().db_type(connection)


class Dossier(models.Model):
    """One dossier. Whether it is early, late or overdue follows from its dates (procedures.timing)."""

    code = DossierCode("mã hồ sơ", max_length=60, primary_key=True)
    # Imports resolve both codes before they write; a constraint would cost a trigger a row and double the time.
    agency = models.ForeignKey(
        Agency, models.PROTECT, db_constraint=False, db_index=False, related_name="+", verbose_name="cơ quan"
    )
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, db_constraint=False, db_index=False, related_name="+", verbose_name="thủ tục"
    )
    channel = models.PositiveSmallIntegerField("hình thức nộp", choices=Channel.choices)
    outcome = models.PositiveSmallIntegerField("kết quả", choices=Outcome.choices)
    received_on = models.DateField("ngày tiếp nhận")
    due_on = models.DateField("ngày hẹn trả", null=True, blank=True)
    finished_on = models.DateField("ngày trả kết quả", null=True, blank=True)
    delay_reason = models.CharField("lý do chậm do hệ thống", max_length=200, blank=True)
    # The file named no due day; it follows from the time of the procedure, and a later file may name another.
    due_computed = models.BooleanField("hạn do cổng tính", default=False, db_default=False)

    class Meta:
        verbose_name = "hồ sơ TTHC"
        verbose_name_plural = "hồ sơ TTHC"
        constraints = [
            models.CheckConstraint(
                name="dossier_finished_or_open",
                condition=Q(finished_on__isnull=True, outcome__in=OPEN) | Q(finished_on__isnull=False, outcome__gt=2),
            ),
            models.CheckConstraint(
                name="dossier_dates_ordered",
                condition=(Q(finished_on__isnull=True) | Q(finished_on__gte=F("received_on")))
                & (Q(due_on__isnull=True) | Q(due_on__gte=F("received_on"))),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "received_on"], name="dossier_by_agency"),
            models.Index(fields=["procedure"], name="dossier_by_procedure"),
            # Whatever was overdue on any day: a few of a hundred dossiers.
            models.Index(
                fields=["agency", "due_on"],
                name="dossier_ever_overdue",
                condition=Q(finished_on__isnull=True) | Q(finished_on__gt=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IllustrativeLedger(models.Model):
    """The demonstration put dossiers of an agency into the ledger: every page that counts them says so."""

    agency = models.OneToOneField(Agency, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.agency)


class Counted(models.Model):
    """What came and what was resolved from one day on: that day alone, or as long as the grain of a summary lasts."""

    day = models.DateField()
    received_online = models.IntegerField(default=0)
    received_direct = models.IntegerField(default=0)
    received_postal = models.IntegerField(default=0)
    early = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)

    class Meta:
        abstract = True


class CountedByDay(Counted):
    """What happened on one day. Pending and overdue on a day are differences of running sums up to that day."""

    returned = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    invalid = models.IntegerField(default=0)
    fell_overdue = models.IntegerField(default=0)  # the first day after the due day found it open
    left_overdue = models.IntegerField(default=0)  # closed, in whatever way, after its due day
    waiting = models.IntegerField(default=0)  # received this day and today still waiting to be taken in

    class Meta:
        abstract = True


class AgencyDay(CountedByDay):
    """One agency, one day: lists of agencies, and one agency over all fields.

    An agency's days by field would be nearly as many rows as dossiers; they are counted from its dossiers when asked.
    """

    pk = models.CompositePrimaryKey("agency", "day")
    agency = models.ForeignKey(Agency, models.PROTECT, db_constraint=False, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.agency_id}, {self.day}"


class TierDay(CountedByDay):
    """One tier, one field, one day: the whole province, whatever the number of agencies and dossiers.

    Departments resolve at the tier of the province, as the form counts them.
    """

    pk = models.CompositePrimaryKey("tier", "field", "day")
    tier = models.CharField(max_length=20)
    field = models.ForeignKey(Field, models.PROTECT, db_constraint=False, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.tier}, {self.field_id}, {self.day}"


class ProcedureHalfMonth(Counted):
    """One procedure at one tier, half a month: which procedures are used online, which take long.

    By day it would be nearly as many rows as dossiers. The halves begin on the 1st and the 15th, as reporting spans do;
    days beyond whole halves are counted from the dossiers when asked.
    """

    pk = models.CompositePrimaryKey("procedure", "tier", "day")
    procedure = models.ForeignKey(Procedure, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    tier = models.CharField(max_length=20)
    lasted = models.IntegerField(default=0)  # calendar days from receipt to result, of all that were resolved

    def __str__(self) -> str:
        return f"{self.procedure_id}, {self.tier}, {self.day}"
