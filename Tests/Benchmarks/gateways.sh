# Sourced by run and gates: a gateway's folder with the key, the consumer and the route that the peers serve too.
#   make_gateway FOLDER embedded|upstream|pipelined PORT [STUB_PORT]
# FOLDER/start [TOOL…] BINARY serves from there with an empty ledger. REVGATE is the binary that makes the folder.

make_gateway() {
    local folder=$1 kind=$2 port=$3 stub=${4:-9000} revoker=stub pipelining=
    mkdir -p "$folder"
    [ "$kind" = embedded ] && revoker=embedded
    [ "$kind" = pipelined ] && pipelining=', pipelining: 32'
    {
        echo "listen: [{address: 127.0.0.1:$port}]"
        echo "limits: {connections: 20000, idle-timeout: 10m}"
        echo "access-log: access.log"
        [ "$kind" = embedded ] || cat <<YAML
upstreams:
  # Patient, for under valgrind everything takes fifty times as long.
  stub: {url: http://127.0.0.1:$stub/revoke, dialect: token-service, timeout: 9s, connect-timeout: 5s, queue-timeout: 9s$pipelining}
YAML
        cat <<YAML
routes:
  - path: /token-service/client/server/invalidate/token
    dialect: token-service
    cipher: {profile: aes-256-gcm, key: bench}
    revoker: $revoker
YAML
    } >"$folder/revgate.yaml"
    printf '#!/bin/sh\ncd "$(dirname "$0")" && rm -rf data && exec "$@" serve\n' >"$folder/start"
    chmod +x "$folder/start"
    (
        cd "$folder"
        printf '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' |
            "$REVGATE" keys import bench --format hex - >/dev/null
        printf 'test-api-key-0123456789abcdef' | "$REVGATE" consumers add bench --api-key-file - >/dev/null 2>&1
        "$REVGATE" check >check.log 2>&1
    ) || { cat "$folder/check.log" >&2; return 1; }
}
