"""Servers that behave badly: one sends without end, one sends a byte now and then, also in its headers."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _flood(connection, ended):
    connection.sendall(HEAD + b"\r\n")
    piece = b"x" * 65536
    while not ended.is_set():  # ten gigabytes, if somebody listens so long
        connection.sendall(piece)


def _drip(connection, ended):
    connection.sendall(HEAD)
    while not ended.is_set():
        connection.sendall(b"X-A: b\r\n")
        time.sleep(0.5)


@contextmanager
def _serving(behave):
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    ended = threading.Event()
    handling = []

    def handle(connection):
        with suppress(OSError), connection:
            connection.settimeout(1)
            connection.recv(65536)
            behave(connection, ended)

    def run():
        while not ended.is_set():
            with suppress(TimeoutError):
                connection, _address = listening.accept()
                handling.append(threading.Thread(target=handle, args=(connection,), daemon=True))
                handling[-1].start()

    accepting = threading.Thread(target=run, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ended.set()
        for thread in (accepting, *handling):
            thread.join()
        listening.close()


def flood():
    return _serving(_flood)


def drip():
    return _serving(_drip)
