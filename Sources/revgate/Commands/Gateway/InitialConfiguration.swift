/// The configuration that `init` writes: everything a first exchange needs, each line explained.
enum InitialConfiguration {
    static let address = "127.0.0.1:8080"
    static let path = "/token-service/client/server/invalidate/token"

    static let text = """
        # Revgate: see README.md. Check changes with: revgate check. Take them in with SIGHUP.
        listen:
          - address: \(address)
        admin:
          address: 127.0.0.1:9090          # /healthz, /readyz and /metrics
        keys: keys                         # named keys and consumers.json; nobody else may read it
        store: sqlite:data/revgate.sqlite  # every revocation, durable before it is answered
        embedded:
          unknown: revoke                  # refuse: only tokens that were imported or learned exist
          retain: 400d                     # for revocations without an expiry; or forever
        routes:
          - path: \(path)
            dialect: token-service
            cipher: {profile: \(Init.profileName), key: \(Init.keyName)}
            revoker: embedded
          # - {path: /oauth2/revoke, dialect: rfc7009, revoker: embedded}     # forms, as OAuth clients send them
        access-log: "-"                     # one line of JSON an exchange, to standard output; or a file, or none

        """
}
