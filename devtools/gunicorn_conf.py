"""How `python3 dev.py run` has gunicorn serve; an installation of its own gives its own numbers."""

from gunicorn.arbiter import Arbiter

workers = 2
threads = 4
# Loaded once, before the workers: faster to start, and an error in the code is seen at once.
preload_app = True
loglevel = "warning"
control_socket_disable = True  # nobody steers this server from outside
forwarded_allow_ips = "127.0.0.1"


def when_ready(server: Arbiter) -> None:
    """Print the address as soon as it answers."""
    address = server.address[0] if isinstance(server.address, list) else server.address
    print(f"\n✓ The site is at http://{address[0]}:{address[1]}/  (Ctrl-C stops it)", flush=True)
