/// Records what an authority for a token has done already. Belongs to one event loop: asked there, answers there, exactly
/// once.
package protocol TokenConfirmer: AnyObject {
    /// A known subject is revoked whoever owns it, and its pair and its grant as by any call. Of one that is not known
    /// nothing is recorded, and the answer is `unknown`.
    ///
    /// - Parameter time: when it had been revoked.
    func confirm(_ call: RevocationCall, at time: Timestamp, for waiter: any RevocationWaiter, ticket: Int)
}
