import Testing

@testable import GatewayServer

@Suite struct BodyCollectorTests {
    private let input = Array("0123456789".utf8)

    @Test func adjoiningPiecesAreOneRangeWithoutACopy() {
        var body = BodyCollector()
        body.append(2..<5, of: self.input.span)
        body.append(5..<9, of: self.input.span)
        #expect(body.range == 2..<9)
        #expect(body.copy == [])
        #expect(body.count == 7)
    }

    @Test func piecesApartAreCopiedInOrder() {
        var body = BodyCollector()
        body.append(0..<2, of: self.input.span)
        body.append(4..<6, of: self.input.span)
        body.append(8..<9, of: self.input.span)
        #expect(body.range == nil)
        #expect(body.copy == Array("01458".utf8))
        body.clear()
        #expect(body.count == 0 && body.range == nil && body.copy == [])
    }
}
