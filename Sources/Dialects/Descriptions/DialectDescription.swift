package import JSONText

/// What a route decides of what its dialect says about itself.
package struct DescribedRoute: Sendable {
    package let policy: DialectPolicy
    package let reply: ReplyStyle

    package init(policy: DialectPolicy, reply: ReplyStyle) {
        self.policy = policy
        self.reply = reply
    }
}

/// One operation of the OpenAPI document as a dialect describes it: its bodies in the clear, as JSON Schemas
/// (2020-12). Status and headers are not the dialect's.
package struct DialectDescription: Sendable {
    /// In a few words.
    package let summary: String
    /// In sentences (CommonMark).
    package let text: String
    /// By media type; of a sealed route, the first is what is sealed.
    package let requests: [DescribedRequest]
    package let success: DescribedSuccess
    /// Schema of the body of every refusal.
    package let refusal: JSONTree

    package init(
        summary: String, text: String, requests: [DescribedRequest], success: DescribedSuccess, refusal: JSONTree
    ) {
        self.summary = summary
        self.text = text
        self.requests = requests
        self.success = success
        self.refusal = refusal
    }
}

/// A request body of one media type: always an object, as JSON or as a form.
package struct DescribedRequest: Sendable {
    package enum Format: Sendable {
        case json
        case form
    }

    package let mediaType: String
    package let format: Format
    package let properties: [JSONTree.Member]
    /// What the schema says beside its type and properties.
    package let rules: [JSONTree.Member]
    package let example: JSONTree

    package init(
        mediaType: String, format: Format, properties: [JSONTree.Member], rules: [JSONTree.Member], example: JSONTree
    ) {
        self.mediaType = mediaType
        self.format = format
        self.properties = properties
        self.rules = rules
        self.example = example
    }
}

/// The body of a success.
package enum DescribedSuccess: Sendable {
    /// The status says it all.
    case empty
    case json(schema: JSONTree, example: JSONTree)
}
