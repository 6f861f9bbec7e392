"""One number grammar, read strictly and never silently."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import numbers
from agencies.numbers import Offer, Reading, State
from reports.catalogue import Kind, Spec
from tests.reports.number_corpus import CORPUS


def spec(kind: Kind, unit: str = "", choices: tuple[tuple[int, str], ...] = ()) -> Spec:
    return Spec("2:1", 2, "1", "Một dòng", unit=unit, kind=kind, choices=choices)


COUNT = spec(Kind.COUNT, "Văn bản")
AMOUNT = spec(Kind.AMOUNT, "Triệu đồng")
TOTAL = spec(Kind.TOTAL, "Triệu đồng")
PERCENT = spec(Kind.PERCENT, "%")
RATE = spec(Kind.RATE, "%")
YES_NO = spec(Kind.CHOICE, choices=((0, "Không"), (1, "Có")))
METHOD = spec(Kind.CHOICE, choices=((0, "Trực tuyến"), (1, "Phát phiếu"), (2, "Kết hợp")))

COLUMNS = (
    [(line.text, COUNT, line.count) for line in CORPUS]
    + [(line.text, one, line.amount) for line in CORPUS for one in (AMOUNT, TOTAL)]
    + [(line.text, one, line.percent) for line in CORPUS for one in (PERCENT, RATE)]
    + [(line.text, YES_NO, line.choice) for line in CORPUS]
)


def verdict(reading: Reading) -> tuple[str, Decimal | None]:
    if reading.refused:
        return "refused", reading.offer.value if reading.offer else None
    return reading.state.value, reading.value


@pytest.mark.parametrize("text, of, expected", COLUMNS, ids=[f"{of.kind}-{text[:20]!a}" for text, of, _ in COLUMNS])
def test_every_text_of_the_corpus_gets_its_verdict(text, of, expected):
    figure = Decimal(expected.strip("!")) if expected.strip("!") else None
    state = "refused" if expected.startswith("!") else "reported" if expected else "missing"

    assert verdict(numbers.read(of, text)) == (state, figure)


def test_the_corpus_is_no_smaller_than_promised():
    assert len({line.text for line in CORPUS}) >= 120


def test_every_refusal_says_what_was_expected_what_came_and_how_to_mend_it():
    refused = [reading for text, of, _ in COLUMNS if (reading := numbers.read(of, text)).refused]

    assert len(refused) > 500
    assert all(one.rule == "INPUT" and one.expected and one.came and one.mend.endswith(".") for one in refused)
    assert all(one.value is None and one.state is State.MISSING for one in refused)
    assert all(unicodedata.is_normalized("NFC", one.expected + one.came + one.mend) for one in refused)


@pytest.mark.parametrize(
    "of, expected",
    [
        (COUNT, "số nguyên không âm, ví dụ 1.537"),
        (AMOUNT, "số không âm, dấu phẩy trước phần thập phân, ví dụ 1.234,56"),
        (TOTAL, "số không âm, dấu phẩy trước phần thập phân, ví dụ 1.234,56"),
        (PERCENT, "tỷ lệ phần trăm, dấu phẩy trước phần thập phân, ví dụ 88,70"),
        (RATE, "tỷ lệ phần trăm, dấu phẩy trước phần thập phân, ví dụ 88,70"),
        (YES_NO, "0 (Không) hoặc 1 (Có)"),
        (METHOD, "0 (Trực tuyến), 1 (Phát phiếu) hoặc 2 (Kết hợp)"),
    ],
)
def test_each_kind_of_cell_says_what_it_expects(of, expected):
    assert numbers.read(of, "abc").expected == expected


@pytest.mark.parametrize(
    "of, text, mend",
    [
        (COUNT, "1.234,56", "Ô này đếm số nguyên: bỏ phần thập phân hoặc kiểm tra lại số liệu."),
        (COUNT, "12,00", "Bỏ phần thập phân, gõ 12."),
        (COUNT, "100%", "Ô này ghi số lượng (Văn bản), không ghi tỷ lệ: bỏ dấu % và gõ số lượng."),
        (COUNT, "1.5.2024", "Đây giống một ngày tháng: ngày tháng ghi ở cột Ghi chú, ở đây gõ số liệu."),
        (COUNT, "12/21", "Ô này nhận một số: gõ mỗi số vào dòng của nó; tỷ lệ do hệ thống tính."),
        (COUNT, "1e5", "Gõ đủ các chữ số, không dùng cách viết như 1e5, 1_000 hay 0x10."),
        (COUNT, "１２", "Gõ lại bằng các chữ số 0 đến 9."),
        (COUNT, "1\u200b2", "Trong ô có ký tự không nhìn thấy được: xóa hết rồi gõ lại bằng chữ số."),
        (COUNT, "9 cuộc", "Chỉ gõ số 9; phần chữ ghi ở cột Ghi chú nếu cần."),
        (COUNT, "không có", "Gõ số liệu bằng chữ số; nếu không phát sinh thì gõ “-”."),
        (AMOUNT, "-5", "Số liệu không âm: bỏ dấu trừ, hoặc gõ “-” nếu không phát sinh."),
        (AMOUNT, "12 tỷ", "Đổi ra đơn vị của ô (Triệu đồng) rồi gõ đủ các chữ số."),
        (AMOUNT, "1,23456", "Sau dấu phẩy có nhiều nhất 4 chữ số."),
        (
            AMOUNT,
            "100.000.000.000",
            "Số quá lớn: trước dấu phẩy có nhiều nhất 11 chữ số. Kiểm tra lại đơn vị tính (Triệu đồng).",
        ),
        (
            AMOUNT,
            "1.23.456",
            "Dấu chấm hoặc dấu cách chỉ tách từng nhóm ba chữ số, dấu phẩy đứng trước phần thập phân: ví dụ 1.234,56.",
        ),
        (PERCENT, "88.70", "Dấu chấm tách hàng nghìn, dấu phẩy đứng trước phần thập phân: gõ 88,70."),
        (PERCENT, "12.345.678", "Tỷ lệ không lớn đến thế: kiểm tra lại; số lượng thì ghi ở dòng số lượng."),
        (YES_NO, "9 cuộc", "Gõ 1 nếu có, 0 nếu không; “9 cuộc” ghi ở cột Ghi chú."),
        (METHOD, "4", "Chọn 0 (Trực tuyến), 1 (Phát phiếu) hoặc 2 (Kết hợp)."),
    ],
)
def test_a_refusal_says_how_to_mend_it(of, text, mend):
    assert numbers.read(of, text).mend == mend


def test_what_came_is_quoted_as_it_was_written():
    assert numbers.read(YES_NO, " 9 cuộc ").came == "9 cuộc"


def test_a_dot_in_a_percentage_is_a_question_with_both_readings_and_no_offer():
    reading = numbers.read(PERCENT, "205.787")

    assert reading.mend == (
        "“205.787” có thể là số hàng nghìn, cũng có thể là 205,787. "
        "Nếu là phần thập phân thì gõ 205,787; nếu là số lượng thì ghi ở dòng số lượng."
    )
    assert reading.offer is None


@pytest.mark.parametrize(
    "of, text, offer",
    [
        (YES_NO, "9 cuộc", Offer(Decimal(1), "9 cuộc")),
        (YES_NO, "0 cuộc", Offer(Decimal(0), "0 cuộc")),
        (COUNT, "9 cuộc", Offer(Decimal(9), "9 cuộc")),
        (COUNT, "6 văn bản", Offer(Decimal(6))),
        (AMOUNT, "12,5 Triệu đồng", Offer(Decimal("12.5"))),
        (METHOD, "1 = Phát phiếu", Offer(Decimal(1))),
        (METHOD, "1 phiếu", None),
    ],
)
def test_words_are_offered_to_the_note_unless_they_only_repeat_the_form(of, text, offer):
    assert numbers.read(of, text).offer == offer


def test_the_decimals_that_were_written_are_counted():
    assert [numbers.read(RATE, text).places for text in ("88", "88,7", "88,70%", "88,7048")] == [0, 1, 2, 4]


def test_a_hidden_character_is_shown_by_its_number():
    assert numbers.read(COUNT, "1\u200b2").came == "1[U+200B]2"
    assert numbers.read(COUNT, "a" * 100).came == "a" * 59 + "…"


def test_a_kept_text_is_nfc_short_and_free_of_what_no_database_takes():
    assert numbers.clean(" Co\u0301 \n") == "Có"
    assert numbers.clean("1\x002") == "1\ufffd2"
    assert numbers.clean("\ud8001") == "\ufffd1"
    assert numbers.clean("x" * 300) == "x" * 199 + "…"


@pytest.mark.parametrize(
    "value, kind, shown",
    [
        ("205787", Kind.COUNT, "205.787"),
        ("0", Kind.COUNT, "0"),
        ("127", Kind.TOTAL, "127"),
        ("1", Kind.CHOICE, "1"),
        ("1234.56", Kind.AMOUNT, "1.234,56"),
        ("1234.50", Kind.AMOUNT, "1.234,5"),
        ("1234.0000", Kind.AMOUNT, "1.234"),
        ("0.005", Kind.AMOUNT, "0,01"),
        ("0.004", Kind.AMOUNT, "0"),
        ("58.925", Kind.RATE, "58,93 %"),
        ("58.9249999", Kind.RATE, "58,92 %"),
        ("0", Kind.RATE, "0,00 %"),
        ("100", Kind.PERCENT, "100,00 %"),
        ("1234.5", Kind.PERCENT, "1.234,50 %"),
        ("-3.5", Kind.RATE, "-3,50 %"),
        ("-0.001", Kind.RATE, "0,00 %"),
    ],
)
def test_figures_are_shown_as_people_write_them(value, kind, shown):
    assert numbers.show(Decimal(value), kind) == shown


def test_no_figure_is_shown_as_nothing():
    assert numbers.show(None, Kind.RATE) == ""


SPECS = (COUNT, AMOUNT, TOTAL, PERCENT, RATE, YES_NO, METHOD)
LIKELY = st.text(alphabet="0123456789.,% -–+eExX_/:\u00a0\u200b\x00cuộc Không１", max_size=30)


@given(st.sampled_from(SPECS), st.text(max_size=300) | LIKELY)
def test_no_text_ever_breaks_the_reader(of, text):
    reading = numbers.read(of, text)

    assert reading.refused or reading.value is None or 0 <= reading.value < 10**11
    assert reading.refused == bool(reading.mend)


@given(st.text(max_size=300) | LIKELY)
def test_what_is_kept_of_a_text_is_read_like_the_text(text):
    kept = numbers.clean(text)

    assert numbers.clean(kept) == kept
    assert [numbers.read(of, kept) for of in SPECS] == [numbers.read(of, text) for of in SPECS]


@given(st.sampled_from(SPECS), st.text(max_size=300) | LIKELY)
def test_what_is_offered_can_be_typed(of, text):
    offer = numbers.read(of, text).offer

    assert offer is None or not numbers.read(of, f"{offer.value:f}".replace(".", ",")).refused


@given(st.decimals(min_value=0, max_value=Decimal("99999999999.99"), places=2))
def test_a_shown_amount_or_percentage_reads_back_the_same(value):
    assert numbers.read(AMOUNT, numbers.show(value, Kind.AMOUNT)).value == value
    assert numbers.read(PERCENT, numbers.show(value, Kind.PERCENT)).value == value


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_a_shown_count_reads_back_the_same(value):
    assert numbers.read(COUNT, numbers.show(Decimal(value), Kind.COUNT)).value == value
