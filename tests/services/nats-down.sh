#!/usr/bin/env bash
# Ends the nats-server that nats-up.sh has started, and no other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

home="$PWD/target/services/nats"
[ -s "$home/pid" ] || exit 0
pid="$(cat "$home/pid")"
if [ "$(ps -o comm= -p "$pid")" = nats-server ]; then
    kill "$pid"
    for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
fi
rm -rf "$home/store" "$home/pid" "$home/port"
