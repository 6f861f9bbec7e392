"""An edition that is copied, and changed by hand: what stays apart, and what is refused."""

import datetime

import pytest

from agencies.models import Event
from reports import plain
from reports.edition_files import EditionError
from reports.models import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, editions
from tests import cast, filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy() -> FormEdition:
    for code in ("SNV", "STP", "STC", "STTTT", "VPUBND"):
        cast.agency(code, f"Cơ quan {code}", "department", cast.province())
    return editions.clone_edition(filing.edition(), "THỬ 2025", by=cast.admin())


@pytest.fixture
def used() -> FormEdition:
    filing.period()
    return filing.edition()


def row(edition: FormEdition, key: str) -> Indicator:
    number, _, code = key.partition(":")
    return Indicator.objects.get(appendix__edition=edition, appendix__number=number, code=code)


def last_event() -> Event:
    return Event.objects.order_by("pk")[Event.objects.count() - 1]


def test_a_copy_has_every_row_and_is_written_down(copy):
    assert copy.appendices.count() == 7
    assert Indicator.objects.filter(appendix__edition=copy).count() == 151
    assert (copy.rules.count(), copy.sections.count()) == (28, 25)
    assert (copy.name, copy.issued_on) == (filing.edition().name, datetime.date(2022, 2, 24))
    event = last_event()
    assert (event.action, event.subject, event.before) == ("clone_edition", "THỬ 2025", "188/SNV-CCHC (2022)")


def test_a_copy_says_the_same_as_its_original_but_for_the_code(copy):
    one, other = plain.edition(filing.edition()), plain.edition(copy)
    assert list(one.specs) == list(other.specs)
    assert [(r.id, r.expression) for r in one.rules] == [(r.id, r.expression) for r in other.rules]
    assert {s.pk for s in one.specs.values()}.isdisjoint({s.pk for s in other.specs.values()})


def test_a_change_of_the_copy_leaves_the_original_alone_and_the_other_way_round(copy):
    mine = row(copy, "2:1")
    mine.label, mine.italic_from = "Chỉ trong bản sao", ""
    editions.save_row(mine, by=cast.admin())
    assert row(filing.edition(), "2:1").label.startswith("Số văn bản chỉ đạo CCHC")
    editions.delete_row(row(filing.edition(), "2:8"), by=cast.admin())
    assert row(copy, "2:8").kind == "choice"


@pytest.mark.parametrize("code", ["188/SNV-CCHC (2022)", " 188/SNV-CCHC (2022) ", "", "  "])
def test_a_copy_needs_a_code_of_its_own(code):
    with pytest.raises(Refusal, match="Cần một ký hiệu chưa dùng cho bộ biểu mới"):
        editions.clone_edition(filing.edition(), code, by=None)


def test_an_edition_in_use_can_be_copied(used):
    assert editions.clone_edition(used, "THỬ 2026", by=None).in_use is False


def test_a_saved_row_makes_every_worker_read_the_edition_anew(copy):
    assert plain.edition(copy).specs["2:1"].bold
    one = row(copy, "2:1")
    one.bold = False
    editions.save_row(one, by=cast.admin())
    assert not plain.edition(FormEdition.objects.get(pk=copy.pk)).specs["2:1"].bold
    event = last_event()
    assert (event.action, event.subject, event.by_name) == ("save_indicator", "THỬ 2025/2:1", "Quản trị hệ thống")
    assert (event.before["bold"], event.after["bold"]) == ("1", "0")


def test_a_new_row_comes_last_in_its_appendix(copy):
    new = Indicator(appendix=copy.appendices.get(number=2), code="9", label="Số cuộc họp", unit="Cuộc")
    new.kind, new.rollup = "count", "sum"
    editions.save_row(new, by=cast.admin())
    assert list(copy.appendices.get(number=2).indicators.values_list("code", flat=True))[-2:] == ["8", "9"]


