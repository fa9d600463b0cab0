import HTTP1
import NIOCore
import NIOEmbedded
import NIOHTTP1

/// What both decoders must agree on about a message.
struct CommonMessage: Equatable {
    /// Method and target, or the status.
    var start: String
    var fields: [String]
    var body: [UInt8] = []

    init(_ start: String, _ fields: [(String, String)]) {
        self.start = start
        self.fields = fields.map { "\($0): \($1)" }
    }

    init(_ request: DecodedRequest) {
        self.init("\(request.method.text) \(request.target.text)", request.fields.map { ($0.name.text, $0.value.text) })
        self.body = request.body
    }

    init(_ response: DecodedResponse) {
        self.init("\(response.status)", response.fields.map { ($0.name.text, $0.value.text) })
        self.body = response.body
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}

/// What llhttp, by way of NIOHTTP1, makes of some bytes.
struct LlhttpTranscript {
    var complete: [CommonMessage] = []
    var partial: CommonMessage?
    var failed = false

    init(ofRequests bytes: [UInt8]) {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
        self.feed(bytes, to: channel)
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                // NIOHTTP1 spells this one method its own way.
                let method = head.method == .MSEARCH ? "M-SEARCH" : head.method.rawValue
                self.partial = CommonMessage("\(method) \(head.uri)", Self.fields(head.headers))
            case .body(let body): self.partial?.body += Array(body.readableBytesView)
            case .end: self.messageEnded()
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    init(ofResponses bytes: [UInt8], to methods: [HTTPMethod]) {
        let channel = EmbeddedChannel(
            handlers: [ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))])
        for method in methods {
            let head = HTTPRequestHead(version: .http1_1, method: method, uri: "/")
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
        }
        channel.flush()
        self.feed(bytes, to: channel)
        do { _ = try channel.finish(acceptAlreadyClosed: true) } catch { self.failed = true }
        while let part = try? channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head): self.partial = CommonMessage("\(head.status.code)", Self.fields(head.headers))
            case .body(let body): self.partial?.body += Array(body.readableBytesView)
            case .end: self.messageEnded()
            }
        }
    }

    private mutating func feed(_ bytes: [UInt8], to channel: EmbeddedChannel) {
        do { try channel.writeInbound(ByteBuffer(bytes: bytes)) } catch { self.failed = true }
    }

    private mutating func messageEnded() {
        if let partial = self.partial { self.complete.append(partial) }
        self.partial = nil
    }

    /// llhttp leaves white space at the end of a value.
    private static func fields(_ headers: HTTPHeaders) -> [(String, String)] {
        headers.map { name, value in
            var bytes = Array(value.utf8)[...]
            while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
            return (name, Array(bytes).text)
        }
    }
}
