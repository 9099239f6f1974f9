# shellcheck shell=bash
# Configuring, building, testing: what the scripts share. Sourced from the root of the tree.

jobs=${RELAIS_JOBS:-$(nproc)}

# What one clone of the tree has compiled, the compiler's cache gives to the next.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

# What runs threads of its own: the transport, tokens, the engine over several mailboxes.
# shellcheck disable=SC2034 # used by those who source this
threaded_targets=(http_test connection_test scenario_test mail_scenario_test)

# configure PRESET [cmake options]; says nothing unless it fails.
configure() {
  local preset=$1 log
  log=$(mktemp)
  if ! cmake --preset "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    echo "cannot configure the preset '$preset'; cmake's reason stands above" >&2
    return 1
  fi
  rm -f "$log"
}

# build PRESET [targets]: the compiler's messages, progress, and a line when it is done.
build() {
  local preset=$1 began=$SECONDS targets=()
  shift
  [[ $# -eq 0 ]] || targets=(--target "$@")
  if [[ -t 1 ]]; then
    cmake --build --preset "$preset" -j "$jobs" "${targets[@]}" </dev/null
  else
    cmake --build --preset "$preset" -j "$jobs" "${targets[@]}" </dev/null | every_fiftieth_step
  fi
  echo "built $preset in $((SECONDS - began)) s"
}

# Of the build's own lines each fiftieth, of the compiler's all.
every_fiftieth_step() {
  awk '/^\[[0-9]+\/[0-9]+\] / { if (++n % 50 == 0) { print $1; fflush() } next } { print }'
}

# Where tests make their folders: in memory, if there is room and programs may run there. They kill
# processes, not the machine, so that nothing is gained by waiting for a disk.
fast_folder() {
  local free trial chosen=/tmp
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free=0
  if [[ $free -gt 1000000 ]] && trial=$(mktemp /dev/shm/relais-XXXXXX 2>/dev/null); then
    printf '#!/bin/sh\n' >"$trial"
    chmod u+x "$trial"
    if "$trial" 2>/dev/null; then chosen=/dev/shm; fi
    rm -f "$trial"
  fi
  echo "$chosen"
}

# run_tests PRESET [ctest options]: failures with their output, and ctest's closing line. Everything
# is in build/PRESET/Testing/Temporary/LastTest.log.
run_tests() {
  local preset=$1
  shift
  TMPDIR=${TMPDIR:-$(fast_folder)} ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-label-summary --no-tests=error "$@" </dev/null |
    every_hundredth_pass
}

# ctest's lines about tests that start are left out, and of those that passed all but each hundredth.
every_hundredth_pass() {
  awk '/^ *Start +[0-9]+: / { next }
    / Passed +[0-9.]+ sec *$/ { if (++n % 100 == 0) { print $1, "passed"; fflush() } next }
    { print; fflush() }'
}
