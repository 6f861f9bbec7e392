"""Where does a job stand, in the words of a page?"""

import dataclasses

from django.utils.formats import number_format

from jobs import watch
from jobs.models import Job

BUSY = "Máy chủ đang ghi dữ liệu của một việc khác; hãy thử lại sau ít phút."
TONES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "submitted",
    Job.State.DONE: "approved",
    Job.State.FAILED: "returned",
    Job.State.CANCELLED: "draft",
}
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
SILENT = (
    "Tiến trình nền đang làm việc này không còn cho tín hiệu hơn một phút nay: việc có thể đã bị ngắt giữa chừng. "
    "Khi có tiến trình nền, việc tự chạy lại; cũng có thể bấm “Chạy lại”."
)
NOBODY = "Chưa có tiến trình nền nào đang chạy trên máy chủ; việc sẽ bắt đầu khi có. Hãy báo quản trị hệ thống."
STOPPING = "Đã yêu cầu hủy; việc dừng ở bước kế tiếp."


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """``warning``: what is wrong with the worker, empty when nothing is."""

    label: str
    tone: str
    amount: str  # "12.000 / 205.787 (5 %)"
    message: str
    warning: str
    ended: bool
    may_cancel: bool
    may_again: bool


def of(job: Job) -> Standing:
    """What the page of a job says. At most two queries, only while the job is not at its end."""
    ended = job.state in ENDED
    silent = not ended and watch.silent(job)
    warning = SILENT if silent else ""
    if job.state == Job.State.QUEUED and not watch.anybody():
        warning = NOBODY
    return Standing(
        label="Mất tín hiệu" if silent else job.get_state_display(),
        tone="returned" if silent else TONES[Job.State(job.state)],
        amount=amount(job),
        message=STOPPING if job.cancel_asked and not ended else job.message,
        warning=warning,
        ended=ended,
        may_cancel=not ended and not job.cancel_asked,
        may_again=silent or job.state in (Job.State.FAILED, Job.State.CANCELLED),
    )


def amount(job: Job) -> str:
    """How much is done, as people write it; empty when nothing is counted."""
    done = number_format(job.done, use_l10n=True, force_grouping=True)
    if not job.total:
        return done if job.done else ""
    whole = number_format(job.total, use_l10n=True, force_grouping=True)
    return f"{done} / {whole} ({min(100, job.done * 100 // job.total)} %)"
