#!/usr/bin/env bash
# Builds the image from the Dockerfile as it is, runs it, and checks what it promises.
#
#   deploy/image.sh          all of it
#   deploy/image.sh clean    remove what it made
#
# It needs no container daemon and no image registry: root, Debian's packages (buildah,
# debootstrap, podman and runc are installed if missing) and this machine's own Rust are
# enough. The two base images are made here under their usual names, so what comes out is for
# checking, not for shipping. Everything lies in target/image; what is there is used again.
# Where it cannot run it says so, and fails only if CI is set.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly SUITE=bookworm IMAGE=localhost/wiredesk:check MOST_MIB=140
WORK=$PWD/target/image
# The overlay driver is fast; vfs works on any file system: STORAGE_DRIVER=vfs deploy/image.sh
export STORAGE_DRIVER=${STORAGE_DRIVER:-overlay} TMPDIR=$WORK/tmp
# chroot: RUN needs no namespaces and no cgroups of its own.
export BUILDAH_ISOLATION=chroot

say() { printf '\n== %s (%ss)\n' "$*" "$SECONDS"; }
die() { printf 'image: FAILED: %s\n' "$*" >&2; exit 1; }
not_run() {
  printf '\n*** image: NOT RUN: %s. Nothing about the image was checked. ***\n\n' "$*" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
}
b() { buildah --root "$WORK/storage" --runroot "$WORK/run" "$@"; }
# runc, because Debian's crun does not know every layout of cgroups; no journal, no systemd.
p() {
  podman --root "$WORK/storage" --runroot "$WORK/run" --tmpdir "$WORK/libpod" \
    --cgroup-manager cgroupfs --events-backend none --runtime runc "$@"
}

tools() {
  [ "$(id -u)" = 0 ] || not_run "it must be root"
  grep -qx 'ID=debian' /etc/os-release || not_run "it needs Debian's packages"
  command -v rustc >/dev/null || not_run "there is no Rust on this machine to build with"
  mkdir -p "$TMPDIR"
  local missing=() tool
  for tool in buildah debootstrap podman runc; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} = 0 ] && return
  say "installing ${missing[*]}"
  apt-get update -qq || not_run "apt-get update fails"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$WORK/apt.log" 2>&1 ||
    not_run "apt cannot install ${missing[*]}, see $WORK/apt.log"
}

# Where this machine gets the packages of a Debian suite from.
mirror() {
  # shellcheck disable=SC2016 # The fields are apt's, not the shell's.
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | awk -v suite="$1" '$2 == suite && !found++ { print $1 }'
}

have() { b inspect --type image "$1" >/dev/null 2>&1; }

