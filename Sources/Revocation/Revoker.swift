/// What carries a call out. Belongs to one event loop: called there, completes there, exactly once.
package protocol Revoker: AnyObject {
    func revoke(_ call: RevocationCall, completion: @escaping (RevocationOutcome) -> Void)
}
