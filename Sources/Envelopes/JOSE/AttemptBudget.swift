/// What may still be spent on the keys that a message is tried with.
struct AttemptBudget {
    private var attempts = JOSELimits.attempts
    private var costly = JOSELimits.costlyAttempts
    private var iterations: Int

    /// - Parameter iterations: of PBES2, over all attempts.
    init(iterations: Int) {
        self.iterations = iterations
    }

    /// Takes one attempt; false, and nothing is taken, where it goes beyond what is left.
    mutating func take(_ parameters: JWEParameters) -> Bool {
        let costly = parameters.algorithm.isCostly ? 1 : 0
        let iterations = parameters.password?.iterations ?? 0
        guard self.attempts >= 1, self.costly >= costly, self.iterations >= iterations else { return false }
        self.attempts -= 1
        self.costly -= costly
        self.iterations -= iterations
        return true
    }
}
