"""What do people and programs send who mean no good, or whose keyboard is broken? Texts, numbers, bodies, headers."""

import json

HUGE = str(10**30)
LONG = "9" * 5000  # int() refuses more than 4,300 digits

# Everything here is proper UTF-8 without NUL: it passes the door and must be answered by the page itself.
NUMBERS = (
    "",
    "0",
    "-1",
    "1.5",
    "01",
    "1e5",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1_000",
    "١٢",
    "１２",
    "½",
    "²",
    HUGE,
    LONG,
)
DAYS = ("2024-02-30", "0001-01-01", "9999-12-31", "99999-01-01", "31/12/2024 ", "1/1/1", "2024-13-01T25:61")
TEXTS = (
    "undefined",
    "null",
    "true",
    "-",
    "--number",
    "number,-number",
    "__class__",
    "agency__period__reports",
    "pk__gt",
    "?",
    "&&&==",
    "%",
    "_%_",
    "\\",
    "../../etc/passwd",
    "' OR 1=1 --",
    '");DROP TABLE agencies_event;--',
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}${7*7}%(x)s%n{0.__class__}",
    "=cmd|' /C calc'!A0",
    "a\r\nSet-Cookie: a=b",
    "\x01\x07\x0b\x1b[31m\x7f",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "\ufffe\uffff\U0010ffff",
    "Z̴̡̢͉̞̪̈́̏͐a̵͍͑l̷̨̛g̶o",
    "Ước Hoá ừ",
    "ﬁ ß İ ŉ ΐ ﷺ",
    "👩‍👩‍👧‍👦🏴‍☠️",
    "a " * 1500,
    "ế" * 3000,
    "\ufb2c" * 300,  # one letter here, three after NFC
)
EVERYTHING = NUMBERS + DAYS + TEXTS

# What no keyboard sends; as it stands in an address.
UNREADABLE = ("%00", "a%00b", "%ff%fe", "%ed%a0%80", "%c0%af", "%f4%90%80%80")

DEEP = "[" * 100_000
JSON_BODIES: tuple[bytes, ...] = (
    b"",
    b"null",
    b"0",
    b'""',
    b"[]",
    b"{}",
    b"{",
    b"\xff\xfe",
    b'{"a":"\\u0000"}',
    b'{"a":"\\ud800"}',
    DEEP.encode(),
    ('{"a":' * 50_000).encode(),
    LONG.encode(),
    b'{"changes":NaN}',
    b'{"changes":[]}',
    b'{"changes":{}}',
    b'{"changes":[[]]}',
    b'{"changes":[null]}',
    b'{"changes":[{}]}',
    b'{"changes":[{"key":"2:1","revision":0}],"changes":[{"key":"2:1","revision":0,"typed":"1","typed":"2"}]}',
    json.dumps({"changes": [{"key": "2:1", "revision": 0, "typed": "1"}], "status": "approved"}).encode(),
    json.dumps({"changes": [{"key": "2:1", "revision": 0, "typed": "1"}] * 500}).encode(),
    json.dumps({"changes": [{"key": "2:1", "revision": 0, "typed": "1" * 600_000}]}).encode(),
    json.dumps({"changes": [{"key": "2:1", "revision": 0, "typed": "1"}], "user": [1]}).encode(),
)
# What may stand where a text or a number of a change belongs.
JSON_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    2**31,
    2**63,
    10**30,
    1.5,
    float("inf"),
    "",
    "0",
    [],
    {},
    ["2:1"],
    {"a": 1},
)

BOUNDARY = "multipart/form-data; boundary=x"
_PART = b'--x\r\nContent-Disposition: form-data; name="text"'
FORM_BODIES: tuple[tuple[str, bytes], ...] = (
    (BOUNDARY, b""),
    (BOUNDARY, b"--x"),
    (BOUNDARY, b"--x\r\n\r\n--x--"),
    (BOUNDARY, _PART + b"\r\n\r\nnever ends"),
    (BOUNDARY, _PART + b"\r\nContent-Type: text/plain; charset=rot13\r\n\r\na\r\n--x--"),
    (BOUNDARY, _PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--"),
    (BOUNDARY, _PART + b'; filename="' + b"a" * 5000 + b'.pdf"\r\n\r\n%PDF-\r\n--x--'),
    (BOUNDARY, _PART + b"; filename*=utf-8''%00%ff.pdf\r\n\r\n%PDF-\r\n--x--"),
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=" + "b" * 500, b"--x\r\n"),
    ("multipart/form-data; boundary=\u00e9", b"--x\r\n"),
    (BOUNDARY + "; charset=utf-7", _PART + b"\r\n\r\n+AAA-+2AA-\r\n--x--"),
    ("application/x-www-form-urlencoded", b"text=1&text=2&text[]=3&&&===&%zz"),
    ("application/x-www-form-urlencoded", b"text=" + b"a" * (4 * 1024 * 1024)),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(4100))),
    ("application/x-www-form-urlencoded; charset=utf-16", b"text=%61"),
    ("text/plain", b'{"changes":[{"key":"2:1","revision":0,"note":"a\\u0000b"}]}'),
    ("text/plain; charset=unicode_escape", b'{"changes":[{"key":"2:1","revision":0,"note":"a\\ud800b"}]}'),
    ("application/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"\x00\xff"),
    (";;;", b"a"),
)

# Name and value of one header.
HEADERS: tuple[tuple[str, str], ...] = (
    ("content-type", "text/plain; charset=../../x"),
    ("content-type", "text/plain; charset=" + "a" * 5000),
    ("content-type", ";" * 3000),
    ("content-length", "abc"),
    ("content-length", LONG),
    ("cookie", 'session="aaaaaaaa\\000bbbbbbbb"; csrf="\\000"; messages="\\000"'),
    ("cookie", "session=" + "a" * 5000),
    ("cookie", "=;;;=a; session; csrf"),
    ("cookie", "messages=W10:1:x; session=\u00ff\u00fe"),
    ("host", "evil.example"),
    ("host", "testserver:99999999"),
    ("host", "a\u00e9"),
    ("x-forwarded-for", "<script>, 1.2.3.4.5, ::ffff:999"),
    ("x-forwarded-host", "evil.example"),
    ("user-agent", "\u00ff" * 5000),
    ("accept", "*/*," * 2000),
    ("accept-language", "vi" * 3000),
    ("if-modified-since", "Mon, 99 Foo 99999"),
    ("if-none-match", '"' * 1000),
    ("range", "bytes=5-1,-99999999999999999999"),
    ("origin", "null"),
    ("referer", "http://[::1"),
    ("x-requested-with", "XMLHttpRequest"),
    ("x-http-method-override", "DELETE"),
)
