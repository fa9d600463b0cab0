/// One thing wrong with a profile as written, in words for an operator.
package struct ProfileFailure: Equatable, Sendable {
    /// A word that is not known, and those that are.
    package struct Choice: Equatable, Sendable {
        package let word: String
        package let known: [String]
    }

    /// nil: of the profile as a whole.
    package let field: String?
    package let message: String
    /// What to choose from instead.
    package var choice: Choice?

    init(_ field: String?, _ message: String, choice: Choice? = nil) {
        self.field = field
        self.message = message
        self.choice = choice
    }
}

/// All that is wrong with a profile.
package struct ProfileFailures: Error, Equatable {
    package let list: [ProfileFailure]
}
