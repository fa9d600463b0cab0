/// How many calls one connection may have in flight, from how fast its address answers.
package struct PipelineDepth: Equatable, Sendable {
    package init(limit: Int, hold: Int) {}
    /// One answer took so long since the one before it, or since its request: microseconds.
    package mutating func answered(after microseconds: Int) {}
    package var depth: Int { 1 }
}
