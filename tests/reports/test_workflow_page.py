"""The page of the workflow says what the table says."""

from reports import workflow, workflow_page


def row(name: str) -> str:
    (line,) = [line for line in workflow_page.markdown().splitlines() if line.startswith(f"| `{name}` | ")]
    return line


def test_every_action_and_every_state_has_its_row():
    for name, action in workflow.ACTIONS.items():
        assert action.label in row(name)
    for status, label in workflow.LABELS.items():
        assert label in row(status)


def test_an_action_says_where_it_leads_who_takes_it_what_refuses_it_and_what_it_asks():
    assert row("sign_and_send") == (
        "| `sign_and_send` | Ký và gửi | `waiting` | `submitted` | signer | "
        "Người trình ký không được tự ký báo cáo này.<br>Còn 1 lỗi phải sửa trước khi gửi.<br>"
        "Còn 1 cảnh báo chưa có giải trình. | document |"
    )


def test_an_action_without_a_goal_of_its_own_leads_back_to_where_the_figures_are_typed():
    assert "| where it was filled in | reporter, signer |" in row("withdraw")


def test_a_reopening_leads_to_the_next_version():
    assert "| `draft` of the next version | reviewer |" in row("reopen")


def test_a_return_needs_a_remark_and_an_approval_none():
    assert "Ghi ít nhất một nhận xét tại ô hoặc mục cần sửa trước khi trả lại." in row("send_back")
    assert "Còn 1 nhận xét chưa gửi: trả lại báo cáo hoặc xóa nhận xét trước khi duyệt." in row("approve")


def test_what_every_action_needs_is_said_once():
    page = workflow_page.markdown()
    assert page.count("Kỳ báo cáo đã đóng; liên hệ Sở Nội vụ nếu cần mở lại kỳ.") == 1
    assert page.count("Đã có phiên bản mới hơn của báo cáo này.") == 1


def test_the_diagram_has_every_step():
    page = workflow_page.markdown()
    assert "    waiting --> submitted: sign_and_send" in page
    assert "    approved --> draft: reopen" in page


def test_the_page_ends_with_one_newline_and_keeps_its_tables_whole():
    page = workflow_page.markdown()
    assert page.endswith(".\n")
    assert {line.count(" | ") for line in page.splitlines() if line.startswith("| `") and "<br>" in line} == {6}
