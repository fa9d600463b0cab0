import Glibc

/// A block of IP addresses in CIDR notation (RFC 4632 § 3.1, RFC 4291 § 2.3), or one address. An IPv4-mapped IPv6
/// address (RFC 4291 § 2.5.5.2) counts as the IPv4 address in it: that is how a dual-stack socket names its peers.
package struct AddressBlock: Hashable, Sendable {
    private enum Family: Hashable, Sendable {
        case four
        case six

        /// Bits of an address.
        var width: Int { self == .four ? 32 : 128 }
    }

    private struct Address: Hashable, Sendable {
        let family: Family
        /// In host order; an IPv4 address in the low 32 bits.
        let bits: UInt128

        /// 4 or 16 bytes in network order; nil for any other count.
        init?(_ bytes: Span<UInt8>) {
            var bits: UInt128 = 0
            for index in bytes.indices { bits = bits << 8 | UInt128(bytes[index]) }
            switch bytes.count {
            case 4: self.init(.four, bits)
            case 16 where bits >> 32 == 0xFFFF: self.init(.four, bits & 0xFFFF_FFFF)
            case 16: self.init(.six, bits)
            default: return nil
            }
        }

        private init(_ family: Family, _ bits: UInt128) {
            self.family = family
            self.bits = bits
        }
    }

    private let base: Address
    /// Leading bits that count.
    private let prefix: Int

    /// `10.0.0.0/8`, `fd00::/8`, or an address alone; nil for anything else, and for bits set after the prefix, which
    /// tell of another block than was meant.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.addressBytes(String(parts[0])), let base = Address(bytes.span) else { return nil }
        // An IPv4-mapped block is written with the prefix of IPv6.
        let mapped = bytes.count * 8 - base.family.width
        var prefix = base.family.width
        if parts.count == 2 {
            let digits = parts[1]
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                digits == "0" || !digits.hasPrefix("0"), let written = Int(digits),
                (0...base.family.width).contains(written - mapped)
            else { return nil }
            prefix = written - mapped
        }
        let rest = base.family.width - prefix
        guard (base.bits >> rest) << rest == base.bits else { return nil }
        self.base = base
        self.prefix = prefix
    }

    /// Whether an address of 4 or 16 bytes in network order lies in the block; of any other length, it does not.
    package func contains(_ address: Span<UInt8>) -> Bool {
        guard let address = Address(address), address.family == self.base.family else { return false }
        return (address.bits ^ self.base.bits) >> (self.base.family.width - self.prefix) == 0
    }

    /// The 4 or 16 bytes of an address literal without brackets; nil when the text is none.
    package static func addressBytes(_ text: String) -> [UInt8]? {
        // inet_pton reads to the first NUL and would overlook what follows.
        guard !text.utf8.contains(0) else { return nil }
        let (family, count) = text.utf8.contains(UInt8(ascii: ":")) ? (AF_INET6, 16) : (AF_INET, 4)
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
