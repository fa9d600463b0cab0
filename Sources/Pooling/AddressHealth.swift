/// Whether one address of an upstream is to be used: outlier ejection by what calls see, and active checks.
///
/// What calls see:
/// - well → ejected: failed exchanges in a row, or one connection that cannot be opened.
/// - ejected → on probation: the time is over, or active checks brought the address back. It is used again.
/// - on probation → ejected, for twice as long: the first failure of either kind.
/// - on probation → well: a success. The next ejection is as short as the first.
///
/// While it is ejected results change nothing: they are of calls that began before. Active checks take an address out
/// and bring it back beside this; it is used when both agree. Checks that bring it back end an ejection too, whoever
/// took it out, but not the probation: a check asks less of an address than a call does.
package struct AddressHealth: Equatable, Sendable {
    package struct Settings: Equatable, Sendable {
        /// Failed exchanges in a row that eject an address; a connection that cannot be opened ejects it at once.
        package var consecutiveFailures = 5
        /// How long it stays out at first, in milliseconds; doubled each time it fails again on return.
        package var ejectionTime = 1_000
        package var maximumEjectionTime = 30_000

        package static let defaults = Settings()
    }

    package enum Failure: Equatable, Sendable {
        case connect
        case exchange
    }

    /// What an event changed, for whoever logs it.
    package enum Change: Equatable, Sendable {
        case none
        /// 0: by active checks, until they bring it back.
        case ejected(milliseconds: Int)
        /// Active checks brought it back, or a call succeeded on probation.
        case restored
    }

    private enum Standing: Equatable {
        case well(failuresInARow: Int)
        /// Ejected until then, on probation from then on.
        case ejected(until: Int)
    }

    private let settings: Settings
    private var standing = Standing.well(failuresInARow: 0)
    /// How long it stays out the next time.
    private var nextEjection: Int
    private var isOutByChecks = false
    /// Checks in a row, since an ejection at most: good ones above 0, bad ones below.
    private var checksInARow = 0

    package init(_ settings: Settings) {
        self.settings = settings
        self.nextEjection = settings.ejectionTime
    }

    /// Until when calls ejected it; a time that is past while it is on probation, nil while it is well.
    package var ejectedUntil: Int? {
        switch self.standing {
        case .well: nil
        case .ejected(let until): until
        }
    }

    package mutating func succeeded(at time: Int) -> Change {
        switch self.standing {
        case .well:
            self.standing = .well(failuresInARow: 0)
            return .none
        case .ejected(let until):
            guard time >= until else { return .none }
            self.standing = .well(failuresInARow: 0)
            self.nextEjection = self.settings.ejectionTime
            return self.isOutByChecks ? .none : .restored
        }
    }

    package mutating func failed(_ failure: Failure, at time: Int) -> Change {
        switch self.standing {
        case .well(let failures):
            guard failure == .connect || failures + 1 >= self.settings.consecutiveFailures else {
                self.standing = .well(failuresInARow: failures + 1)
                return .none
            }
        case .ejected(let until):
            guard time >= until else { return .none }
        }
        return self.eject(at: time)
    }

    /// What an active check found; `rise` good ones in a row bring the address back, `fall` bad ones take it out.
    package mutating func checked(isGood: Bool, rise: Int, fall: Int, at time: Int) -> Change {
        guard isGood else {
            self.checksInARow = min(0, self.checksInARow) - 1
            guard !self.isOutByChecks, -self.checksInARow >= fall else { return .none }
            self.isOutByChecks = true
            return .ejected(milliseconds: 0)
        }
        self.checksInARow = max(0, self.checksInARow) + 1
        guard !self.isEligible(at: time), self.checksInARow >= rise else { return .none }
        self.isOutByChecks = false
        if self.ejectedUntil != nil { self.standing = .ejected(until: time) }
        return .restored
    }

    package func isEligible(at time: Int) -> Bool {
        guard !self.isOutByChecks else { return false }
        return self.ejectedUntil.map { $0 <= time } ?? true
    }

    private mutating func eject(at time: Int) -> Change {
        let duration = self.nextEjection
        self.standing = .ejected(until: time + duration)
        // Good checks from before the failure say nothing of it; bad ones still count.
        self.checksInARow = min(0, self.checksInARow)
        let maximum = max(self.settings.maximumEjectionTime, self.settings.ejectionTime)
        self.nextEjection = duration > maximum / 2 ? maximum : duration * 2
        return .ejected(milliseconds: duration)
    }
}
