"""Which passwords are refused, and which are not?"""

import unicodedata

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from agencies import passwords
from agencies.models import User
from tests import cast

pytestmark = pytest.mark.django_db

REFUSED = [
    "matkhau123",
    "Matkhau@123",
    "ubnd@2026",
    "Cchc@2026",
    "quantri123",
    "Admin@123",
    "Abc@123456",
    "Vietnam@123",
    "hanoi2026",
    "a" * 64,
    "SKHDT2026",
    "SKHDT@2026",
    "Matkhau@123456",
    "Matkhau@2026!!",
    "M@tkh@u@2026",
    "Mật khẩu 123456",
    "mat khau 2026 2026",
    "matkhaumatkhau",
    "Sonoivu@2026",
    "SoNoiVu@123456",
    "Sở Nội vụ 2026",
    "Cchc2026@Hue",
    "Cchc@ThuaThienHue",
    "CCHC-2024-2025-2026",
    "Ubndtinh@2026",
    "UBND tỉnh Thừa Thiên Huế",
    "Huyenphongdien@2026",
    "Phongdien@123456",
    "xadienhuong2026",
    "sokehoachvadautu2026",
    "Sở Kế hoạch và Đầu tư",
    "Skhdt@Hue2026",
    "19822@19822@19822",
    "Caicachhanhchinh2026",
    "Quantri@hethong123",
    "Quantrivien@2026",
    "Admin@Admin@123",
    "Administrator@123",
    "Password@123456",
    "P@ssw0rd@2026",
    "Qwertyuiop@123",
    "Qwerty@1234567",
    "1qaz2wsx3edc4rfv",
    "123456789012345",
    "012345678910111213",
    "2026-11-22-2026",
    "abcabcabcabcabc",
    "abcdefghijklmnop",
    "zzzzzzzzzzzz1",
    "Vietnam@123456",
    "VietNam2026@VietNam",
    "Hanoi@123456789",
    "Hue@2024@2025@2026",
    "Anhyeuem@1234",
    "iloveyou@123456",
    "Nguyenvana@1990",
    "Nguyen Thi Lan 1985",
    "Tran.Thi.Lan@85",
    "lan.skhdt@2026",
    "congthongtin@2026",
    "thang10nam2026!",
    "Thang11@2026@Quy4",
    "Baocaothongke@123",
    "mưa rơi",
]
ACCEPTED = [
    "mưa rơi trên mái ngói cũ",
    "con mèo vàng ngủ trên mái nhà",
    "con meo vang ngu tren mai nha",
    "quyển sổ tay màu xanh",
    "xe đạp tím qua cầu",
    "tôi thích ăn bún bò",
    "hoa sen trắng hồ Tịnh Tâm",
    "bốn con vịt xiêm lội ao",
    "Bà ngoại trồng khoai lang tím",
    "gió mùa thổi qua khe cửa",
    "chiếc nón lá bay xuống sông",
    "ly cà phê nguội lúc bảy giờ",
    "một rổ bưởi da xanh",
    "thằng cu Tí đánh rơi đôi dép",
    "trời đổ cơn giông bất chợt",
    "kiến bò quanh chén mắm ruốc",
    "đò ngang chòng chành cập bến",
    "khế chua rụng đầy sân gạch",
    "lúa trổ đòng thơm ngát",
    "Đêm Rằm nghe ếch kêu râm ran",
    "ruộng bậc thang lấp lánh nước",
    "chim sẻ làm tổ trong ống khói",
    "bánh khoái giòn rụm chấm tương",
    "cái cầu thang kẽo kẹt",
    "sáo diều vi vu trên đê",
    "Kx7mR2pQ9vLt",
    "vK9#tR4!mW8zQ",
    "correct horse battery staple",
    "purple bicycle under waterfall",
    "8pelican-tundra-oxide",
    "Zf4-kiwi-mũ-len",
    "gà trống gáy ba tiếng " * 3,
    "thuyền thúng trôi lững lờ giữa đầm phá lúc hoàng hôn xuống chậm rãi trên mặt nước",
    "x" + "bếp củi khói cay mắt, nồi cá kho keo lại; " * 3,
    "dưa hấu ruột đỏ hạt đen, mẹ bổ làm tám miếng chia cho cả xóm ăn giải khát trưa hè oi bức gió Lào thổi rát mặt",
    "Ổi xá lị chấm muối ớt!",
    "tờ lịch bóc dở trên vách",
    "mười hai bến nước, bến nào trong",
    "đom đóm lập lòe bụi tre",
    "áo tơi ướt sũng treo sau hè",
]


@pytest.fixture
def lan():
    cast.snv(), cast.district(), cast.commune()
    return cast.reporter_a()


@pytest.mark.parametrize("password", REFUSED)
def test_a_password_that_an_office_would_guess_is_refused(password, lan):
    with pytest.raises(ValidationError):
        validate_password(password, lan)


@pytest.mark.parametrize("password", ACCEPTED)
def test_a_sentence_or_a_random_password_is_accepted(password, lan):
    validate_password(password, lan)


def test_the_two_lists_are_as_long_as_promised():
    assert (len(set(REFUSED)), len(set(ACCEPTED))) == (64, 40)


@pytest.mark.parametrize("password", ["Matkhau@123456", "Sonoivu@2026", "Cchc2026@Hue", "M@tkh@u@2026"])
def test_a_weak_password_is_refused_for_what_it_is_made_of_and_not_for_its_length(password, lan):
    assert passwords.problem(password, ["Sở Nội vụ"]) == "Mật khẩu chỉ gồm các từ, tên và số mà người khác dễ đoán ra."


def test_characters_are_counted_as_people_see_them():
    with pytest.raises(ValidationError, match="ít nhất 12 ký tự"):
        passwords.LongEnough(12).validate(unicodedata.normalize("NFD", "bếp củi ước"))


def test_a_password_typed_with_loose_marks_is_the_same_password(lan):
    loose = unicodedata.normalize("NFD", cast.PASSWORD)
    assert loose != cast.PASSWORD
    assert lan.check_password(loose)
    lan.set_password(loose)
    assert lan.check_password(cast.PASSWORD)
    assert User.objects.create_user("nfd", password=loose, full_name="A").check_password(cast.PASSWORD)


def test_blanks_at_the_ends_and_case_belong_to_a_password(lan):
    assert not lan.check_password(f" {cast.PASSWORD}")
    assert not lan.check_password(cast.PASSWORD.upper())


def test_temporary_passwords_pass_the_validators_and_do_not_repeat(lan):
    made = {passwords.temporary() for _ in range(20)}
    assert len(made) == 20
    for password in made:
        validate_password(password, lan)


def test_the_validators_of_the_portal_are_ours():
    names = [type(validator).__name__ for validator in get_default_password_validators()]
    assert names == ["LongEnough", "NotEasilyGuessed", "CommonPasswordValidator", "UserAttributeSimilarityValidator"]
