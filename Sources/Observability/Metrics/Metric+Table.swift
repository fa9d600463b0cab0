/// Every series of the gateway. Base units are seconds and bytes; labels hold names of the configuration and words of
/// closed lists, never anything that a caller chose.
extension Metric {
    private static let route = ["route", "dialect"]

    // MARK: Exchanges
    package static let exchanges = Metric(
        "revgate_exchanges_total", .counter, route + ["outcome"],
        "Exchanges that ended. The route is empty where none was found.")
    package static let refusals = Metric(
        "revgate_refusals_total", .counter, route + ["kind"], "Exchanges that were refused, by what callers were told.")
    package static let causes = Metric(
        "revgate_refusal_causes_total", .counter, route + ["cause"],
        "Exchanges that were refused or broken off, by the precise cause where one is known.")
    package static let exchangeDuration = Metric(
        "revgate_exchange_duration_seconds", .histogram, route,
        "From the end of a request's head to its outcome, the reading of the body included.")

    package static let openedBodies = Metric(
        "revgate_bodies_opened_total", .counter, ["consumer", "profile"],
        "Bodies of requests that opened, by who sent them and the profile that they were sealed by.")

    // MARK: Threads beside the loops
    package static let keyOperations = Metric(
        "revgate_key_operations_total", .counter, ["kind", "result"],
        "Bodies opened and sealed on threads of their own: ok, failed, or refused since too many waited.")
    package static let keyOperationDuration = Metric(
        "revgate_key_operation_duration_seconds", .histogram, ["kind"],
        "What these took, without the wait for a thread.")
    package static let keyOperationsWaiting = Metric(
        "revgate_key_operations_waiting", .gauge, "Bodies that wait for a thread.")

    // MARK: Upstreams
    package static let upstreamResults = Metric(
        "revgate_upstream_results_total", .counter, ["upstream", "result"],
        "What became of attempts and calls: ok, or the fault of a reply, once a reply; failures once a call.")
    package static let upstreamDuration = Metric(
        "revgate_upstream_duration_seconds", .histogram, ["upstream"],
        "From the sending of a request, or the reply before it on its connection, to its reply.")
    package static let upstreamAlarms = Metric(
        "revgate_upstream_alarms_total", .counter, ["upstream", "alarm"],
        "Events that are logged, those among them that the log holds back.")
    package static let accessTokenFetches = Metric(
        "revgate_upstream_access_token_fetches_total", .counter, ["upstream", "result"],
        "Requests for access tokens of the client credentials grant, by what came of them.")
    package static let accessTokenValid = Metric(
        "revgate_upstream_access_token_valid", .gauge, ["upstream"],
        "1 while there is an access token that has not ended; without one the upstream is not asked.")
    package static let upstreamConnections = Metric(
        "revgate_upstream_connections", .gauge, ["upstream"], "Connections, those being opened among them.")
    package static let upstreamWaiting = Metric(
        "revgate_upstream_waiting_calls", .gauge, ["upstream"], "Calls that wait for a connection.")
    package static let upstreamInFlight = Metric(
        "revgate_upstream_calls_in_flight", .gauge, ["upstream"], "Calls sent and not answered.")
    package static let upstreamCircuit = Metric(
        "revgate_upstream_circuit_state", .gauge, ["upstream"],
        "0 closed, 1 half open, 2 open; of the loop where it is worst.")

    // MARK: The public listener
    package static let connections = Metric("revgate_connections", .gauge, "Connections of callers.")
    package static let exchangesInFlight = Metric(
        "revgate_exchanges_in_flight", .gauge, "Exchanges between their whole message and their outcome.")
    package static let keptAnswers = Metric(
        "revgate_introspection_kept_answers", .gauge,
        "Answers of upstreams that a token lives, as far as they are kept.")
    package static let handshakeFailures = Metric(
        "revgate_tls_handshake_failures_total", .counter,
        "Connections to secure listeners that ended before their handshake did.")
    package static let receivedBytes = Metric("revgate_received_bytes_total", .counter, "Bytes that callers sent.")
    package static let sentBytes = Metric("revgate_sent_bytes_total", .counter, "Bytes written to callers.")
    package static let loops = Metric("revgate_loops", .gauge, "Event loops.")
    package static let staleLoops = Metric(
        "revgate_stale_loops", .gauge, "Loops that did not answer this scrape in time: their counts are the last known."
    )

