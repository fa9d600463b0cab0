import Testing

@testable import GatewayServer

@Suite struct AlarmGateTests {
    @Test func firstEventIsToldAndThoseBehindItAreCounted() {
        var gate = AlarmGate()
        #expect(gate.raise(at: 5) == 1)
        #expect(gate.raise(at: 6) == nil)
        #expect(gate.raise(at: 5 + AlarmGate.interval - 1) == nil)
        #expect(gate.raise(at: 5 + AlarmGate.interval) == 3)
        #expect(gate.raise(at: 6 + AlarmGate.interval) == nil)
    }
}
