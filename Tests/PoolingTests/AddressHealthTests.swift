import Testing

@testable import Pooling

@Suite struct AddressHealthTests {
    /// Ejected by three failed exchanges, for 100 ms at first and 350 at most.
    private let settings: AddressHealth.Settings = {
        var settings = AddressHealth.Settings.defaults
        settings.consecutiveFailures = 3
        settings.ejectionTime = 100
        settings.maximumEjectionTime = 350
        return settings
    }()

    /// Ejected from 0 to 100, on probation from then on.
    private func ejected() -> AddressHealth {
        var health = AddressHealth(self.settings)
        #expect(health.failed(.connect, at: 0) == .ejected(milliseconds: 100))
        return health
    }

    /// Taken out by three bad checks.
    private func outByChecks() -> AddressHealth {
        var health = AddressHealth(self.settings)
        for _ in 0..<2 { #expect(self.check(&health, isGood: false) == .none) }
        #expect(self.check(&health, isGood: false) == .ejected(milliseconds: 0))
        #expect(!health.isEligible(at: 1_000_000))
        return health
    }

    private func check(_ health: inout AddressHealth, isGood: Bool, at time: Int = 0) -> AddressHealth.Change {
        health.checked(isGood: isGood, rise: 2, fall: 3, at: time)
    }

    // What calls see

    @Test func itBeginsWell() {
        let health = AddressHealth(self.settings)
        #expect(health.isEligible(at: 0))
        #expect(health.ejectedUntil == nil)
    }

    @Test func failedExchangesInARowEjectIt() {
        var health = AddressHealth(self.settings)
        for _ in 0..<2 {
            #expect(health.failed(.exchange, at: 5) == .none)
            #expect(health.isEligible(at: 5))
        }
        #expect(health.failed(.exchange, at: 5) == .ejected(milliseconds: 100))
        #expect(health.ejectedUntil == 105)
        #expect(!health.isEligible(at: 5))
        #expect(!health.isEligible(at: 104))
        #expect(health.isEligible(at: 105))
    }

    @Test func aSuccessBreaksTheRow() {
        var health = AddressHealth(self.settings)
        for _ in 0..<2 { #expect(health.failed(.exchange, at: 0) == .none) }
        #expect(health.succeeded(at: 0) == .none)
        #expect(health == AddressHealth(self.settings))
    }

    @Test func aConnectionThatCannotBeOpenedEjectsAtOnce() {
        let health = self.ejected()
        #expect(health.ejectedUntil == 100)
        #expect(!health.isEligible(at: 99))
        #expect(health.isEligible(at: 100))
    }

    @Test func lateResultsChangeNothingWhileItIsEjected() {
        var health = self.ejected()
        #expect(health.failed(.connect, at: 99) == .none)
        for _ in 0..<5 { #expect(health.failed(.exchange, at: 99) == .none) }
        #expect(health.succeeded(at: 99) == .none)
        #expect(health == self.ejected())
    }

    @Test(arguments: [AddressHealth.Failure.connect, .exchange])
    func theFirstFailureOnProbationEjectsForTwiceAsLongUpToTheMaximum(failure: AddressHealth.Failure) {
        var health = self.ejected()
        var time = 100
        for duration in [200, 350, 350] {
            #expect(health.failed(failure, at: time) == .ejected(milliseconds: duration))
            #expect(health.ejectedUntil == time + duration)
            time += duration
        }
    }

    @Test func aSuccessEndsProbationAndTheDoubling() {
        var health = self.ejected()
        #expect(health.failed(.connect, at: 100) == .ejected(milliseconds: 200))
        #expect(health.succeeded(at: 300) == .restored)
        #expect(health == AddressHealth(self.settings))
        #expect(health.failed(.exchange, at: 300) == .none)
        #expect(health.failed(.connect, at: 300) == .ejected(milliseconds: 100))
    }

    // Active checks

    @Test func badChecksInARowTakeItOutUntilGoodOnesBringItBack() {
        var health = self.outByChecks()
        #expect(health.ejectedUntil == nil)
        #expect(self.check(&health, isGood: true) == .none)
        #expect(!health.isEligible(at: 0))
        #expect(self.check(&health, isGood: true) == .restored)
        #expect(health.isEligible(at: 0))
        #expect(self.check(&health, isGood: true) == .none)
    }

    @Test func theOtherKindOfCheckBreaksTheRow() {
        var health = AddressHealth(self.settings)
        for _ in 0..<5 {
            #expect(self.check(&health, isGood: false) == .none)
            #expect(self.check(&health, isGood: false) == .none)
            #expect(self.check(&health, isGood: true) == .none)
        }
        #expect(health.isEligible(at: 0))
        health = self.outByChecks()
        for _ in 0..<5 {
            #expect(self.check(&health, isGood: true) == .none)
            #expect(self.check(&health, isGood: false) == .none)
        }
        #expect(!health.isEligible(at: 0))
    }

    @Test func goodChecksAreNotSavedUp() {
        var health = AddressHealth(self.settings)
        for _ in 0..<9 { #expect(self.check(&health, isGood: true) == .none) }
        for _ in 0..<2 { #expect(self.check(&health, isGood: false) == .none) }
        #expect(self.check(&health, isGood: false) == .ejected(milliseconds: 0))
        #expect(!health.isEligible(at: 0))
    }

    @Test func itIsTakenOutOnce() {
        var health = self.outByChecks()
        for _ in 0..<5 { #expect(self.check(&health, isGood: false) == .none) }
        #expect(!health.isEligible(at: 0))
    }

    // Both

    @Test func callsThatSucceedDoNotOverruleTheChecks() {
        var health = self.outByChecks()
        #expect(health.succeeded(at: 0) == .none)
        #expect(!health.isEligible(at: 0))
    }

    @Test func probationEndsSilentlyWhileTheChecksKeepItOut() {
        var health = self.ejected()
        for _ in 0..<3 { _ = self.check(&health, isGood: false) }
        #expect(health.succeeded(at: 100) == .none)
        #expect(health.ejectedUntil == nil)
        #expect(!health.isEligible(at: 100))
    }

    @Test func theEndOfAnEjectionDoesNotOverruleTheChecks() {
        var health = self.outByChecks()
        #expect(health.failed(.connect, at: 0) == .ejected(milliseconds: 100))
        #expect(!health.isEligible(at: 100))
    }

    @Test func checksThatBringItBackEndAnEjectionButNotTheProbation() {
        var health = self.outByChecks()
        #expect(health.failed(.connect, at: 0) == .ejected(milliseconds: 100))
        #expect(self.check(&health, isGood: true, at: 10) == .none)
        #expect(self.check(&health, isGood: true, at: 20) == .restored)
        #expect(health.isEligible(at: 20))
        #expect(health.ejectedUntil == 20)
        #expect(health.failed(.exchange, at: 20) == .ejected(milliseconds: 200))
    }

    @Test func goodChecksEndAnEjectionThatTheyHadNoPartIn() {
        var health = AddressHealth(self.settings)
        for _ in 0..<9 { #expect(self.check(&health, isGood: true) == .none) }
        #expect(health.failed(.connect, at: 0) == .ejected(milliseconds: 100))
        // Those before the ejection do not count.
        #expect(self.check(&health, isGood: true, at: 10) == .none)
        #expect(!health.isEligible(at: 10))
        #expect(self.check(&health, isGood: true, at: 20) == .restored)
        #expect(health.isEligible(at: 20))
    }

    @Test func goodChecksDoNotEndProbation() {
        var health = self.ejected()
        for _ in 0..<9 { #expect(self.check(&health, isGood: true, at: 100) == .none) }
        #expect(health.failed(.exchange, at: 100) == .ejected(milliseconds: 200))
    }

    @Test func hugeSettingsAreNoFault() {
        var settings = self.settings
        settings.maximumEjectionTime = .max / 2
        settings.ejectionTime = .max / 3
        var health = AddressHealth(settings)
        #expect(health.failed(.connect, at: 0) == .ejected(milliseconds: .max / 3))
        #expect(health.failed(.connect, at: .max / 3) == .ejected(milliseconds: .max / 2))
    }
}