def test_a_new_check_comes_last_and_a_section_where_it_says(copy):
    editions.save_row(
        CheckRule(edition=copy, code="MỚI", expression="2:2.2 <= 2:2.1", severity="error", reason="Vì sao."),
        by=cast.admin(),
    )
    assert copy.rules.last().code == "MỚI"
    editions.save_row(SectionTemplate(edition=copy, code="V", position=26, title="Kiến nghị", level=1), by=cast.admin())
    assert copy.sections.last().code == "V"


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"formula": "2.2 / 2.9"}, "dùng 2:2.9 nhưng không có chỉ tiêu đó"),
        ({"formula": "2.2 / 2"}, "công thức đi vòng: 2:2 → 2:2"),
        ({"formula": "2.2 / 8"}, "cần count, amount, total, nhưng gặp “2:8 là choice”"),
        ({"code": "1"}, "mỗi mã chỉ dùng một lần"),
        ({"code": "2a"}, "cột code cần các số cách nhau bằng dấu chấm"),
        ({"lead": "STC"}, "Chỉ lead và formula mới có cơ quan chủ trì"),
        ({"kind": "count"}, "cột formula cần ô trống"),
    ],
)
def test_a_row_that_would_break_the_edition_is_refused(copy, change, reason):
    one = row(copy, "2:2")
    for name, value in change.items():
        setattr(one, name, value)
    with pytest.raises(EditionError) as caught:
        editions.save_row(one, by=cast.admin())
    assert reason in str(caught.value)
    assert row(copy, "2:2").formula == "2.2 / 2.1"


def test_a_row_that_others_need_is_not_deleted(copy):
    with pytest.raises(EditionError) as caught:
        editions.delete_row(row(copy, "2:2.1"), by=cast.admin())
    assert str(caught.value).splitlines() == [
        "Mục 2:2: công thức “2.2 / 2.1” dùng 2:2.1 nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu.",
        "Mục PL2-2: quy tắc “2:2.2 <= 2:2.1” dùng 2:2.1 nhưng không có chỉ tiêu đó. Sửa khóa, hoặc bỏ quy tắc.",
    ]
    assert row(copy, "2:2.1").kind == "count"


def test_a_row_that_nobody_needs_is_deleted_and_written_down(copy):
    editions.delete_row(row(copy, "2:8"), by=cast.admin())
    assert not Indicator.objects.filter(appendix__edition=copy, code="8", appendix__number=2).exists()
    assert (last_event().action, last_event().before["code"]) == ("delete_indicator", "8")


IN_USE = "đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó"


def test_nothing_of_an_edition_in_use_changes(used):
    by = cast.admin()
    changes = [
        lambda: editions.save_row(row(used, "2:1"), by=by),
        lambda: editions.delete_row(row(used, "2:8"), by=by),
        lambda: editions.save_row(used.rules.first(), by=by),
        lambda: editions.delete_row(used.sections.first(), by=by),
        lambda: editions.save_row(SectionTemplate(edition=used, code="V", position=26, title="Mới"), by=by),
        lambda: editions.save_edition(used, by=by),
        lambda: editions.delete_edition(used, by=by),
        lambda: editions.save_appendices(used, used.appendices.all(), [], by=by),
    ]
    for change in changes:
        with pytest.raises(Refusal, match=IN_USE):
            change()


def test_an_appendix_with_rows_keeps_its_number_and_stays(copy):
    appendix = copy.appendices.get(number=3)
    with pytest.raises(Refusal, match="Phụ lục 3 còn 14 chỉ tiêu; hãy xóa các chỉ tiêu trước"):
        editions.save_appendices(copy, [], [appendix], by=cast.admin())
    appendix.number = 10
    with pytest.raises(Refusal, match="Phụ lục 3 đã có chỉ tiêu nên giữ nguyên số"):
        editions.save_appendices(copy, [appendix], [], by=cast.admin())
    appendix.number, appendix.short_title = 3, "Thể chế"
    editions.save_appendices(copy, [appendix], [], by=cast.admin())
    assert copy.appendices.get(number=3).short_title == "Thể chế"


def test_an_empty_appendix_comes_and_goes(copy):
    editions.save_appendices(
        copy, [Appendix(edition=copy, number=9, title="MỚI", short_title="Mới")], [], by=cast.admin()
    )
    editions.save_appendices(copy, [], [copy.appendices.get(number=9)], by=cast.admin())
    assert copy.appendices.count() == 7
    assert last_event().action == "delete_appendix"


def test_an_edition_that_nothing_uses_is_deleted_with_its_rows(copy):
    editions.delete_edition(copy, by=cast.admin())
    assert FormEdition.objects.count() == 1
    assert Indicator.objects.count() == 151
    assert (last_event().action, last_event().subject) == ("delete_edition", "THỬ 2025")
