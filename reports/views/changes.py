"""Which changes does a request of the entry page ask for? Strict: what no page of ours sends is refused."""

import json
from typing import Any

from django.http import HttpRequest

from reports.services import Refusal, figures

MOST = 400  # changes in one request; the whole form has 151 rows
MOST_BYTES = 512 * 1024
_TEXTS = ("typed", "note", "base")
_LONGEST = {"typed": 2000, "note": 4000, "base": 200}  # before cleaning; the services say what is kept
_HIGHEST = 2**31 - 1


class Malformed(Exception):
    """A body that is not what the page sends; the text is the sentence of the answer."""


def read(request: HttpRequest) -> list[figures.Change]:
    """The changes in the body {"user"?, "changes": [{"key", "revision", "typed"?, "note"?, "base"?}]}.

    `user` is the account for which the page was opened: after a login in another tab nobody signs what somebody else
    has typed. Raises Malformed, or Refusal for another account.
    """
    if request.content_type != "application/json":  # what else comes has not been looked through for odd characters
        raise Malformed("Yêu cầu không đúng định dạng. Hãy tải lại trang.")
    if len(request.body) > MOST_BYTES:
        raise Malformed("Yêu cầu quá lớn: hãy dán từng phụ lục.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Malformed("Yêu cầu không đúng định dạng. Hãy tải lại trang.") from None
    rows = body.get("changes") if isinstance(body, dict) else None
    if not isinstance(rows, list) or set(body) - {"changes", "user"}:
        raise Malformed("Yêu cầu thiếu danh sách ô cần lưu. Hãy tải lại trang.")
    if body.get("user", request.user.pk) != request.user.pk:
        raise Refusal("Trang này được mở bằng một tài khoản khác. Đăng nhập lại bằng tài khoản đó để gửi các ô đã gõ.")
    if not 0 < len(rows) <= MOST:
        raise Malformed(f"Mỗi lần lưu từ 1 đến {MOST} ô.")
    changes = [_change(row) for row in rows]
    if len({change.key for change in changes}) != len(changes):
        raise Malformed("Một ô xuất hiện hai lần trong cùng một yêu cầu.")
    return changes


def _change(row: Any) -> figures.Change:
    if not isinstance(row, dict) or set(row) - {"key", "revision", *_TEXTS}:
        raise Malformed("Yêu cầu có ô không đúng định dạng. Hãy tải lại trang.")
    key, revision = row.get("key"), row.get("revision")
    if not isinstance(key, str) or len(key) > 40:
        raise Malformed("Yêu cầu có ô không có mã. Hãy tải lại trang.")
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision <= _HIGHEST:
        raise Malformed(f"Ô {key} thiếu số lần sửa. Hãy tải lại trang.")
    texts = {name: row[name] for name in _TEXTS if name in row}
    if not texts:
        raise Malformed(f"Ô {key} không có gì để lưu.")
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > _LONGEST[name]:
            raise Malformed(f"Nội dung của ô {key} không phải là chữ hoặc quá dài.")
    return figures.Change(key, revision, **texts)