# As debian:bookworm-slim: without CA certificates, without documentation.
debian_base() {
  local root=$WORK/rootfs main security container
  main=$(mirror "$SUITE") security=$(mirror "$SUITE-security")
  [ -n "$main" ] || not_run "apt knows no source of Debian $SUITE"
  rm -rf "$root"
  debootstrap --variant=minbase "$SUITE" "$root" "$main" >"$WORK/debootstrap.log" ||
    die "debootstrap, see $WORK/debootstrap.log"
  echo "deb $main $SUITE main" >"$root/etc/apt/sources.list"
  [ -z "$security" ] || echo "deb $security $SUITE-security main" >>"$root/etc/apt/sources.list"
  # The same way to the mirror as this machine's: a proxy, an old snapshot.
  apt-config dump | grep -E '^Acquire::(http|https|Check)' >"$root/etc/apt/apt.conf.d/99host" || true
  # As Debian's images have it: no documentation, no index of packages beside the lists.
  printf 'Dir::Cache::%s "";\n' pkgcache srcpkgcache >"$root/etc/apt/apt.conf.d/slim"
  printf 'path-exclude /usr/share/%s/*\n' doc man locale >"$root/etc/dpkg/dpkg.cfg.d/slim"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  rm -rf "$root"/usr/share/{doc,man,locale}/* "$root"/var/cache/apt/*.bin \
    "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "${root:?}"/dev/*
  container=$(b from scratch)
  b add --quiet "$container" "$root" / >/dev/null
  b config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd bash "$container"
  b commit --quiet --rm "$container" "docker.io/library/debian:$SUITE-slim" >/dev/null
  rm -rf "$root"
}

# As rust:1-slim-bookworm: a compiler, CA certificates, Rust. Its way to the crates is this
# machine's: whom it trusts, and its mirrors if it has any.
rust_base() {
  local container root sysroot config=${CARGO_HOME:-$HOME/.cargo}/config.toml
  sysroot=$(rustc --print sysroot)
  container=$(b from --pull-never "docker.io/library/debian:$SUITE-slim")
  b run "$container" -- sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    ca-certificates gcc libc6-dev && rm -rf /var/lib/apt/lists/*' >"$WORK/rust_base.log" 2>&1 ||
    die "the packages of the build base, see $WORK/rust_base.log"
  root=$(b mount "$container")
  mkdir -p "$root/usr/local/rust/bin" "$root/usr/local/cargo"
  cp "$sysroot"/bin/{cargo,rustc} "$root/usr/local/rust/bin"
  cp -r "$sysroot/lib" "$root/usr/local/rust"
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root/etc/ssl/certs/ca-certificates.crt"
  [ ! -f "$config" ] || cp "$config" "$root/usr/local/cargo"
  b umount "$container" >/dev/null
  b config --env PATH=/usr/local/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    --env CARGO_HOME=/usr/local/cargo --cmd bash "$container"
  b commit --quiet --rm "$container" "docker.io/library/rust:1-slim-$SUITE" >/dev/null
}

build() {
  local version
  version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
  # The docker format has a field for HEALTHCHECK, OCI's has none.
  b build --pull-never --format docker --layers --force-rm --network host \
    --build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
    --tag "$IMAGE" . >"$WORK/build.log" 2>&1 || { tail -40 "$WORK/build.log" >&2; die "the build, see $WORK/build.log"; }
}

# A container as an operator would lock it up, and tighter: its own USER and ENTRYPOINT, a
# read-only root without any tmpfs, no capabilities, and no network but its own loopback.
LOCKED=(--pull never --network none --read-only --read-only-tmpfs=false --cap-drop all --security-opt no-new-privileges
  # podman's own limits are high, and root may lack the right to raise them that far.
  --ulimit nofile=1024:1024 --ulimit nproc=1024:1024)
locked() { p run --rm --no-healthcheck "${LOCKED[@]}" "$@"; }

# Fails unless the text has the pattern; the text is shown.
expect() {
  local pattern=$1 text=$2
  cut -c1-400 <<<"$text"
  grep -qE -- "$pattern" <<<"$text" || die "expected $pattern"
}

inspect_image() {
  local config size
  config=$(p image inspect --format '{{.Config.User}} {{.Config.StopSignal}} {{.Config.Entrypoint}} {{.HealthCheck.Test}} {{.Labels}}' "$IMAGE")
  expect '^65532:65532 SIGTERM \[wiredesk\] \[CMD wiredesk healthcheck\].*image.version:' "$config"
  size=$(($(p image inspect --format '{{.Size}}' "$IMAGE") >> 20))
  echo "size: $size MiB, at most $MOST_MIB"
  [ "$size" -le "$MOST_MIB" ] || die "the image is larger than $MOST_MIB MiB: see what grew, or raise the bound"
}

commands() {
  local records roots mine=$WORK/mine check=(check --config /etc/wiredesk/wiredesk.toml)
  expect "^wiredesk [0-9]" "$(locked "$IMAGE" --version)"
  expect 'all examples hold' "$(locked "$IMAGE" "${check[@]}")"
  # What the daemon takes from the system: zones, by a config of one's own, and whom to trust.
  mkdir -p "$mine"
  printf '[[feeds]]\nid = "a"\nurl = "https://example.org/a"\ntimezone = "Europe/Berlin"\n' >"$mine/wiredesk.toml"
  expect '^feeds +1 ' "$(locked --volume "$mine:/etc/wiredesk:ro" "$IMAGE" "${check[@]}")"
  roots=$(locked --entrypoint grep "$IMAGE" -c BEGIN /etc/ssl/certs/ca-certificates.crt)
  echo "roots of trust: $roots"
  [ "$roots" -ge 100 ] || die "the image trusts hardly anybody: $roots certificates"
  records=$(locked "$IMAGE" demo --for 10s --json 2>"$WORK/demo.log") || die "the demo, see $WORK/demo.log"
  echo "records of the demo: $(wc -l <<<"$records")"
  grep -q '"topic":"wire.articles"' <<<"$records" || die "the demo published no article"
}

# A daemon whose broker is away: it stays up, says why it is not ready, and ends as told.
lifecycle() {
  local name=wiredesk-check-$$ pid status reason code began
  # shellcheck disable=SC2064 # The name is known now, and gone when the script ends.
  trap "p rm -f -t 0 '$name' >/dev/null 2>&1 || true" EXIT
  # Its health is asked for here, not by a timer, which podman would leave to systemd.
  p run -d --name "$name" --health-interval disable --log-driver k8s-file "${LOCKED[@]}" "$IMAGE" >/dev/null \
    2>"$WORK/lifecycle.log" || die "it does not start, see $WORK/lifecycle.log"
  pid=$(p inspect --format '{{.State.Pid}}' "$name")
  status=$(</proc/"$pid"/status)
  expect '^Uid:(\s65532){4}$' "$(grep ^Uid: <<<"$status")"
  expect '^CapBnd:\s0+$' "$(grep ^CapBnd: <<<"$status")"
  expect '^NoNewPrivs:\s1$' "$(grep ^NoNewPrivs: <<<"$status")"
  expect '^/ ro' "$(awk '$5 == "/" { print $5, $6 }' "/proc/$pid/mountinfo")"
  for _ in $(seq 40); do
    code=0 && reason=$(p exec "$name" wiredesk healthcheck 2>&1) || code=$?
    grep -q 9092 <<<"$reason" && break
    sleep 1
  done
  expect 'kafka.*9092' "$reason"
  [ "$code" = 1 ] || die "wiredesk healthcheck ended with exit code $code, expected 1"
  p healthcheck run "$name" && die "the image's HEALTHCHECK finds it healthy"
  # Not while it rests between two attempts, but in the midst of one.
  sleep 8
  began=$SECONDS
  p stop -t 15 "$name" >/dev/null 2>>"$WORK/lifecycle.log"
  code=$(p inspect --format '{{.State.ExitCode}}' "$name")
  [ "$code" = 0 ] || die "it ended with exit code $code, expected 0 within 15s of SIGTERM: $(p logs --tail 5 "$name" 2>&1)"
  echo "it ended $((SECONDS - began))s after SIGTERM"
}

main() {
  tools
  have "docker.io/library/debian:$SUITE-slim" || { say "making a base as debian:$SUITE-slim" && debian_base; }
  have "docker.io/library/rust:1-slim-$SUITE" || { say "making a base as rust:1-slim-$SUITE" && rust_base; }
  say "building the image, the log is $WORK/build.log"
  build
  say "what the image says of itself"
  inspect_image
  say "its commands, locked up"
  commands
  say "a daemon whose broker is away"
  lifecycle
  say "image: all as promised"
}

case ${1:-all} in
  all) main ;;
  clean)
    p rm -fa >/dev/null 2>&1 || true
    b rm -a >/dev/null 2>&1 || true
    rm -rf "$WORK"
    ;;
  *) sed -n '2,12p' "$0" && exit 2 ;;
esac
