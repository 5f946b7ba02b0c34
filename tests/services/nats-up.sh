#!/usr/bin/env bash
# Starts a nats-server of its own on loopback, and prints what a program needs to find it:
#
#   eval "$(tests/services/nats-up.sh)"
#   cargo test -p klaw-tests --features nats --test nats
#   cargo run --example pipeline -p klaw-runtime --features nats -- --backend nats
#   tests/services/nats-down.sh
#
# Needs nats-server (Debian's package: `apt-get install nats-server`). Everything lies under target/services/nats: its pid, its
# log, its files. What is printed can be evaluated again later: a server that runs already is found, not started a second time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

home="$PWD/target/services/nats"
port="${NATS_PORT:-14222}"

say() { echo "nats-up: $*" >&2; }

server="$(command -v nats-server || echo /usr/sbin/nats-server)"
if [ ! -x "$server" ]; then
    say "nats-server is not here; \`apt-get install nats-server\` brings it"
    exit 1
fi

# Is it ours, and does it live? A pid may be another process's by now.
runs() {
    [ -s "$home/pid" ] && [ "$(ps -o comm= -p "$(cat "$home/pid")")" = nats-server ]
}

mkdir -p "$home"
if ! runs; then
    say "starting on 127.0.0.1:$port"
    rm -rf "$home/store" "$home/log" "$home/pid"
    setsid "$server" -a 127.0.0.1 -p "$port" -js -sd "$home/store" -P "$home/pid" -l "$home/log" </dev/null >/dev/null 2>&1 &
    for _ in $(seq 100); do
        if grep -qs "Server is ready" "$home/log"; then break; fi
        sleep 0.1
    done
    if ! grep -qs "Server is ready" "$home/log" || ! runs; then
        cat "$home/log" >&2 || true
        say "it did not start"
        exit 1
    fi
    echo "$port" >"$home/port"
fi

# For programs that read klaw's configuration, and for those that do not.
cat <<EXPORTS
export KLAW_BACKENDS__NATS__URL='nats://127.0.0.1:$(cat "$home/port")'
export NATS_URL='nats://127.0.0.1:$(cat "$home/port")'
export NATS_SERVER='$server'
EXPORTS
