/// Whether one address of an upstream is to be used: outlier ejection by what calls see, and active checks.
package struct AddressHealth: Equatable, Sendable {
    package struct Settings: Equatable, Sendable {
        /// Failed exchanges in a row that eject an address; a connection that cannot be opened ejects it at once.
        package var consecutiveFailures = 5
        /// How long it stays out at first, in milliseconds; doubled each time it fails again on return.
        package var ejectionTime = 1_000
        package var maximumEjectionTime = 60_000

        package static let defaults = Settings()
    }

    package enum Failure: Equatable, Sendable {
        case connect
        case exchange
    }

    /// What an event changed, for whoever logs it.
    package enum Change: Equatable, Sendable {
        case none
        case ejected(milliseconds: Int)
        case restored
    }

    package init(_ settings: Settings) {}
    package mutating func succeeded(at time: Int) -> Change { .none }
    package mutating func failed(_ failure: Failure, at time: Int) -> Change { .none }
    /// What an active check found; `rise` good ones in a row bring the address back, `fall` bad ones take it out.
    package mutating func checked(isGood: Bool, rise: Int, fall: Int, at time: Int) -> Change { .none }
    package func isEligible(at time: Int) -> Bool { true }
}
