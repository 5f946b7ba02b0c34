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

# Agents and workers go by other names: they are the children of the processes above.
all="$(for pid in $(own); do echo "$pid"; pgrep -P "$pid" || true; done | sort -u)"
alive() {
    local pid
    for pid in $all; do
        if grep -qs '^State:[[:space:]]*[^Z]' "/proc/$pid/status"; then
            echo "$pid"
        fi
    done
}

alive | xargs -r kill 2>/dev/null || true
for _ in $(seq 50); do
    [ -n "$(alive)" ] || break
    sleep 0.1
done
alive | xargs -r kill -9 2>/dev/null || true
rm -rf "$home/pids" "$temp"
