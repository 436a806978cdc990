"""gunicorn's settings. The demonstration listens on loopback and nowhere else."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = 1
threads = 8
worker_class = "gthread"
accesslog = None
loglevel = "warning"
graceful_timeout = 5


def on_starting(server):
    demonstration = os.environ.get("DJANGO_SETTINGS_MODULE") == "config.settings.demonstration"
    for host, _port in (address for address in server.cfg.address if isinstance(address, tuple)):
        if demonstration and host not in ("127.0.0.1", "::1", "localhost"):
            raise SystemExit(f"Demonstration mode listens on loopback only, not on {host}.")
