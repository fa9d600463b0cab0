"""Certificates for tests: an authority made for the test, and what it vouches for."""

import datetime
import ipaddress
import os
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
NAMES = ("localhost", "127.0.0.1")


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def alternative(text):
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def elliptic():
    return ec.generate_private_key(ec.SECP256R1())


def rivest():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_key(key, format=serialization.PrivateFormat.PKCS8, passphrase=None):
    cipher = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, format, cipher)


class Authority:
    """Vouches for certificates, itself or through one in between; `folder` holds them all as files."""

    def __init__(self, cleanup, common="Test Authority"):
        self.folder = tempfile.TemporaryDirectory(prefix="revgate-ca-")
        cleanup(self.folder.cleanup)
        self.key = elliptic()
        self.common = common
        self.certificate = self.sign(common, self.key.public_key(), is_authority=True)
        self.path = self.write("ca.pem", self.pem(self.certificate))

    @staticmethod
    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, file, content, mode=0o600):
        path = os.path.join(self.folder.name, file)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode), "wb") as opened:
            opened.write(content)
        return path

    def sign(self, common, public, names=(), begins=-1, ends=30, is_authority=False, by=None):
        """`begins` and `ends` are days from now; `by` is the name and key of another signer."""
        issuer, signer = by or (self.common, self.key)
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        builder = (
            x509.CertificateBuilder().subject_name(name(common)).issuer_name(name(issuer)).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(now + begins * DAY)
            .not_valid_after(now + ends * DAY)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(map(alternative, names)), critical=False)
        return builder.sign(signer, hashes.SHA256())

    def issue(self, file, names=NAMES, common="Test Service", key=None, between=False, **options):
        """A server's certificate, its chain and key as files: (chain, key)."""
        key = key or elliptic()
        chain = b""
        if between:
            middle = elliptic()
            chain = self.pem(self.sign("Test Middle", middle.public_key(), is_authority=True))
            options["by"] = ("Test Middle", middle)
        leaf = self.pem(self.sign(common, key.public_key(), names, **options))
        return self.write(f"{file}.pem", leaf + chain, 0o644), self.write(f"{file}.key", pem_key(key))

    def server(self, *files):
        """What a service of the test shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        return context

    def client(self):
        """What a caller of the test trusts."""
        return ssl.create_default_context(cafile=self.path)
