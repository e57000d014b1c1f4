"""Frames over a stream socket: four bytes of length, then the content.

The reader takes what there is in one call and keeps what is too much; neither side sets timeouts, which would cost a system
call for each frame, but asks the kernel to wait only where a deadline was given.
"""

import select
import socket
import struct
import time

MAX_FRAME = 64 * 2**20
CHUNK = 2**16
_LENGTH = struct.Struct(">I")


class Torn(Exception):
    """The other side closed the socket, or sent what is no frame."""


class Channel:
    """One end of a connection. Deadlines are on the clock of time.monotonic; None waits for ever."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(True)
        self._sock = sock
        self._pending = b""
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)

    def send(self, data: bytes, deadline: float | None = None) -> None:
        """Send one frame.

        Raises:
            Torn: the other side is gone.
            TimeoutError: it does not read.
        """
        head = _LENGTH.pack(len(data))
        parts = [head + data] if len(data) < CHUNK else [head, data]
        try:
            for part in parts:
                self._send(part, deadline)
        except TimeoutError:
            raise
        except OSError as error:
            raise Torn(str(error)) from None

    def _send(self, data: bytes, deadline: float | None) -> None:
        rest: bytes | memoryview = data
        while rest:
            try:
                sent = self._sock.send(rest, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except BlockingIOError:
                _wait(self._writable, deadline)
                continue
            if sent == len(rest):
                return
            rest = memoryview(rest)[sent:]

    def receive(self, deadline: float | None = None) -> bytes | bytearray:
        """Read one frame.

        Raises:
            Torn: the other side is gone, or announces more than MAX_FRAME.
            TimeoutError: no whole frame came in time.
        """
        data = self._pending
        while len(data) < 4:
            data += self._read(deadline)
        size = _LENGTH.unpack_from(data)[0]
        if size > MAX_FRAME + 2**16:
            raise Torn(f"a frame of {size} bytes was announced")
        if len(data) >= 4 + size:
            self._pending = data[4 + size:]
            return data[4:4 + size]
        self._pending = b""
        whole = bytearray(size)
        have = len(data) - 4
        whole[:have] = data[4:]
        with memoryview(whole) as view:
            while have < size:
                have += self._read_into(view[have:], deadline)
        return whole

    def _read(self, deadline: float | None) -> bytes:
        if deadline is not None:
            _wait(self._readable, deadline)
        try:
            chunk = self._sock.recv(CHUNK)
        except OSError as error:
            raise Torn(str(error)) from None
        if not chunk:
            raise Torn("the other side closed the connection")
        return chunk

    def _read_into(self, view: memoryview, deadline: float | None) -> int:
        if deadline is not None:
            _wait(self._readable, deadline)
        try:
            count = self._sock.recv_into(view)
        except OSError as error:
            raise Torn(str(error)) from None
        if not count:
            raise Torn("the other side closed the connection")
        return count

    def close(self) -> None:
        """Hang up."""
        self._sock.close()


def _wait(poll: select.poll, deadline: float | None) -> None:
    left = None if deadline is None else max(1.0, 1000 * (deadline - time.monotonic()))
    if not poll.poll(left):
        raise TimeoutError
