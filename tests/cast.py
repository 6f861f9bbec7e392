"""Who plays in the tests? Agencies and people, each made when first asked for and found again afterwards.

Agency A is Sở Kế hoạch và Đầu tư (skhdt), agency B is Sở Tài chính (stc); Sở Nội vụ (snv) reviews for the province.
"""

import datetime

from agencies import services
from agencies.models import Agency, Membership, Placement, Role, Tier, User

PASSWORD = "mưa rơi trên mái ngói cũ"  # passes every validator
LAST_DAY = datetime.date(2024, 12, 31)  # the last day of Thừa Thiên Huế as a province


def agency(
    code: str,
    name: str,
    tier: str,
    parent: Agency | None = None,
    *,
    document_code: str = "",
    valid_to: datetime.date | None = None,
) -> Agency:
    """An agency that always existed (until ``valid_to``), below ``parent`` for as long as both existed."""
    made, new = Agency.objects.get_or_create(
        code=code,
        valid_from=None,
        defaults={"name": name, "tier": tier, "document_code": document_code, "valid_to": valid_to},
    )
    if new and parent:
        ends = [day for day in (valid_to, parent.valid_to) if day]
        Placement.objects.create(agency=made, parent=parent, valid_to=min(ends, default=None))
    return made


def province() -> Agency:
    return agency("46", "Ủy ban nhân dân tỉnh Thừa Thiên Huế", Tier.PROVINCE, document_code="UBND", valid_to=LAST_DAY)


def snv() -> Agency:
    return agency("SNV", "Sở Nội vụ", Tier.DEPARTMENT, province(), document_code="SNV")


def skhdt() -> Agency:
    return agency("SKHDT", "Sở Kế hoạch và Đầu tư", Tier.DEPARTMENT, province(), document_code="SKHĐT")


def stc() -> Agency:
    return agency("STC", "Sở Tài chính", Tier.DEPARTMENT, province(), document_code="STC")


def district() -> Agency:
    return agency("476", "Huyện Phong Điền", Tier.DISTRICT, province(), document_code="UBND", valid_to=LAST_DAY)


def commune() -> Agency:
    return agency("19822", "Xã Điền Hương", Tier.COMMUNE, district(), document_code="UBND", valid_to=LAST_DAY)


def user(username: str, full_name: str = "", **more) -> User:
    """An account without any right, with PASSWORD, past its first login."""
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username, password=PASSWORD, full_name=full_name or username, **more)


def member(username: str, full_name: str, role: str, at: Agency) -> User:
    """An account that holds a role of an agency since ever."""
    one = user(username, full_name)
    Membership.objects.get_or_create(user=one, agency=at, role=role, valid_from=None)
    return one


def reporter_a() -> User:
    return member("lan.skhdt", "Trần Thị Lan", Role.REPORTER, skhdt())


def second_reporter_a() -> User:
    """A colleague who may write in the same report."""
    return member("hai.skhdt", "Lê Văn Hải", Role.REPORTER, skhdt())


def signer_a() -> User:
    return member("minh.skhdt", "Nguyễn Đại Minh", Role.SIGNER, skhdt())


def reporter_b() -> User:
    return member("phuong.stc", "Hồ Thị Phương", Role.REPORTER, stc())


def signer_b() -> User:
    return member("dung.stc", "Phan Văn Dũng", Role.SIGNER, stc())


def reporter_district() -> User:
    return member("nga.phongdien", "Võ Thị Nga", Role.REPORTER, district())


def reporter_commune() -> User:
    return member("tam.dienhuong", "Đặng Văn Tâm", Role.REPORTER, commune())


def reviewer() -> User:
    """Reviews for the province, works for Sở Nội vụ."""
    return member("thu.snv", "Hoàng Thị Thu", Role.REVIEWER, snv())


def reporter_snv() -> User:
    return member("khanh.snv", "Bùi Quốc Khánh", Role.REPORTER, snv())


def viewer() -> User:
    """Reads everything that was sent in the province."""
    return member("an.ubnd", "Tôn Thất An", Role.VIEWER, province())


def admin() -> User:
    """A system administrator: every permission of the admin pages, no right over any report."""
    return user("quantri", "Quản trị hệ thống", is_staff=True, is_superuser=True)


def shut(user: User, *, is_active: bool = False) -> None:
    """Shut an account as the administration does, or open it again."""
    user = User.objects.get(pk=user.pk)
    user.is_active = is_active
    services.change_user(user, by=None)
