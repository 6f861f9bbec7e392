"""Are editions and their rows kept by the services, with what they refuse shown at the form?"""

import pytest
from django.urls import reverse

from agencies.models import Event
from reports.models import FormEdition, Indicator
from tests import cast, filing
from tests.reports.admin.asking import page, row, said

pytestmark = pytest.mark.django_db


def change(client, obj, **changes):
    """Send the change form of a row as the page shows it, with some fields changed."""
    model = obj._meta.model_name
    address = reverse(f"admin:reports_{model}_change", args=[obj.pk])
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | changes
    return client.post(
        address, {name: value for name, value in data.items() if value not in (None, False)}, follow=True
    )


def errors(response) -> list[str]:
    form = response.context["adminform"].form
    return [text for texts in form.errors.values() for text in texts]


def test_a_row_is_changed_and_written_down(client, admin, copy):
    change(client, row(copy, "2:1"), label="Số văn bản chỉ đạo", italic_from="", tiers=["department", "district"])
    stored = row(copy, "2:1")
    assert (stored.label, stored.tiers, stored.bold) == ("Số văn bản chỉ đạo", "department|district", True)
    event = Event.objects.latest("number")
    assert (event.action, event.subject, event.by) == ("save_indicator", "THỬ 2025/2:1", admin)


def test_a_row_saved_as_it_was_stays_the_same(client, admin, copy):
    before = Indicator.objects.filter(appendix__edition=copy).values()
    old = list(before)
    for key in ("2:2", "2:8", "4:3.1", "5:1.5.2", "2:3.1"):
        assert change(client, row(copy, key)).redirect_chain
    assert list(before.all()) == old


def test_a_row_that_would_break_the_edition_is_refused_with_what_was_typed(client, admin, copy):
    response = change(client, row(copy, "2:2"), formula="2.2 / 2.9")
    assert errors(response) == [
        "Công thức “2.2 / 2.9” dùng 2:2.9 nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu."
    ]
    assert 'value="2.2 / 2.9"' in response.content.decode()
    assert row(copy, "2:2").formula == "2.2 / 2.1"


def test_a_row_whose_change_would_break_another_one_is_refused(client, admin, copy):
    response = change(client, row(copy, "2:2.1"), code="2.9")
    assert errors(response)[0] == (
        "Mục 2:2: công thức “2.2 / 2.1” dùng 2:2.1 nhưng không có chỉ tiêu đó. Sửa mã, hoặc thêm chỉ tiêu."
    )


def test_a_row_that_others_need_is_not_deleted(client, admin, copy):
    address = reverse("admin:reports_indicator_delete", args=[row(copy, "2:2.1").pk])
    (message,) = said(client.post(address, {"post": "yes"}, follow=True))
    assert message.startswith("Mục 2:2: công thức “2.2 / 2.1” dùng 2:2.1 nhưng không có chỉ tiêu đó.")
    assert row(copy, "2:2.1")


def test_a_row_that_nobody_needs_is_deleted(client, admin, copy):
    client.post(reverse("admin:reports_indicator_delete", args=[row(copy, "2:8").pk]), {"post": "yes"})
    assert Event.objects.latest("number").action == "delete_indicator"


def test_an_edition_in_use_can_be_read_only_with_all_that_is_in_it(client, admin, copy):
    cast.skhdt()
    filing.period()
    used = filing.edition()
    rows = {
        "formedition": used,
        "indicator": row(used, "2:1"),
        "checkrule": used.rules.first(),
        "sectiontemplate": used.sections.first(),
    }
    for name, one in rows.items():
        text = page(client, f"reports_{name}_change", one.pk)
        assert 'name="_save"' not in text, name
        assert "<textarea" not in text, name
        for verb in ("change", "delete"):
            address = reverse(f"admin:reports_{name}_{verb}", args=[one.pk])
            assert client.post(address, {"post": "yes", "label": "Khác"}).status_code == 403, name
    assert "đã dùng cho một kỳ báo cáo nên chỉ xem được" in page(client, "reports_formedition_change", used.pk)


def test_no_row_is_added_to_an_edition_in_use(client, admin, copy):
    cast.skhdt()
    filing.period()
    offered = client.get(reverse("admin:reports_checkrule_add")).context["adminform"].form.fields["edition"].queryset
    assert list(offered) == [copy]


def test_a_copy_is_made_from_the_page_of_an_edition(client, admin):
    edition = filing.edition()
    assert "Nhân bản" in page(client, "reports_formedition_change", edition.pk)
    address = reverse("admin:reports_formedition_clone", args=[edition.pk])
    response = client.post(address, {"code": "THỬ 2026"}, follow=True)
    assert said(response) == ["Đã nhân bản “188/SNV-CCHC (2022)” thành “THỬ 2026”. Bộ biểu mới sửa được."]
    assert Indicator.objects.filter(appendix__edition__code="THỬ 2026").count() == 151


