"""Digital signatures of a PDF: is each verdict the right one?"""

import pytest

from reports import signatures
from tests.reports import pdfs


@pytest.fixture
def roots(tmp_path) -> str:
    (tmp_path / "root.pem").write_bytes(pdfs.authority().pem())
    (tmp_path / "README.txt").write_text("not a certificate")
    return str(tmp_path)


@pytest.fixture(scope="module")
def signer():
    return pdfs.authority().signer("Nguyễn Đại Minh", "Sở Kế hoạch và Đầu tư")


@pytest.fixture(scope="module")
def good(signer) -> bytes:
    return pdfs.signed(pdfs.plain(), signer)


def verdict(content: bytes, roots: str) -> signatures.Verdict:
    return signatures.verdict(pdfs.looked_at(content, roots))


def test_a_good_signature_says_who_and_when(good, roots):
    found = verdict(good, roots)
    assert (found.code, found.title) == ("good", "Chữ ký số hợp lệ")
    (one,) = found.signatures
    assert (one.name, one.organization, one.issuer) == ("Nguyễn Đại Minh", "Sở Kế hoạch và Đầu tư", "CA thử nghiệm")
    assert abs(one.signed_at - pdfs.NOW).total_seconds() < 3600
    assert (one.stamped, one.fault) == (False, "")


def test_without_roots_nobody_is_trusted_or_distrusted(good):
    found = verdict(good, "")
    assert (found.code, found.title) == ("unrooted", "Chữ ký số nguyên vẹn, chưa xác định được độ tin cậy")
    assert found.signatures[0].fault == "chưa xác định được độ tin cậy"


def test_one_changed_byte_breaks_it(good, roots):
    assert verdict(good.replace(b"(Bao cao)", b"(Bao cau)"), roots).code == "broken"


@pytest.mark.parametrize("more", [b"\n% them vao sau\n", b"\n% them\n%%EOF\n"], ids=["bytes", "bytes with an end"])
def test_bytes_behind_the_signature_are_told(good, roots, more):
    assert verdict(good + more, roots).code in ("extended", "changed")


def test_a_page_that_was_replaced_after_signing_is_told(good, roots):
    changed = pdfs.updated(good)
    assert changed.startswith(good)
    assert (verdict(changed, roots).code, verdict(changed, roots).title) == ("changed", "Tệp đã bị sửa sau khi ký số")


def test_an_unknown_authority_is_not_trusted(roots):
    found = verdict(pdfs.signed(pdfs.plain(), pdfs.authority("CA lạ").signer("Ai đó")), roots)
    assert (found.code, found.signatures[0].why) == ("untrusted", "unknown")
    assert "không do tổ chức mà cổng tin cậy cấp" in found.signatures[0].fault


def test_an_expired_and_a_revoked_certificate_are_told_apart(roots, signer, good, tmp_path):
    expired = pdfs.signed(pdfs.plain(), pdfs.authority().signer("Cũ", until=pdfs.NOW - pdfs.DAY))
    assert [verdict(expired, roots).code, verdict(expired, roots).signatures[0].why] == ["untrusted", "expired"]
    (tmp_path / "list.crl").write_bytes(pdfs.authority().revoked(signer))
    assert [verdict(good, roots).code, verdict(good, roots).signatures[0].why] == ["untrusted", "revoked"]


def test_two_signatures_hold_together_and_fall_with_the_worse_one(good, roots):
    both = pdfs.signed(good, pdfs.authority().signer("Lê Thị Hoa"), "Ky2")
    found = verdict(both, roots)
    assert (found.code, [one.name for one in found.signatures]) == ("good", ["Nguyễn Đại Minh", "Lê Thị Hoa"])
    mixed = pdfs.signed(good, pdfs.authority("CA lạ").signer("Ai đó"), "Ky2")
    assert verdict(mixed, roots).code == "untrusted"
    assert verdict(pdfs.signed(pdfs.updated(good), pdfs.authority().signer("Sau"), "Ky2"), roots).code == "changed"


def test_a_file_without_signatures_says_so(roots):
    assert verdict(pdfs.plain(), roots).title == "Tệp chưa ký số"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        b"%PDF-" + b"[" * 9000,
    ],
    ids=["empty", "in circles", "deep"],
)
def test_what_cannot_be_read_is_said_and_nothing_more(content, roots):
    assert verdict(content, roots).code == "unreadable"


def test_a_file_nobody_has_looked_at_is_not_judged():
    assert signatures.verdict({}).title == "Chưa kiểm tra chữ ký số"
