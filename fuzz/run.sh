#!/usr/bin/env bash
# Fuzzes each target for a number of seconds: fuzz/run.sh SECONDS [TARGET...]
# Needs a nightly toolchain and cargo-fuzz (cargo install cargo-fuzz). What is found stays in fuzz/artifacts,
# what was learned in fuzz/corpus; neither is checked in. A crash becomes a named case under tests/fixtures.
# No sanitiser: there is no unsafe code here, and C libraries would have to be built with it, too.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?expected seconds for each target, as in: fuzz/run.sh 600 decode}
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    mapfile -t targets < <(find fuzz_targets -name '*.rs' -printf '%f\n' | sed 's/\.rs$//' | sort)
fi
for target in "${targets[@]}"; do
    corpus=corpus/$target
    mkdir -p "$corpus"
    # The cases of the tests are where it starts from.
    find ../tests/fixtures -name 'input.*' -size -64k | while read -r file; do
        cp "$file" "$corpus/seed-$(sha1sum "$file" | cut -c1-16)"
    done
    cargo +nightly fuzz run --sanitizer none "$target" -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
done
