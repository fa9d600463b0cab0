/// What is done on the threads beside the event loops.
package enum KeyOperation: Int, CaseIterable, Sendable {
    case open
    case seal

    package var word: StaticString {
        switch self {
        case .open: "open"
        case .seal: "seal"
        }
    }
}
