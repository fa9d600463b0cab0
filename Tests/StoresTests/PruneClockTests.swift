import Revocation
import Testing

@testable import Stores

@Suite struct PruneClockTests {
    private static let day: Int64 = 86_400_000
    /// 2027-01-15.
    private static let start: Int64 = 1_800_000_000_000

    /// A look, in days: of the time of day since the start, and of the monotonic clock.
    struct Look: Sendable {
        let now: Double
        let monotonic: Double
        let expected: PruneClock.OnLook

        init(_ now: Double, _ monotonic: Double, _ expected: PruneClock.OnLook) {
            self.now = now
            self.monotonic = monotonic
            self.expected = expected
        }
    }

    struct Course: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Days since the start; nil: nothing is on file.
        let lastPass: Double?
        let looks: [Look]

        init(_ name: String, lastPass: Double?, _ looks: [Look]) {
            self.testDescription = name
            self.lastPass = lastPass
            self.looks = looks
        }
    }

    static let courses: [Course] = [
        Course("a clock that goes on is trusted", lastPass: -1, [Look(0, 0, .prune), Look(1, 1, .prune)]),
        Course("a store out of use for 30 days is taken up", lastPass: -30, [Look(0, 0, .prune)]),
        Course(
            "a store out of use for longer waits a day", lastPass: -30.001,
            [Look(0, 0, .hold), Look(0.99, 0.99, .hold), Look(1, 1, .prune)]),
        Course(
            "a stored time ahead of now is doubted", lastPass: 0.001,
            [Look(0, 0, .hold), Look(0.5, 0.5, .hold), Look(1, 1, .prune)]),
        Course("a new store notes the time and waits", lastPass: nil, [Look(0, 0, .note), Look(1, 1, .prune)]),
        Course("two days of drift are none", lastPass: 0, [Look(0, 0, .prune), Look(2.1, 0.1, .prune)]),
        Course(
            "a jump ahead is doubted", lastPass: 0,
            [Look(0, 0, .prune), Look(2.2, 0.1, .hold), Look(3.1, 1, .hold), Look(3.2, 1.1, .prune)]),
        Course(
            "a jump back is doubted, and so is the way ahead again", lastPass: 0,
            [
                Look(0, 0, .prune), Look(-3, 0.1, .hold), Look(0.2, 0.2, .hold), Look(1.15, 1.15, .hold),
                Look(1.2, 1.2, .prune),
            ]),
        Course(
            "a pause of the monotonic clock is doubted", lastPass: 0, [Look(0, 0, .prune), Look(5, 0.01, .hold)]),
        Course(
            "a clock that is not set holds for as long", lastPass: nil,
            [Look(-20_000, 0, .hold), Look(-19_998, 2, .hold), Look(2, 2.1, .hold), Look(3, 3.1, .prune)]),
    ]

    @Test(arguments: Self.courses)
    func onlyAClockWithoutDoubtPrunes(course: Course) {
        func milliseconds(_ days: Double) -> Int64 { Int64((days * Double(Self.day)).rounded()) }
        var clock = PruneClock()
        let lastPass = course.lastPass.map { Timestamp(milliseconds: Self.start + milliseconds($0)) }
        for look in course.looks {
            let action = clock.looked(
                now: Timestamp(milliseconds: Self.start + milliseconds(look.now)),
                monotonic: milliseconds(look.monotonic), lastPass: lastPass)
            #expect(action == look.expected, "at \(look.now)")
        }
    }
}
