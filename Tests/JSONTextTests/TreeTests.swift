import JSONText
import Testing

@Suite struct TreeTests {
    @Test func membersAreWrittenInTheirOrderALineEach() {
        let tree: JSONTree = ["b": [1, true, .null], "a": ["x": "y"], "none": [], "empty": [:]]
        #expect(
            tree.written == """
                {
                  "b": [
                    1,
                    true,
                    null
                  ],
                  "a": {
                    "x": "y"
                  },
                  "none": [],
                  "empty": {}
                }
                """)
    }

    @Test func textIsEscapedAndWrittenTextIsNot() {
        #expect(JSONTree.string("a\"\\\n\u{1}ü/").written == #""a\"\\\n\u0001ü/""#)
        #expect(JSONTree.object([JSONTree.Member("\"", .text(#"{"a":1}"#))]).written == "{\n  \"\\\"\": {\"a\":1}\n}")
    }

    @Test func onlyAnObjectTakesMoreMembers() {
        let more = [JSONTree.Member("b", 2)]
        #expect((["a": 1] as JSONTree).adding(more).written == "{\n  \"a\": 1,\n  \"b\": 2\n}")
        #expect((["a"] as JSONTree).adding(more).written == "[\n  \"a\"\n]")
    }
}
