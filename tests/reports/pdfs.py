"""PDF files for the tests, signed by an authority that is thrown away afterwards."""

import datetime
import functools
import io
from concurrent.futures import ThreadPoolExecutor

from asn1crypto import crl as asn1_crl
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports import signatures_child

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
_LIST = x509.DistributionPoint([x509.UniformResourceIdentifier("http://127.0.0.1:9/list.crl")], None, None, None)
DAY = datetime.timedelta(days=1)


class Authority:
    """A root and the people it vouches for."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.root = self._certificate(self.name, self.key, is_root=True)

    def _certificate(self, subject, key, *, is_root=False, until=NOW + DAY) -> x509.Certificate:
        usage = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        usage |= {"digital_signature": not is_root, "content_commitment": not is_root}
        usage |= {"key_cert_sign": is_root, "crl_sign": is_root}
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 30 * DAY)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.CRLDistributionPoints([_LIST]), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def signer(self, name: str, organization: str = "", *, until=NOW + DAY) -> signers.SimpleSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(_name(name, organization), key, until=until)
        encoding = serialization.Encoding.DER
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(encoding)),
            signing_key=keys.PrivateKeyInfo.load(key.private_bytes(encoding, *plain)),
            cert_registry=SimpleCertificateStore(),
        )

    def pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def revoked(self, signer: signers.SimpleSigner) -> bytes:
        """A list that names the signer's certificate."""
        one = x509.RevokedCertificateBuilder().serial_number(signer.signing_cert.serial_number)
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW - DAY)
            .next_update(NOW + DAY)
            .add_revoked_certificate(one.revocation_date(NOW - DAY).build())
            .sign(self.key, hashes.SHA256())
        )
        return asn1_crl.CertificateList.load(made.public_bytes(serialization.Encoding.DER)).dump()


def _name(name: str, organization: str = "") -> x509.Name:
    more = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)] if organization else []
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), *more])


@functools.cache
def authority(name: str = "CA thử nghiệm") -> Authority:
    return Authority(name)


def plain(text: str = "Bao cao") -> bytes:
    """One page."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return out + head + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))


def signed(content: bytes, signer: signers.SimpleSigner, field: str = "Ky1") -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    fields.append_signature_field(writer, fields.SigFieldSpec(field))
    how = signers.PdfSignatureMetadata(field_name=field)
    apart(signers.sign_pdf, writer, how, signer=signer, output=out)
    return out.getvalue()


def apart(call, *args, **more):
    """What the call answers. It runs an event loop of its own, and in the tests' thread there may be the browser's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *args, **more).result()


def looked_at(content: bytes, roots: str = "") -> dict[str, object]:
    """What the portal's child says of a file."""
    return apart(signatures_child.looked_at, io.BytesIO(content), roots)


def updated(content: bytes) -> bytes:
    """The text of the page replaced by an incremental update: every byte that was signed is still there."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 24 Tf 72 700 Td (Khac) Tj ET"))
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()
