#!/usr/bin/env bash
# Starts a Ray of its own on loopback, and prints what a program needs to find it:
#
#   eval "$(tests/services/ray-up.sh)"
#   cargo test -p klaw-tests --features ray --test ray
#   cargo run --example pipeline -p klaw-runtime --features ray -- --backend ray
#   tests/services/ray-down.sh
#
# Everything lies under target/services/ray: the interpreter with Ray, its token, its files while it runs. Needs python3 with
# venv. What is printed can be evaluated again later: a Ray that runs already is found, not started a second time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

RAY=2.60.0
MSGSPEC=0.22.0
home="$PWD/target/services/ray"
# A path of its own that is short: Ray puts unix sockets there, whose paths may have 107 bytes.
temp="/tmp/klaw-ray-$(printf '%s' "$home" | cksum | cut -d ' ' -f 1)"
port="${RAY_PORT:-6399}"

say() { echo "ray-up: $*" >&2; }

mkdir -p "$home"
if ! "$home/venv/bin/python" -c "import msgspec, ray; assert (ray.__version__, msgspec.__version__) == ('$RAY', '$MSGSPEC')" 2>/dev/null; then
    say "installing ray $RAY and msgspec $MSGSPEC under target/services/ray"
    rm -rf "$home/venv"
    python3 -m venv "$home/venv"
    "$home/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "ray==$RAY" "msgspec==$MSGSPEC" >&2
fi

# Only who can read this file can talk to this Ray.
if [ ! -s "$home/token" ]; then
    (umask 077 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$home/token")
fi

export RAY_AUTH_MODE=token
export RAY_AUTH_TOKEN_PATH="$home/token"
# By default Ray replaces 127.0.0.1 by the machine's outer address and listens on all of them.
export RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0
export RAY_USAGE_STATS_ENABLED=0
# A head that is lost is noticed within seconds, also by the tests that kill one.
export RAY_gcs_rpc_server_reconnect_timeout_s=5

if ! { [ -s "$home/pids" ] && kill -0 $(cat "$home/pids") 2>/dev/null; }; then
    say "starting on 127.0.0.1:$port"
    mkdir -p "$temp"
    "$home/venv/bin/ray" start --head --node-ip-address=127.0.0.1 --port="$port" \
        --num-cpus=4 --object-store-memory=134217728 --temp-dir="$temp" \
        --include-dashboard=false --include-log-monitor=false --disable-usage-stats >"$home/up.log" 2>&1 \
        || { cat "$home/up.log" >&2; exit 1; }
    # The head's own processes; ray-down.sh ends these, and nothing else.
    pgrep -f -- "--?temp[_-]dir=$temp( |\$)|$temp/session_" >"$home/pids" || true
fi
echo "$temp" >"$home/temp"

cat <<EXPORTS
export KLAW_RAY_PYTHON='$home/venv/bin/python'
export KLAW_RAY_ADDRESS='127.0.0.1:$port'
export KLAW_RAY_TOKEN_PATH='$home/token'
export RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0
EXPORTS
