"""Which columns has the list of jobs?"""

import django_tables2 as tables

from agencies.list_columns import WHOLE, WIDE, InstantColumn
from jobs import standing
from jobs.models import Job


class JobTable(tables.Table):
    title = tables.Column("Việc", linkify=("job", {"key": tables.A("pk")}), attrs=WIDE)
    state = tables.TemplateColumn(
        '<span class="status status--{{ tone }}">{{ value }}</span>',
        verbose_name="Tình trạng",
        accessor="get_state_display",
        order_by="state",
        extra_context=lambda record: {"tone": standing.TONES[record.state]},
        attrs=WHOLE,
    )
    amount = tables.Column("Đã làm", accessor="pk", orderable=False, default="", attrs=WHOLE)
    message = tables.Column("Ghi chú", orderable=False, default="", attrs=WIDE)
    owner = tables.Column("Người yêu cầu", accessor="owner__full_name")
    created_at = InstantColumn("Yêu cầu lúc")
    finished_at = InstantColumn("Kết thúc lúc", default="")

    class Meta:
        empty_text = "Chưa có việc chạy nền nào."
        attrs = {"class": "list"}
        order_by = "-created_at"

    def render_amount(self, record: Job) -> str:
        return standing.amount(record)

    def value_state(self, record: Job) -> str:
        return record.get_state_display()
