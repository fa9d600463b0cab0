import Testing

@testable import Gateway

@Suite struct AddressBlockTests {
    static let cases: [(String, String, Bool)] = [
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("127.0.0.1/32", "127.0.0.1", true),
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "9.255.255.255", false),
        ("192.168.4.0/23", "192.168.5.9", true), ("192.168.4.0/23", "192.168.6.0", false),
        ("0.0.0.0/0", "255.1.2.3", true), ("0.0.0.0/0", "::1", false), ("::1", "::1", true), ("::1", "::2", false),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe80::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("::/0", "2001:db8::1", true), ("::/0", "10.0.0.1", false),
        // A dual-stack socket names an IPv4 peer by its mapped address.
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("10.0.0.0/8", "::ffff:11.1.2.3", false),
        ("::/0", "::ffff:10.1.2.3", false), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
        ("::ffff:10.0.0.1", "10.0.0.1", true), ("10.0.0.0/8", "::10.1.2.3", false),
    ]

    @Test(arguments: cases)
    func aBlockHoldsWhatSharesItsPrefix(block: String, address: String, isInside: Bool) throws {
        let block = try #require(AddressBlock(block))
        let bytes = try #require(AddressBlock.addressBytes(address))
        let contains = block.contains(bytes.span)
        #expect(contains == isInside)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8",
        "10.0.0.1/8", "10.0.0", "010.0.0.0", "10.0.0.0/ 8", " 10.0.0.0", "10.0.0.0\u{0}", "::/129", "::1/127", "[::1]",
        "fe80::1%eth0", "localhost", "::ffff:10.0.0.0/95", "10.0.0.0/1000", "10.0.0.0/0",
    ])
    func whatIsNoBlockIsNone(text: String) {
        #expect(AddressBlock(text) == nil)
    }

    @Test(arguments: [0, 3, 5, 15, 17])
    func bytesThatAreNoAddressLieInNoBlock(count: Int) throws {
        let bytes = [UInt8](repeating: 0, count: count)
        let contains = [AddressBlock("0.0.0.0/0"), AddressBlock("::/0")].map { $0?.contains(bytes.span) }
        #expect(contains == [false, false])
    }

    @Test func spellingsOfOneBlockAreEqual() {
        #expect(AddressBlock("127.0.0.1") == AddressBlock("::ffff:127.0.0.1/128"))
        #expect(AddressBlock("::1") == AddressBlock("0:0:0:0:0:0:0:1/128"))
    }
}
