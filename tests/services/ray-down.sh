#!/usr/bin/env bash
# Ends the Ray that ray-up.sh started, by the ids of its processes, and removes what it kept while it ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

home="$PWD/target/services/ray"
[ -s "$home/pids" ] || exit 0
temp="$(cat "$home/temp")"

# A process id may be another's by now.
own() {
    local pid
    for pid in $(cat "$home/pids"); do
        if grep -qsF "$temp" "/proc/$pid/cmdline"; then
            echo "$pid"
        fi
    done
}

# The raylet ends its agents and workers, so all others first would leave them to find out by themselves.
own | xargs -r kill 2>/dev/null || true
for _ in $(seq 50); do
    [ -n "$(own)" ] || break
    sleep 0.1
done
own | xargs -r kill -9 2>/dev/null || true
rm -rf "$home/pids" "$temp"