def test_a_copy_with_a_code_that_is_taken_is_refused_with_what_was_typed(client, admin):
    edition = filing.edition()
    address = reverse("admin:reports_formedition_clone", args=[edition.pk])
    text = client.post(address, {"code": edition.code}).content.decode()
    assert "Cần một ký hiệu chưa dùng cho bộ biểu mới" in text
    assert 'value="188/SNV-CCHC (2022)"' in text
    assert FormEdition.objects.count() == 1


def test_the_action_of_the_list_copies_one_edition_at_a_time(client, admin, copy):
    address = reverse("admin:reports_formedition_changelist")
    data = {"action": "clone_selected", "_selected_action": [copy.pk]}
    assert client.post(address, data).headers["Location"] == f"/admin/reports/formedition/{copy.pk}/clone/"
    data["_selected_action"] = [copy.pk, filing.edition().pk]
    assert said(client.post(address, data, follow=True)) == ["Mỗi lần chỉ nhân bản một bộ biểu: hãy chọn một dòng."]


def inline(*rows: dict, initial: int) -> dict:
    """The fields of the appendices below an edition."""
    data = {"appendices-TOTAL_FORMS": len(rows), "appendices-INITIAL_FORMS": initial}
    for number, given in enumerate(rows):
        data |= {f"appendices-{number}-{name}": value for name, value in given.items()}
    return data


def shown(edition: FormEdition) -> list[dict]:
    names = ("id", "edition", "number", "title", "short_title")
    return [dict(zip(names, one, strict=True)) for one in edition.appendices.values_list(*names)]


def save_edition(client, edition: FormEdition, appendices: list[dict], **more):
    data = {"code": edition.code, "name": edition.name, "issued_on": "24/02/2022", "legal_source": ""} | more
    address = reverse("admin:reports_formedition_change", args=[edition.pk])
    return client.post(address, data | inline(*appendices, initial=7), follow=True)


def test_an_edition_is_renamed_and_gets_an_appendix(client, admin, copy):
    stamp = FormEdition.objects.get(pk=copy.pk).stamp
    new = {"id": "", "edition": copy.pk, "number": 9, "title": "PHỤ LỤC CHÍN", "short_title": "Chín"}
    save_edition(client, copy, [*shown(copy), new], code="THỬ 2027")
    copy.refresh_from_db()
    assert (copy.code, copy.appendices.count()) == ("THỬ 2027", 8)
    assert copy.stamp > stamp
    actions = Event.objects.order_by("-number").values_list("action", "subject")[:2]
    assert list(actions) == [("save_appendix", "THỬ 2027/9"), ("save_edition", "THỬ 2027")]


def test_an_appendix_with_rows_keeps_its_number_and_stays(client, admin, copy):
    lines = shown(copy)
    lines[0]["number"], lines[1]["DELETE"] = 12, "on"
    text = save_edition(client, copy, lines).content.decode()
    assert "Phụ lục 2 đã có chỉ tiêu nên giữ nguyên số" in text
    assert "Phụ lục 3 còn 14 chỉ tiêu; hãy xóa các chỉ tiêu trước." in text
    assert list(copy.appendices.values_list("number", flat=True)) == [2, 3, 4, 5, 6, 7, 8]


def test_an_edition_is_added_empty(client, admin):
    data = {"code": "MỚI", "name": "Bộ biểu mới", "issued_on": "", "legal_source": ""} | inline(initial=0)
    client.post(reverse("admin:reports_formedition_add"), data)
    assert FormEdition.objects.get().code == "MỚI"
    assert Event.objects.latest("number").action == "save_edition"


@pytest.mark.parametrize("number, count", [("2", 27), ("9" * 5000, 151), ("x", 151)])
def test_rows_are_narrowed_to_an_appendix_that_can_be(client, admin, number, count):
    filing.edition()
    response = client.get(reverse("admin:reports_indicator_changelist"), {"appendix": number})
    assert response.context["cl"].result_count == count


def test_a_new_edition_that_claims_to_have_appendices_already_is_no_crash(client, admin):
    data = {"code": "Bộ biểu thử", "name": "Bộ biểu thử", "appendices-TOTAL_FORMS": 1, "appendices-INITIAL_FORMS": 1}
    row = {"appendices-0-number": 2, "appendices-0-title": "Phụ lục", "appendices-0-short_title": "PL2"}
    assert client.post("/admin/reports/formedition/add/", data | row).status_code < 500
