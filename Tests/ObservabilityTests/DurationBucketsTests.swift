import Observability
import Testing

@Suite struct DurationBucketsTests {
    @Test func boundsAscend() {
        let bounds = (0..<DurationBuckets.count).map { DurationBuckets.bound(of: $0) }
        #expect(bounds.first == 64)
        #expect(bounds.dropLast().last == 1 << 24)
        #expect(bounds.last == .some(nil))
        let finite = bounds.compactMap { $0 }
        #expect(finite == finite.sorted())
        #expect(Set(finite).count == DurationBuckets.count - 1)
    }

    @Test(arguments: 0..<(DurationBuckets.count - 1))
    func aBoundEndsItsBucket(bucket: Int) throws {
        let bound = try #require(DurationBuckets.bound(of: bucket))
        #expect(DurationBuckets.bucket(ofNanoseconds: bound * 1_000) == bucket)
        #expect(DurationBuckets.bucket(ofNanoseconds: bound * 1_000 - 1) == bucket)
        #expect(DurationBuckets.bucket(ofNanoseconds: bound * 1_000 + 1) == bucket + 1)
    }

    @Test(arguments: [(0, 0), (1, 0), (UInt64.max, DurationBuckets.count - 1)])
    func everyTimeHasABucket(time: UInt64, bucket: Int) {
        #expect(DurationBuckets.bucket(ofNanoseconds: time) == bucket)
    }
}
