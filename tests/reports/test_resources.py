"""Lines of an edition come in and go out: what is stored, what is skipped, and what is refused with which words."""

import csv
import io

import pytest

from agencies import register_files
from agencies.models import Agency, Event, Tier
from reports import edition_rows, resources
from reports.edition_files import EditionError
from reports.models import Appendix, CheckRule, FormEdition, Indicator, SectionTemplate
from reports.services import Refusal, editions
from tests import cast, filing

pytestmark = pytest.mark.django_db

LEADS = ("SNV", "STP", "STC", "STTTT", "VPUBND")


@pytest.fixture
def copy() -> FormEdition:
    """A copy of the edition under another code, which nothing uses yet."""
    return editions.clone_edition(filing.edition(), "THỬ 2025", by=None)


def indicators(edition: FormEdition) -> list[dict[str, str]]:
    exported = resources.IndicatorResource().export(Indicator.objects.filter(appendix__edition=edition))
    return list(exported.dict)


def file(rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def bring(rows: list[dict[str, str]], resource=resources.IndicatorResource, **options):
    return resource(by=cast.admin(), agencies=LEADS).import_data(read(file(rows)), **options)


def read(data: bytes):
    return register_files.Csv().create_dataset(data)


def reasons(rows: list[dict[str, str]], resource=resources.IndicatorResource) -> list[str]:
    """What is said about a file that is refused."""
    result = bring(rows, resource)
    assert result.rows == []
    return [str(error.error) for error in result.base_errors]


def counts(result) -> dict[str, int]:
    return {kind: count for kind, count in result.totals.items() if count}


def test_an_export_has_the_columns_of_the_files_in_their_order(copy):
    exported = resources.IndicatorResource().export(Indicator.objects.filter(appendix__edition=copy))
    assert tuple(exported.headers) == edition_rows.COLUMNS
    assert exported.headers[:5] == ["edition", "appendix", "code", "label", "unit"]


def test_the_three_exports_say_what_the_files_of_the_folder_say():
    edition = filing.edition()
    exported = {
        "checks.csv": resources.CheckRuleResource().export(edition.rules.all()),
        "sections.csv": resources.SectionTemplateResource().export(edition.sections.all()),
    }
    for appendix in edition.appendices.all():
        exported[f"phu_luc_{appendix.number}.csv"] = resources.IndicatorResource().export(appendix.indicators.all())
    for name, dataset in exported.items():
        with (filing.FOLDER / name).open(encoding="utf-8", newline="") as stored:
            assert [dict(row) for row in dataset.dict] == list(csv.DictReader(stored)), name


@pytest.mark.parametrize(
    "resource, rows",
    [
        (resources.IndicatorResource, 151),
        (resources.CheckRuleResource, 28),
        (resources.SectionTemplateResource, 25),
    ],
)
def test_what_was_exported_is_skipped_when_it_comes_back(copy, resource, rows):
    owner = {resource.owner: copy}
    exported = resource().export(resource.Meta.model.objects.filter(**owner))
    stamp = FormEdition.objects.get(pk=copy.pk).stamp
    result = resource(agencies=LEADS).import_data(read(register_files.Csv().export_data(exported)))
    assert counts(result) == {"skip": rows}
    assert FormEdition.objects.get(pk=copy.pk).stamp == stamp


def test_a_file_saved_with_semicolons_by_a_vietnamese_excel_is_read_the_same(copy):
    result = resources.IndicatorResource(agencies=LEADS).import_data(
        read(file(indicators(copy), delimiter=";", encoding="utf-8-sig"))
    )
    assert counts(result) == {"skip": 151}


def test_a_changed_line_is_stored_and_written_down(copy):
    rows = indicators(copy)
    rows[0] |= {"label": "Số văn bản chỉ đạo", "italic_from": "", "bold": "0"}
    stamp = FormEdition.objects.get(pk=copy.pk).stamp
    assert counts(bring(rows)) == {"update": 1, "skip": 150}
    stored = Indicator.objects.get(appendix__edition=copy, appendix__number=2, code="1")
    assert (stored.label, stored.bold, stored.position) == ("Số văn bản chỉ đạo", False, 1)
    assert FormEdition.objects.get(pk=copy.pk).stamp == stamp + 1
    event = Event.objects.order_by("pk").last()
    assert (event.action, event.subject, event.by_name) == ("import_indicators", "THỬ 2025", "Quản trị hệ thống")
    assert event.after == {"update": 1, "skip": 150}


def test_the_edition_that_is_in_use_keeps_its_rows_when_a_copy_changes(copy):
    rows = indicators(copy)
    rows[0]["label"], rows[0]["italic_from"] = "Khác", ""
    bring(rows)
    assert Indicator.objects.get(appendix__edition=filing.edition(), appendix__number=2, code="1").label.startswith(
        "Số văn bản chỉ đạo CCHC"
    )


def test_a_preview_stores_nothing(copy):
    rows = indicators(copy)
    rows[0] |= {"label": "Khác", "italic_from": ""}
    events = Event.objects.count()
    result = bring(rows, dry_run=True)
    assert counts(result) == {"update": 1, "skip": 150}
    old = "Số văn bản chỉ đạo CCHC đã ban hành (Kết luận, chỉ thị, công văn chỉ đạo, quán triệt)"
    assert result.rows[0].diff[3] == f"{old} → Khác"
    assert Indicator.objects.get(appendix__edition=copy, appendix__number=2, code="1").label == old
    assert Event.objects.count() == events


def test_what_may_be_written_in_several_ways_is_stored_in_one(copy):
    rows = indicators(copy)
    rows[26] |= {"choices": "0 = Không | 1 = Có", "tiers": "district| department"}
    bring(rows)
    stored = Indicator.objects.get(appendix__edition=copy, appendix__number=2, code="8")
    assert (stored.choices, stored.tiers) == ("0=Không|1=Có", "department|district")


def test_a_new_line_is_put_where_the_file_has_it(copy):
    rows = indicators(copy)
    new = rows[0] | {"code": "9", "label": "Số cuộc họp", "italic_from": "", "unit": "Cuộc"}
    assert counts(bring([rows[0], new])) == {"new": 1, "skip": 1}
    order = Indicator.objects.filter(appendix__edition=copy, appendix__number=2).values_list("code", flat=True)
    assert list(order)[:4] == ["1", "9", "2", "2.1"]
    assert len(order) == 28


def test_lines_in_another_order_move_and_count_as_changed(copy):
    rows = [row for row in indicators(copy) if row["appendix"] == "2"]
    rows[1], rows[2] = rows[2], rows[1]
    assert counts(bring(rows)) == {"update": 3, "skip": 24}
    order = Indicator.objects.filter(appendix__edition=copy, appendix__number=2).values_list("code", flat=True)
    assert list(order)[:4] == ["1", "2.1", "2", "2.2"]
    assert counts(bring(indicators(copy))) == {"skip": 151}


def test_a_file_with_some_rows_leaves_the_others_as_they_are(copy):
    assert counts(bring([row for row in indicators(copy) if row["appendix"] == "3"])) == {"skip": 14}
    assert Indicator.objects.filter(appendix__edition=copy).count() == 151


def test_a_broken_formula_is_refused_with_its_line_and_nothing_is_stored(copy):
    rows = indicators(copy)
    rows[0] |= {"label": "Khác", "italic_from": ""}
    rows[1]["formula"] = "2.2 / 2.9"
    assert reasons(rows) == [
        "Dòng 3 (2:2): công thức “2.2 / 2.9” dùng 2:2.9 nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu."
    ]
    assert not Indicator.objects.filter(label="Khác").exists()


def test_every_fault_of_a_file_is_named(copy):
    rows = indicators(copy)
    rows[2]["kind"] = "number"
    rows[3]["own"] = "có"
    rows[4]["lead"] = "STC"
    assert reasons(rows)[:3] == [
        "Dòng 3 (2:2): mỗi phần của công thức “2.2 / 2.1” cần count, amount, total, nhưng gặp “2:2.1 là number”. "
        "Đổi phần đó.",
        "Dòng 4 (2:2.1): cột kind cần heading, count, amount, rate, percent, total, choice, nhưng gặp “number”. "
        "Chọn một loại trong danh sách.",
        "Dòng 5 (2:2.2): cột own cần 1 hoặc 0, nhưng gặp “có”. Ghi 1 cho có, 0 cho không.",
    ]
    assert len(reasons(rows)) == 4


def test_a_row_that_a_stored_check_needs_cannot_change_its_kind(copy):
    row = next(row for row in indicators(copy) if (row["appendix"], row["code"]) == ("2", "5.4"))
    heading = row | {"kind": "heading", "unit": "", "rollup": "", "cumulative": "0"}
    assert reasons([heading]) == [
        "Mục PL2-5: quy tắc “2:5.2 + 2:5.3 + 2:5.4 <= 2:5.1” dùng 2:5.4 nhưng đó là dòng tiêu đề, không có số liệu. "
        "Sửa khóa."
    ]


def test_a_code_given_twice_is_refused(copy):
    rows = indicators(copy)
    assert reasons([*rows[:2], rows[0]]) == [
        "Dòng 4 (2:1): mã 1 đã có ở dòng 2 của cùng phụ lục; mỗi mã chỉ dùng một lần. "
        "Đặt mã khác, kể cả khi bản in lặp lại số thứ tự."
    ]


def test_an_appendix_that_the_edition_lacks_is_refused(copy):
    assert reasons([indicators(copy)[0] | {"appendix": "9"}]) == [
        "Dòng 2 (9:1): cột appendix cần 2, 3, 4, 5, 6, 7, 8, nhưng gặp “9”. "
        "Sửa số phụ lục, hoặc thêm phụ lục vào bộ biểu."
    ]


def test_a_lead_agency_that_does_not_exist_is_refused(copy):
    row = next(row for row in indicators(copy) if row["lead"] == "STP")
    said = reasons([row | {"lead": "STPP"}])
    assert said == [
        f"Dòng 2 ({row['appendix']}:{row['code']}): cột lead cần mã của một cơ quan đang có, nhưng gặp “STPP”. "
        "Sửa mã, hoặc thêm cơ quan trước."
    ]


def test_a_text_that_is_too_long_for_its_column_is_refused(copy):
    assert reasons([indicators(copy)[0] | {"unit": "đ" * 61}]) == [
        "Dòng 2 (2:1): cột unit dài nhất 60 ký tự, nhưng nội dung này có 61 ký tự. Rút gọn lại."
    ]


@pytest.mark.parametrize(
    "model, longest, columns",
    [
        (Indicator, edition_rows.LONGEST, {}),
        (CheckRule, edition_rows.RULE_LONGEST, {"id": "code", "rule": "expression", "why": "reason"}),
        (SectionTemplate, edition_rows.SECTION_LONGEST, {}),
    ],
)
def test_a_column_takes_as_many_characters_as_its_table(model, longest, columns):
    assert {name: model._meta.get_field(columns.get(name, name)).max_length for name in longest} == longest


def test_an_edition_that_nobody_knows_is_refused(copy):
    assert reasons([indicators(copy)[0] | {"edition": "THỬ 2030"}]) == [
        "Dòng 2 (2:1): không có bộ biểu “THỬ 2030”. Sửa cột edition, hoặc thêm (nhân bản) bộ biểu trước."
    ]


def test_two_editions_in_one_file_are_refused(copy):
    rows = indicators(copy)[:2]
    rows[1]["edition"] = "188/SNV-CCHC (2022)"
    assert reasons(rows) == [
        "Dòng 3 (2:2): cột edition cần THỬ 2025, nhưng gặp “188/SNV-CCHC (2022)”. Mỗi lần chỉ nạp một bộ biểu."
    ]


def test_an_edition_in_use_is_refused(copy):
    cast.skhdt()
    filing.period()
    assert reasons(indicators(filing.edition())) == [
        "Bộ biểu “188/SNV-CCHC (2022)” đã dùng cho một kỳ báo cáo nên không sửa được; hãy nhân bản nó."
    ]


def test_a_file_without_a_column_is_refused(copy):
    rows = [{name: cell for name, cell in row.items() if name != "tiers"} for row in indicators(copy)]
    (said,) = reasons(rows)
    assert said.startswith("Tệp thiếu cột tiers; cần các cột edition, appendix, code, label, unit, kind,")


def test_a_file_without_lines_is_refused(copy):
    with pytest.raises(Refusal, match="Tệp không có dòng nào dưới dòng tên cột"):
        resources.IndicatorResource().import_data(read(",".join(edition_rows.COLUMNS).encode()), raise_errors=True)


def test_an_unsound_file_raises_where_that_is_asked_for(copy):
    with pytest.raises(EditionError, match="Dòng 2"):
        bring([indicators(copy)[0] | {"kind": "số"}], raise_errors=True)


def test_a_check_is_changed_added_and_refused_like_a_row(copy):
    rows = list(resources.CheckRuleResource().export(copy.rules.all()).dict)
    new = rows[0] | {"id": "PL2-9", "rule": "2:5.4 <= 2:5.1", "severity": "warning", "why": "Phần còn lại."}
    rows[1] |= {"severity": "warning"}
    assert counts(bring([*rows, new], resources.CheckRuleResource)) == {"new": 1, "update": 1, "skip": 27}
    assert copy.rules.order_by("position").last().code == "PL2-9"
    assert reasons([new | {"rule": "2:5.4 <= 2:99"}], resources.CheckRuleResource) == [
        "Dòng 2 (PL2-9): quy tắc “2:5.4 <= 2:99” dùng 2:99 nhưng không có chỉ tiêu đó. Sửa khóa, hoặc bỏ quy tắc."
    ]


def test_a_section_is_changed_moved_and_refused_like_a_row(copy):
    rows = list(resources.SectionTemplateResource().export(copy.sections.all()).dict)
    rows[-1] |= {"order": "26", "title": "Phương hướng"}
    new = rows[0] | {"order": "25", "code": "V", "title": "Kiến nghị", "takes_text": "1"}
    assert counts(bring([*rows, new], resources.SectionTemplateResource)) == {"new": 1, "update": 1, "skip": 24}
    assert list(copy.sections.values_list("code", flat=True))[-2:] == ["V", "IV"]
    assert reasons([new | {"order": "1", "level": "một", "takes_text": "có"}], resources.SectionTemplateResource) == [
        "Dòng 2 (V): cột level cần 1, 2, 3, 4, nhưng gặp “một”. Ghi bậc của mục: 1 cho I, 2 cho I.1.",
        "Dòng 2 (V): cột takes_text cần 1 hoặc 0, nhưng gặp “có”. Ghi 1 nếu mục có nội dung, 0 nếu chỉ là tiêu đề.",
        "Dòng 2 (V): cột order: 1 đã có ở một dòng khác (mục I). Đánh lại thứ tự.",
    ]


def test_a_row_of_an_appendix_without_rows_is_the_first(copy):
    Appendix.objects.create(edition=copy, number=9, title="PHỤ LỤC MỚI", short_title="Mới")
    new = indicators(copy)[0] | {"appendix": "9"}
    assert counts(bring([new])) == {"new": 1}
    assert Indicator.objects.get(appendix__edition=copy, appendix__number=9).code == "1"


def test_leads_are_asked_of_the_agencies_that_the_caller_names(copy):
    Agency.objects.create(code="STP", name="Sở Tư pháp", tier=Tier.DEPARTMENT)
    row = next(row for row in indicators(copy) if row["lead"] == "STP")
    assert counts(resources.IndicatorResource(agencies=None).import_data(read(file([row])))) == {"skip": 1}
