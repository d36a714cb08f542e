"""Serve figures for Prometheus: parse arguments, one call."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from prometheus_client import start_http_server

from budget.operation.metrics import registry


class Command(BaseCommand):
    help = "Serve figures of the site for Prometheus, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind",
            type=_address,
            default=("127.0.0.1", 9187),
            metavar="HOST:PORT",
            help="an address that is not public; default 127.0.0.1:9187",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["bind"]
        try:
            server, thread = start_http_server(port, host, registry())
        except OSError as error:
            raise CommandError(f"{host}:{port} cannot be used: {error.strerror}") from error
        self.stdout.write(f"http://{host}:{server.server_port}/metrics")
        self.stdout.flush()
        thread.join()


def _address(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ArgumentTypeError(f"{text!r} is no address: HOST:PORT")
    return host.strip("[]"), int(port)
