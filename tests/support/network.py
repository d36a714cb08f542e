"""No test reaches beyond this machine: a part that calls out is found out at once."""

import ipaddress
import socket

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class OutsideConnection(RuntimeError):
    """A test tried to reach another machine."""


def _check(address: object) -> None:
    """Raise OutsideConnection unless the address is a Unix socket or one of this machine."""
    if not isinstance(address, tuple):
        return
    host = str(address[0])
    try:
        local = host in ("", "localhost") or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        raise OutsideConnection(f"a test tried to connect to {address}")


def block_outside() -> None:
    """Have every socket of this process refuse addresses outside this machine."""

    def connect(self, address):
        _check(address)
        return _connect(self, address)

    def connect_ex(self, address):
        _check(address)
        return _connect_ex(self, address)

    socket.socket.connect = connect
    socket.socket.connect_ex = connect_ex


def unblock_outside() -> None:
    """Undo `block_outside`."""
    socket.socket.connect, socket.socket.connect_ex = _connect, _connect_ex
