import Dialects
import Gateway
import JSONText
import Testing
import Yams

@testable import Configuration

@Suite struct LearnTests {
    /// A route with these lines below `learn:`, the first of which is line 3.
    private func read(_ lines: String) throws -> (rule: LearnRule?, faults: [String]) {
        let text = "path: /x\nlearn:\n" + lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        let faults = Faults()
        let node = try #require(try Yams.compose(yaml: text))
        let route = try #require(MappingReader(node, place: "routes[0]", faults: faults))
        let rule = Configuration(path: "etc/revgate.yaml").learnRule(route)
        return (rule, faults.list.map { $0.description(in: "r") })
    }

    @Test func everyKeyIsRead() throws {
        let (rule, faults) = try self.read(
            """
            reference: /data/0/a~1b
            token: /token
            expires-at: /expireAt
            owner: none
            success-codes: [TOK201, 200]
            """)
        #expect(faults.isEmpty)
        #expect(
            rule
                == LearnRule(
                    reference: try JSONPointer("/data/0/a~1b"), token: try JSONPointer("/token"),
                    expiresAt: try JSONPointer("/expireAt"), owner: .none, success: .listed(["TOK201", "200"])))
    }

    @Test func ownerIsTheConsumerAndTheRuleTheDialectsUnlessSaid() throws {
        let (rule, faults) = try self.read("token: /token")
        #expect(faults.isEmpty)
        let token = try JSONPointer("/token")
        #expect(rule == LearnRule(reference: nil, token: token, owner: .consumer, success: .dialect))
        #expect(try self.read("reference: /r").rule == LearnRule(reference: try JSONPointer("/r"), token: nil))
    }

    @Test func routeWithoutItHasNone() throws {
        let faults = Faults()
        let node = try #require(try Yams.compose(yaml: "path: /x"))
        let route = try #require(MappingReader(node, place: "routes[0]", faults: faults))
        #expect(Configuration(path: "r").learnRule(route) == nil)
        #expect(faults.list.isEmpty)
    }

    @Test(arguments: [
        (
            "token: token",
            "r:3: routes[0]: learn: token: \"token\": a JSON Pointer begins with a slash, like /data/token"
        ),
        (
            "reference: /a~b",
            "r:3: routes[0]: learn: reference: \"/a~b\": in a JSON Pointer (RFC 6901) a tilde is written ~0, a slash in "
                + "a name ~1"
        ),
        (
            "token: \"\"",
            "r:3: routes[0]: learn: token: an empty JSON Pointer names the whole reply; write one like /data/token"
        ),
        (
            "expires-at: /e",
            "r:3: routes[0]: learn: names neither reference nor token; write where one stands in the reply, like token: "
                + "/token"
        ),
        ("token: /t\nexpires: /e", "r:4: routes[0]: learn: unknown key \"expires\"; known: reference, token"),
        ("token: /t\nowner: consumr", "r:4: routes[0]: learn: owner: \"consumr\" is not a value of it; did you mean"),
        ("token: /t\nowner: first", "r:4: routes[0]: learn: owner: \"first\" is not a value of it; known: consumer"),
        ("token: /t\nsuccess-codes: []", "r:4: routes[0]: learn: success-codes: names no code"),
        ("token: /t\nsuccess-codes: [a, a]", "r:4: routes[0]: learn: success-codes: \"a\" stands twice; leave one out"),
        ("token: [/t]", "r:3: routes[0]: learn: token: must be a single value"),
    ])
    func faultNamesTheLineAndTheWayOut(lines: String, message: String) throws {
        let faults = try self.read(lines).faults
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(message) == true, "\(faults)")
    }
}
