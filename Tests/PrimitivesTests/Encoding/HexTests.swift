import Primitives
import Testing

struct HexTests {
    @Test func writesTheCaseAskedForAndReadsBoth() throws {
        let bytes: [UInt8] = [0x00, 0x09, 0xAF, 0xF0, 0xFF]
        #expect(Hex.encode(bytes) == "0009aff0ff")
        #expect(Hex.encode(bytes, letterCase: .upper) == "0009AFF0FF")
        #expect(try Hex.decode("0009aff0ff") == bytes)
        #expect(try Hex.decode("0009AFF0FF") == bytes)
        #expect(try Hex.decode("0009aFf0Ff") == bytes)
    }

    @Test func everyByteComesBack() throws {
        let bytes = Array(UInt8.min ... .max)
        #expect(try Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(try Hex.decode(Hex.encode(bytes, letterCase: .upper)) == bytes)
    }

    @Test func whiteSpaceIsReadAsTold() throws {
        #expect(try Hex.decode("00\r\n0a\n") == [0, 10])
        #expect(try Hex.decode("0\n0\n0a") == [0, 10])
        #expect(try Hex.decode(" 00 0\ta ", skipping: .ignored) == [0, 10])
        #expect(throws: EncodingFailure.foreignByte(offset: 2)) { try Hex.decode("00 0a") }
    }

    @Test(
        arguments: [
            ("0", .endsEarly), ("000", .endsEarly), ("00\n0", .endsEarly), ("0g", .foreignByte(offset: 1)),
            ("0x00", .foreignByte(offset: 1)), ("00:00", .foreignByte(offset: 2)), ("00=", .foreignByte(offset: 2)),
            ("é", .foreignByte(offset: 0)), ("@0", .foreignByte(offset: 0)), ("`0", .foreignByte(offset: 0)),
            ("/0", .foreignByte(offset: 0)), (":0", .foreignByte(offset: 0)),
        ] as [(String, EncodingFailure)])
    func refusesWhatIsNotHexadecimal(text: String, failure: EncodingFailure) {
        #expect(throws: failure) { try Hex.decode(text) }
    }
}
