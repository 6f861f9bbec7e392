"""What happened to a report, in the words of those who read it?"""

import datetime
from collections.abc import Mapping

from agencies import days
from reports import sources, workflow
from reports.catalogue import Edition

_STATES = {"none": "không phát sinh", "out_of_scope": "không thuộc phạm vi"}
_SHOWN = {
    "document_number": "số văn bản",
    "document_date": "ngày văn bản",
    "signer": "người ký",
    "round": "lần trả lại",
    "name": "tệp",
    "sha256": "mã băm",
    "data_as_of": "số liệu đến ngày",
    "measured": "số theo sổ",
}


def place(subject: str, edition: Edition) -> str:
    """What an event is about: "cell:2:5.1" is "Phụ lục 2, dòng 5.1 – …"."""
    what, _, name = subject.partition(":")
    match what:
        case "cell":
            spec = edition.specs.get(name)
            return f"Phụ lục {spec.appendix}, dòng {spec.code} – {spec.label}" if spec else name
        case "section":
            return f"Thuyết minh, mục {name}"
        case "version":
            return f"Phiên bản {name}"
        case "problem":
            return _warning(name.partition("|")[2].partition(",")[0], edition)
        case "file":
            return "Tệp đính kèm"
        case "upload":
            return "Tệp số liệu nạp lên"
        case _:
            return "Nhận xét" if what == "remark" else subject


def _warning(name: str, edition: Edition) -> str:
    """A warning by the first place that it is about, "5:1.5.4" or "section:II.1"; the code of its rule says nothing."""
    if name in edition.specs:
        return f"Cảnh báo ở {place(f'cell:{name}', edition)}"
    if name.startswith("section:"):
        return f"Cảnh báo ở thuyết minh, mục {name.removeprefix('section:')}"
    return "Cảnh báo của cả báo cáo"


def said(value: object) -> str:
    """What an event keeps as ``before`` or ``after``: a text, a cell, a status with its paper."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        return str(value)
    return cell(value) if "state" in value else "; ".join(_facts(value))


def cell(kept: Mapping[str, str | None]) -> str:
    """A cell as the log keeps it: what was typed, or its state; then its note and its 2015 figure."""
    text = kept.get("typed") or _STATES.get(kept.get("state") or "") or kept.get("value") or "để trống"
    text += f" (từ {sources.register(kept['filled_from'] or '')})" if kept.get("filled_from") else ""
    text += f" (ghi chú: {kept['note']})" if kept.get("note") else ""
    return text + (f" (số gốc năm 2015: {kept['base']})" if kept.get("base") else "")


def _facts(kept: Mapping[str, object]) -> list[str]:
    facts = [workflow.LABELS[workflow.Status(str(kept["status"]))]] if "status" in kept else []
    facts += [f"{name} {_day(kept[key])}" for key, name in _SHOWN.items() if kept.get(key)]
    return [*facts, "gửi muộn"] if kept.get("late") else facts


def _day(value: object) -> str:
    """Days are kept as 2024-06-11 and read as 11/6/2024; everything else is as it is."""
    try:
        day = datetime.date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return days.said(day)
