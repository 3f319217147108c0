"""Checks deploy/compose.yaml. Usage: check_compose.py WIREDESK

By the compose specification, and that what it refers to is in it. Then every WIREDESK__
variable, also those that are commented out for an operator to take, is put before `wiredesk
check`. Then the grace before a kill, which must leave the daemon its own deadline.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from compose_spec import PyCompose, parse_duration

CONFIG = Path("config/wiredesk.toml")


def require(holds, message):
    if not holds:
        sys.exit(f"compose.yaml: FAILED: {message}")


def parse(text):
    """As the compose specification has it; unknown keys and wrong types are errors."""
    try:
        return PyCompose.from_yaml(text).to_dict()
    except ValueError as error:
        require(False, error)


def check_references(compose):
    """The specification lets names through that nothing has."""
    services, volumes = compose["services"], compose["volumes"]
    for name, service in services.items():
        for other in service.get("depends_on", {}):
            require(other in services, f"{name} depends on {other}, which is no service")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0] if isinstance(volume, str) else volume["source"]
            path = Path("deploy", source)
            require(source in volumes or (source.startswith(".") and path.exists()), f"{name}: there is no {source}")


def check_settings(text, binary):
    """What `wiredesk check` says under the variables, and that it would refuse one that is no setting."""

    def check(variables):
        env = {name: value for name, value in os.environ.items() if not name.startswith("WIREDESK__")}
        return subprocess.run(
            [binary, "check", "--config", CONFIG], env=env | variables, capture_output=True, text=True, check=False
        )

    variables = dict(re.findall(r'(WIREDESK__[A-Z_]+): "(.*)"$', text, re.MULTILINE))
    require(text.count("WIREDESK__") == len(variables), "write every variable as WIREDESK__NAME: \"value\"")
    with tempfile.NamedTemporaryFile("w") as secret:
        # The operator makes the files that secrets stand in; here one of them stands for all.
        secret.write("k" * 64)
        secret.flush()
        result = check({name: secret.name if name.endswith("_FILE") else value for name, value in variables.items()})
    require(result.returncode == 0, f"wiredesk check under {variables}:\n{result.stdout}{result.stderr}")
    for name in variables:
        require(check({f"{name}X": "1"}).returncode == 78, f"wiredesk check takes {name}X, which is no setting")
    return variables


def main():
    binary = Path(sys.argv[1]).resolve()
    text = Path("deploy/compose.yaml").read_text()
    compose = parse(text)
    check_references(compose)
    print("compose.yaml: valid by the compose specification")
    print(f"compose.yaml: all settings: {', '.join(check_settings(text, binary))}")
    grace = parse_duration(compose["services"]["wiredesk"]["stop_grace_period"])
    deadline = parse_duration(tomllib.loads(CONFIG.read_text())["daemon"]["shutdown_deadline"])
    require(grace > deadline, f"stop_grace_period {grace:g}s must be longer than daemon.shutdown_deadline {deadline:g}s")
    print(f"compose.yaml: killed {grace:g}s after SIGTERM, the daemon ends by itself after {deadline:g}s")


main()
