"""Which signatures does a PDF bear, and do they hold? Runs as a process of its own, with little memory and time.

``python -m reports.signatures_child FILE ROOTS`` writes JSON (reports.signatures.verdict). ROOTS: a folder of trusted
certificates (.pem, .crt, .cer, .der) and of revocation lists (.crl), or "". It asks nobody over the network.
"""

import io
import json
import logging
import resource
import sys
from pathlib import Path
from typing import IO, Any

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports import signatures

MEMORY = 768 * 1024 * 1024
MOST = 20  # signatures of one file
_END = b"%%EOF"
LONGEST = 200  # letters of a name in a certificate
CERTIFICATES, LISTS = {".pem", ".crt", ".cer", ".der"}, {".crl"}
_EXPIRED = {
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}
_REVOKED = {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def main(path: str, roots: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    with open(path, "rb") as file:
        json.dump(looked_at(file, roots), sys.stdout)
    return 0


def looked_at(file: IO[bytes], roots: str) -> dict[str, Any]:
    """What ``signatures.verdict`` reads; whatever a file does here, it is one that could not be read."""
    trusted, lists = _roots(roots)
    unreadable = {"state": signatures.UNREADABLE, "whole": False, "signatures": []}
    try:
        embedded, to_the_end = _embedded(file)
        judged = [_judged(one, trusted, lists) for one in embedded[:MOST]]
    except Exception:  # a hostile file may raise anything
        return unreadable
    if not embedded:
        return unreadable | {"state": signatures.NONE}
    if len(embedded) > MOST:
        return unreadable
    return {
        "state": signatures.READ,
        "whole": to_the_end and any(whole for whole, _ in judged),
        "signatures": [said for _, said in judged],
    }


def _embedded(file: IO[bytes]) -> tuple[list[Any], bool]:
    """The signatures, and whether the file was read to its end.

    What somebody appended with an end mark of its own hides the real end; then the file is read up to the mark before.
    """
    try:
        return PdfFileReader(file, strict=False).embedded_signatures, True
    except PdfReadError:
        file.seek(0)
        content = file.read()
        before = content.rfind(_END, 0, content.rfind(_END))
        if before < 0:
            raise
        shorter = io.BytesIO(content[: before + len(_END)] + b"\n")
        return PdfFileReader(shorter, strict=False).embedded_signatures, False


def _roots(folder: str) -> tuple[list[x509.Certificate], list[crl.CertificateList]]:
    trusted: list[x509.Certificate] = []
    lists: list[crl.CertificateList] = []
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if path.suffix.lower() in CERTIFICATES:
            trusted += [x509.Certificate.load(content) for content in _pieces(path)]
        elif path.suffix.lower() in LISTS:
            lists += [crl.CertificateList.load(content) for content in _pieces(path)]
    return trusted, lists


def _pieces(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [piece for _, _, piece in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]


def _judged(one, trusted: list[x509.Certificate], lists: list[crl.CertificateList]) -> tuple[bool, dict[str, Any]]:
    """Whether a signature covers the file to its end, and what is to be said of it."""
    said = _signer(one.signer_cert)
    # A context remembers what it was asked: each signature gets its own.
    context = ValidationContext(trust_roots=trusted, crls=lists, allow_fetching=False, revocation_mode="soft-fail")
    try:
        if one.sig_object_type == "/DocTimeStamp":
            status: Any = validate_pdf_timestamp(one, context)
            at, stamped = status.timestamp, True
        else:
            status = validate_pdf_signature(one, context, key_usage_settings=_USAGE)
            stamp = status.timestamp_validity
            stamped = bool(stamp and stamp.valid and stamp.intact)
            at = stamp.timestamp if stamp and stamped else status.signer_reported_dt
    except Exception:  # the signature itself is broken, or is made with what nobody should trust
        return False, said | {"intact": False}
    level = status.modification_level
    unchanged = (
        status.coverage.value >= SignatureCoverageLevel.ENTIRE_REVISION.value
        and getattr(status, "docmdp_ok", True) is not False
        and (level is None or level.value <= ModificationLevel.FORM_FILLING.value)
    )
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return whole, said | {
        "at": at.isoformat() if at else "",
        "stamped": stamped,
        "intact": bool(status.intact and status.valid),
        "unchanged": unchanged,
        "trusted": _trusted(status, unchanged) if trusted else None,
        "why": _why(status) if trusted else "",
    }


def _trusted(status: Any, unchanged: bool) -> bool:
    """The bottom line also falls with a timestamp that nobody trusts; that a file was changed is said by itself."""
    return bool(status.trusted and (status.bottom_line or not unchanged))


def _why(status: Any) -> str:
    """Why the chain of the certificate, or else of its timestamp, is not trusted; "" when it is."""
    if status.trusted:
        return "" if status.bottom_line else signatures.STAMP
    if status.trust_problem_indic in _REVOKED:
        return signatures.REVOKED
    return signatures.EXPIRED if status.trust_problem_indic in _EXPIRED else signatures.UNKNOWN


def _signer(certificate: x509.Certificate | None) -> dict[str, Any]:
    subject = certificate.subject.native if certificate else {}
    issuer = certificate.issuer.native if certificate else {}
    return {
        "name": _text(subject.get("common_name")) or "không rõ người ký",
        "organization": _text(subject.get("organization_name")),
        "issuer": _text(issuer.get("common_name")),
    }


def _text(value: object) -> str:
    """A name in a certificate may be several, and anything at all."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST].strip()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
