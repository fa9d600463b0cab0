/// Records what an authority for a token has done already. Belongs to one event loop: asked there, answers there, exactly
/// once.
package protocol TokenConfirmer: AnyObject {
    /// A known subject is revoked whoever owns it, and its pair and its grant as by any call. One that is not known is
    /// recorded under the consumer that asked, as far as its limit goes; the answer is then `unknown`.
    func confirm(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int)
}
