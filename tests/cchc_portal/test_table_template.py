import django_tables2 as tables
from django.test import RequestFactory


class Agencies(tables.Table):
    name = tables.Column(verbose_name="Đơn vị")
    late = tables.Column(verbose_name="Trễ hạn", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    note = tables.Column(verbose_name="Ghi chú", orderable=False)


def drawn(rows: int, query: str = "") -> str:
    request = RequestFactory().get(f"/agencies/?{query}")
    table = Agencies([{"name": f"Đơn vị {n}", "late": n, "note": "<b>"} for n in range(rows)])
    tables.RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return table.as_html(request)


def test_a_sorted_column_says_so_and_links_to_the_other_direction():
    html = drawn(3, "sort=late&q=Huế")
    assert 'aria-sort="ascending"' in html
    assert "sort=-late" in html
    assert "q=Hu%E1%BA%BF" in html


def test_a_column_that_cannot_be_sorted_is_no_link():
    assert "sort=note" not in drawn(3)


def test_the_pager_speaks_vietnamese_and_keeps_the_filter():
    html = drawn(174, "page=2&q=x")
    assert "26–50" in html
    assert "174 dòng" in html
    assert "Trang trước" in html
    assert "Trang sau" in html
    assert "page=3" in html
    assert "q=x" in html


def test_a_page_number_in_an_address_is_never_grouped():
    assert "page=1042" in drawn(26 * 1024 + 100, "page=1041")


def test_figures_are_grouped_and_text_is_escaped():
    html = drawn(1538, "sort=-late")
    assert ">1.537</td>" in html
    assert "&lt;b&gt;" in html


def test_an_empty_list_says_why():
    assert "Không có dòng nào khớp với điều kiện lọc." in drawn(0)
