/// The buckets of all duration histograms: two for each doubling, from 64 us to 16.8 s, and one for what is longer.
///
/// A bucket is found from the leading bit of a time and the bit behind it, without a search: (2^k, 1.5 * 2^k] and
/// (1.5 * 2^k, 2^(k+1)] microseconds. Bounds belong to the bucket below them, as `le` says.
package enum DurationBuckets {
    /// Exponents of the lowest and highest finite bound, in microseconds.
    private static let lowest = 6
    private static let highest = 24

    /// Buckets, the last without a bound.
    package static let count = 2 * (highest - lowest) + 2
    /// Behind the buckets: the sum, in nanoseconds.
    package static let sum = count
    /// Cells of a histogram.
    package static let width = count + 1

    /// The bucket of a time.
    package static func bucket(ofNanoseconds time: UInt64) -> Int {
        // Rounded up, less one: a bound falls into the bucket that it ends.
        let microseconds = time == 0 ? 0 : (time - 1) / 1_000
        guard microseconds >= 1 << UInt64(Self.lowest) else { return 0 }
        let exponent = 63 - microseconds.leadingZeroBitCount
        guard exponent < Self.highest else { return Self.count - 1 }
        let half = Int(truncatingIfNeeded: microseconds >> UInt64(exponent - 1)) & 1
        return 2 * (exponent - Self.lowest) + half + 1
    }

    /// The upper bound of a bucket in microseconds; nil for the last.
    package static func bound(of bucket: Int) -> UInt64? {
        guard bucket < Self.count - 1 else { return nil }
        let power: UInt64 = 1 << UInt64(Self.lowest + bucket / 2)
        return bucket % 2 == 0 ? power : power + power / 2
    }
}
