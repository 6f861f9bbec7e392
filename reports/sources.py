"""Which measures of other registers can a row of the form name as its source, and how are they called?

The row itself says where its figure comes from (`Spec.source`); what a measure counts is written in
`procedures.services.measures`, under the same names.
"""

REGISTERS = {"procedures": "Danh mục TTHC", "dossiers": "Sổ hồ sơ TTHC"}

MEASURES = {
    "procedures.announced": "TTHC công bố mới trong kỳ",
    "procedures.ended": "TTHC bãi bỏ, thay thế trong kỳ",
    "procedures.province": "TTHC cấp tỉnh còn hiệu lực",
    "procedures.district": "TTHC cấp huyện còn hiệu lực",
    "procedures.commune": "TTHC cấp xã còn hiệu lực",
    "procedures.linked_same_tier": "TTHC liên thông cùng cấp",
    "procedures.linked_across_tiers": "TTHC liên thông giữa các cấp",
    "procedures.beyond_boundaries": "TTHC không phụ thuộc địa giới",
    "procedures.partial_eligible": "TTHC đủ điều kiện trực tuyến một phần",
    "procedures.partial": "TTHC trực tuyến một phần",
    "procedures.partial_used": "TTHC trực tuyến một phần có hồ sơ",
    "procedures.full_eligible": "TTHC đủ điều kiện trực tuyến toàn trình",
    "procedures.full": "TTHC trực tuyến toàn trình",
    "procedures.full_used": "TTHC trực tuyến toàn trình có hồ sơ",
    "procedures.online": "TTHC trực tuyến",
    "procedures.online_on_national_portal": "TTHC trực tuyến trên Cổng DVC quốc gia",
    "procedures.with_fee": "TTHC có nghĩa vụ tài chính",
    "procedures.paid_online": "TTHC thanh toán trực tuyến",
    "dossiers.resolved": "hồ sơ đã giải quyết",
    "dossiers.on_time": "hồ sơ giải quyết đúng hạn",
    "dossiers.received_of_online": "hồ sơ tiếp nhận của TTHC trực tuyến",
    "dossiers.received_online": "hồ sơ tiếp nhận trực tuyến",
}


def register(name: str) -> str:
    """The register that a measure is counted in, as people call it: "Sổ hồ sơ TTHC"."""
    return REGISTERS.get(name.partition(".")[0], name)


def label(name: str) -> str:
    """A measure with its register: "Sổ hồ sơ TTHC: hồ sơ đã giải quyết"; "" for a row that is only typed."""
    return f"{register(name)}: {MEASURES.get(name, name)}" if name else ""


def is_shared(name: str) -> bool:
    """Whether several agencies count the same things under a measure: procedures, which are resolved in many places."""
    return name.startswith("procedures.")
