"""How soon is a server's speech at somebody who does nothing but ask for it?"""

from __future__ import annotations

import json
import socket
import ssl
import time

import httptools
import httpx


class PlainClient:
    """One kept connection and little else. A client library of many features takes 1 to 2 ms of its
    own for a request, more than the server: by it the server would be judged for its clients."""

    def __init__(self, url: str, key: str) -> None:
        asked = httpx.URL(url)
        secure = asked.scheme == "https"
        host, port = asked.host, asked.port or (443 if secure else 80)
        self._socket = socket.create_connection((host, port), 600)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secure:
            self._socket = ssl.create_default_context().wrap_socket(
                self._socket, server_hostname=host
            )
        self._head = (
            f"POST /v1/audio/speech HTTP/1.1\r\nhost: {host}:{port}\r\nauthorization: {key}\r\n"
            "content-type: application/json\r\ncontent-length: "
        )
        self._first, self._bytes, self._whole = 0.0, 0, False

    def on_body(self, content: bytes) -> None:
        self._first = self._first or time.perf_counter()
        self._bytes += len(content)

    def on_message_complete(self) -> None:
        self._whole = True

    def speech(self, asked: dict[str, str]) -> tuple[float, float, int]:
        """Seconds to the first sound and to the last, and bytes of it. Blocks; raises RuntimeError
        when it is refused."""
        body = json.dumps(asked).encode()
        parser = httptools.HttpResponseParser(self)
        self._first, self._bytes, self._whole = 0.0, 0, False
        began = time.perf_counter()
        self._socket.sendall(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        while not self._whole:
            parser.feed_data(self._socket.recv(1 << 20))
        whole = time.perf_counter()
        if parser.get_status_code() != 200:
            raise RuntimeError(f"it answered {parser.get_status_code()}")
        return self._first - began, whole - began, self._bytes
