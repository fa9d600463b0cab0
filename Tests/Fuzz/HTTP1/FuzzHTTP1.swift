/// Any bytes, as requests and as responses: no crash, every range inside the input, and the same answer however they are
/// fed. The ranges are checked where the transcripts copy them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let requests = RequestTranscript(of: bytes)
    let responses = ResponseTranscript(of: bytes, to: methods)
    for feeding in [Feeding.pieces(1), .streamed(1), .streamed(5)] {
        precondition(RequestTranscript(of: bytes, feeding: feeding) == requests, "requests differ")
        precondition(ResponseTranscript(of: bytes, to: methods, feeding: feeding) == responses, "responses differ")
    }
    return 0
}

private let methods: [Method] = [.get, .head, .post]