    // MARK: The ledger
    package static let ledgerHealthy = Metric(
        "revgate_ledger_healthy", .gauge, "1 while the store takes writes, 0 from a failed one until it is good again.")
    package static let ledgerWaiting = Metric("revgate_ledger_waiting_calls", .gauge, "Calls that wait for the writer.")
    package static let ledgerGroups = Metric(
        "revgate_ledger_groups_total", .counter, "Groups of calls that became durable, one fsync each.")
    package static let ledgerCalls = Metric("revgate_ledger_calls_total", .counter, "Calls in these groups.")
    package static let ledgerFailures = Metric("revgate_ledger_write_failures_total", .counter, "Writes that failed.")
    package static let ledgerRefused = Metric(
        "revgate_ledger_refused_calls_total", .counter, "Calls that found the queue full or closed.")
    package static let ledgerUnavailable = Metric(
        "revgate_ledger_unavailable_calls_total", .counter, "Calls that found the store failed or busy.")
    package static let ledgerFolded = Metric("revgate_ledger_folded_subjects", .gauge, "Subjects in the table.")
    package static let ledgerUnfolded = Metric(
        "revgate_ledger_unfolded_subjects", .gauge, "Subjects and grants in the journal and not yet in the table.")
    package static let ledgerLogPages = Metric("revgate_ledger_log_pages", .gauge, "Pages in the write-ahead log.")

    // MARK: The gateway
    package static let accessLogLines = Metric(
        "revgate_access_log_lines_total", .counter, "Lines of the access log that were written.")
    package static let accessLogDropped = Metric(
        "revgate_access_log_dropped_lines_total", .counter, "Lines of the access log that could not be written.")
    package static let messagesDropped = Metric(
        "revgate_messages_dropped_lines_total", .counter, "Lines that could not be written to standard error.")
    package static let reloads = Metric("revgate_reloads_total", .counter, ["result"], "SIGHUPs and what came of them.")
    package static let weakSettings = Metric(
        "revgate_weak_settings", .gauge, ["kind", "name", "place", "consumer"],
        "1 for each setting in use that check warns of; of a profile, for each place and consumer that it is expected of."
    )
    package static let keySeals = Metric(
        "revgate_key_seals_total", .counter, ["key", "version"], "Messages sealed with a key version, in all its life.")
    package static let build = Metric("revgate_build_info", .gauge, ["version"], "1.")

    // MARK: The process
    package static let processStart = Metric(
        "process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.")
    package static let processCPU = Metric("process_cpu_seconds_total", .counter, "User and system time.")
    package static let processResident = Metric("process_resident_memory_bytes", .gauge, "Resident memory.")
    package static let processVirtual = Metric("process_virtual_memory_bytes", .gauge, "Virtual memory.")
    package static let processDescriptors = Metric("process_open_fds", .gauge, "Open file descriptors.")
    package static let processDescriptorLimit = Metric("process_max_fds", .gauge, "How many may be open.")

    package static let table: [Metric] = [
        exchanges, refusals, causes, exchangeDuration, openedBodies, keyOperations, keyOperationDuration,
        keyOperationsWaiting, upstreamResults, upstreamDuration, upstreamAlarms,
        accessTokenFetches, accessTokenValid, upstreamConnections, upstreamWaiting, upstreamInFlight, upstreamCircuit,
        connections, exchangesInFlight, keptAnswers,
        handshakeFailures, receivedBytes, sentBytes, loops, staleLoops, ledgerHealthy, ledgerWaiting, ledgerGroups,
        ledgerCalls, ledgerFailures, ledgerRefused, ledgerUnavailable, ledgerFolded, ledgerUnfolded, ledgerLogPages,
        accessLogLines, accessLogDropped, messagesDropped, reloads, weakSettings, keySeals, build, processStart,
        processCPU, processResident, processVirtual, processDescriptors, processDescriptorLimit,
    ]
}
