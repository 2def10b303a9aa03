"""The HTTP server: Werkzeug's, with connections kept alive, because clients open one and use it all day."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"


class KeepAliveHandler(WSGIRequestHandler):
    """Answers one request after another on a connection; the application has always read the whole body."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Run the application and write its answer, without Werkzeug's `Connection: close`."""
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        sent: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: object = None) -> Any:
            sent[:] = [status, headers]
            return self.wfile.write

        try:
            chunks = self.server.app(self.make_environ(), start_response)
            body = b"".join(chunks)
            code, _, words = sent[0].partition(" ")
            self.send_response_only(int(code), words)
            for name, value in sent[1]:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            self.wfile.flush()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  # Werkzeug's own name
        """Say nothing of ordinary requests: they are in the traffic table."""
        if type == "error":
            sys.stderr.write(f"sandbox: {message % args}\n")


def drop(environ: dict[str, Any]) -> None:
    """Break the client's connection, as a network does: no answer, not even a bad one."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("the connection was dropped, as a fault rule asked")


def listen(app: WSGIApplication, port: int) -> BaseWSGIServer:
    """Return a server on this machine's own address and no other; port 0 takes a free one."""
    return make_server(LOOPBACK, port, app, threaded=True, request_handler=KeepAliveHandler)


def run_in_thread(server: BaseWSGIServer) -> threading.Thread:
    """Serve until the server is shut down."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    return thread
