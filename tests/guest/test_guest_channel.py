"""Frames over a socket: whole ones arrive, torn ones are seen, nobody waits longer than asked."""

import socket
import struct
import threading
import time

import pytest

from autograder.guest.channel import Channel, Torn


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_frames_arrive_one_by_one(pair):
    """Two frames in one packet are two answers, and an empty one is a frame too."""
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", 3) + b"abc" + struct.pack(">I", 0) + struct.pack(">I", 2) + b"de")

    assert [bytes(ours.receive(time.monotonic() + 5)) for _ in range(3)] == [b"abc", b"", b"de"]


@pytest.mark.parametrize("size", [1, 2**16 - 4, 2**16, 2**16 + 1, 5 * 2**20])
def test_every_size_crosses(pair, size):
    """A frame larger than the socket's buffer is written and read in pieces."""
    ours, theirs = pair
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]
    sender = threading.Thread(target=Channel(theirs).send, args=(data, time.monotonic() + 30))
    sender.start()
    got = ours.receive(time.monotonic() + 30)
    sender.join()

    assert bytes(got) == data


def test_an_announced_giant_is_torn(pair):
    """A length beyond the cap ends the connection; nothing of that size is read."""
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", 2**32 - 1))

    with pytest.raises(Torn):
        ours.receive(time.monotonic() + 5)


@pytest.mark.parametrize("size", [10, 10**6])
def test_half_a_frame_times_out(pair, size):
    """A frame that stops in the middle does not hang the reader."""
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", size) + b"abc")

    with pytest.raises(TimeoutError):
        ours.receive(time.monotonic() + 0.05)


@pytest.mark.parametrize("size", [10, 10**6])
def test_a_closed_connection_is_torn(pair, size):
    """In the middle of a frame, or before one."""
    ours, theirs = pair
    theirs.sendall(struct.pack(">I", size) + b"abc")
    theirs.close()

    for _ in range(2):
        with pytest.raises(Torn):
            ours.receive(time.monotonic() + 5)


def test_who_does_not_read_times_the_writer_out(pair):
    """A peer that never reads does not hang the writer."""
    ours, _ = pair

    with pytest.raises(TimeoutError):
        ours.send(b"x" * 2**23, time.monotonic() + 0.05)


def test_writing_to_nobody_is_torn(pair):
    """The other side is gone."""
    ours, theirs = pair
    theirs.close()

    with pytest.raises(Torn):
        ours.send(b"x" * 2**23, time.monotonic() + 5)
