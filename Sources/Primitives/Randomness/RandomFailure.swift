/// Why no random bytes could be drawn.
package enum RandomFailure: Error, Equatable, Sendable {
    /// The generator could not be seeded or failed; no key and no nonce may be made until it recovers.
    case generator(LibraryFault)
    /// More bytes were asked for at once than the library counts (2^31 - 1).
    case tooMany
}
