"""Small servers on 127.0.0.1 for tests of what goes out: a mail server with bad days, and a program that is told."""

import datetime
import ipaddress
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Post(socketserver.ThreadingTCPServer):
    """A mail server. `day`: "good", "busy" (says later to every address), "unknown" (knows nobody), "half" (takes the whole
    message and hangs up without a word), "early" (hangs up before it takes any of it), "full" (refuses the message)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.day = "good"
        self.got: list[bytes] = []

    @property
    def port(self):
        return self.server_address[1]


class _Talk(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self):
        self.say("220 post.test")
        while line := self.rfile.readline():
            word = line[:4].upper()
            day = self.server.day
            if word in (b"EHLO", b"HELO"):
                self.say("250 post.test")
            elif word == b"RCPT" and day in ("busy", "unknown"):
                self.say("451 come back later" if day == "busy" else "550 nobody of that name")
            elif word == b"DATA":
                if day == "early":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.say("354 go on")
                held = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    held += part
                if day == "full":
                    self.say("552 too much")
                    continue
                self.server.got.append(held)
                if day == "half":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


@contextmanager
def post():
    server = Post()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Told(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        status = self.server.says.pop(0) if self.server.says else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def program(folder: Path):
    """A program that is told over HTTPS; `says`: the answers it gives, then 204. Its certificate is in folder/cert.pem."""
    server = HTTPServer(("127.0.0.1", 0), _Told)
    server.got, server.says = [], []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(cert), str(private)
