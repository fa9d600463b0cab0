/// Makes messages that are mostly right, then spoils some of them.
struct MessageGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    private static let fields = [
        "X: y", "x-empty:", "Accept: */*", "X-Pad:  two words\t ", "Connection: keep-alive", "Connection: close",
        "Connection: close, x", "Connection: Upgrade, HTTP2-Settings", "Keep-Alive: 5", "Expect: 100-continue",
        "X-Quote: \"a\\\"b\"", "TE: trailers", "Content-Type: text/plain", "Trailer: X-T", "!#$%&'*+-.^_`|~09aZ: ok",
        "Proxy-Connection: close",
    ]
    private static let oddFields = [
        "Content-Length: 3", "Content-Length: +3", "Content-Length: 3,3", "Content-Length: ", "Content-Length: 3 ",
        "Content-Length: 0003", "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked",
        "Transfer-Encoding: Chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity", "Transfer-Encoding:",
        "Transfer-Encoding: chunked\t", "Transfer-Encoding : chunked", "Transfer-Encoding: \tchunked ", "Host: b",
        "Host : b", " folded", "\tfolded: a", "Na me: a", "X\0: a", "X: a\0", "X: a\rb", "X: a\nb", "X: a\r\n b",
        ": no name", "no colon", "X: \u{7f}", "X: \u{e9}", "Upgrade: h2c", "Connection: close x", "Connection:,close,",
        "Content_Length: 3", "Content-Length:3", "X:a\r", "Transfer-Encoding: xchunked",
        "Connection: keep-alive, close",
    ]
    private static let dictionary = [
        "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "0", "\r\n\r\n", "\r\n ", "\0", "\u{7f}", "\u{80}", "chunked",
        "HTTP/1.1",
        "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "\"", "\\", "=", "#", "a",
        "Host: x\r\n",
        "Connection: close\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    /// One to three requests after one another.
    mutating func requests() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<self.random.pick([1, 1, 2, 3]) { bytes += self.request() }
        return self.spoiled(bytes)
    }

    private mutating func request() -> [UInt8] {
        var line = self.random.oneIn(12) ? self.random.pick(["\r\n", "\n", "\r\n\r\n", " "]) : ""
        line +=
            self.random.oneIn(8)
            ? self.random.pick([
                "get", "G", "PROPFIND", "QUERY", "SOURCE", "GETS", "PRI", "DESCRIBE", "M-SEARCH", "", "PO ST",
            ])
            : self.random.pick(["GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
        line += self.random.oneIn(20) ? self.random.pick(["  ", "\t", ""]) : " "
        line +=
            self.random.oneIn(6)
            ? self.random.pick([
                "*", "http://h/p?q", "HTTP://h", "http://u@h/", "a", "/\u{e9}", "/a b", "/#f", "//", "/?",
                "https://[::1]:1/",
                "/\t", "/|\"<>", "", "http:/x", "a:80", "h://x",
            ])
            : self.random.pick(["/", "/a/b", "/a?b=c&d"])
        line +=
            self.random.oneIn(12)
            ? self.random.pick([
                "", " HTTP/1.2", " HTTP/0.9", " HTTP/2.0", " http/1.1", "  HTTP/1.1", " HTTP/1.1 ", " RTSP/1.0",
            ])
            : self.random.pick([" HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0"])
        return Array((line + "\r\n" + (self.random.oneIn(15) ? "" : "Host: a\r\n")).utf8) + self.fieldsAndContent()
    }

    /// One or two responses after one another.
    mutating func responses() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<self.random.pick([1, 1, 2]) {
            let version = self.random.oneIn(10) ? self.random.pick(["HTTP/1.2", "HTTP/2.0", "http/1.1"]) : "HTTP/1.1"
            let status = self.random.pick([
                " 200 OK", " 200 OK", " 200 OK", " 404 Not Found", " 204 No Content", " 304 Not Modified",
                " 100 Continue",
                " 503", " 200 ", " 20 OK", " 2000 OK", " 999 x", "  200 OK",
            ])
            bytes += Array("\(self.random.oneIn(8) ? "HTTP/1.0" : version)\(status)\r\n".utf8) + self.fieldsAndContent()
        }
        return self.spoiled(bytes)
    }

    private mutating func fieldsAndContent() -> [UInt8] {
        var lines = ""
        for _ in 0..<Int.random(in: 0..<4, using: &self.random) {
            lines += (self.random.oneIn(4) ? self.random.pick(Self.oddFields) : self.random.pick(Self.fields)) + "\r\n"
        }
        switch Int.random(in: 0..<4, using: &self.random) {
        case 0:
            return Array("\(lines)\r\n".utf8)
        case 1:
            let content = self.random.pick(["", "a", "hello", "a\r\nb", "GET / HTTP/1.1\r\n\r\n"])
            return Array("\(lines)Content-Length: \(content.utf8.count)\r\n\r\n\(content)".utf8)
        default:
            return Array("\(lines)Transfer-Encoding: chunked\r\n\r\n\(self.chunks())".utf8)
        }
    }

    private mutating func chunks() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<3, using: &self.random) {
            let content = self.random.pick(["a", "hello", "0123456789abcdef", "\r\n"])
            let size = String(content.utf8.count, radix: 16, uppercase: self.random.oneIn(2))
            text += self.random.oneIn(4) ? "00" + size : size
            if self.random.oneIn(4) {
                text += self.random.pick([
                    ";a", ";a=b", ";a=\"b;c\\\"\"", ";", ";a;", " ;a", "; a", ";a=", ";a=\"", ";a=b c", ";=",
                    ";a=\"b\"c", " ",
                    "\t", ";a=\"\u{e9}\"", ";\u{1}",
                ])
            }
            text += "\r\n\(content)" + (self.random.oneIn(15) ? self.random.pick(["\n", "", "\r", "x\r\n"]) : "\r\n")
        }
        let trailers = ["X-T: 1\r\n", "Content-Length: 1\r\n", "X : 1\r\n", " x\r\n", "Connection: close\r\n", "x\r\n"]
        return text + "0\r\n" + (self.random.oneIn(4) ? self.random.pick(trailers) : "") + "\r\n"
    }

    /// In two cases of three as they are; else with one to three changes.
    private mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
        guard self.random.oneIn(3) else { return bytes }
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self.random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &self.random)
            let end = min(bytes.count, at + Int.random(in: 1...8, using: &self.random))
            switch Int.random(in: 0..<5, using: &self.random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &self.random)
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 3: bytes.remove(at: at)
            default: bytes.insert(contentsOf: Array(self.random.pick(Self.dictionary).utf8), at: at)
            }
        }
        return bytes
    }
}
