import COpenSSL

extension LibraryFault {
    /// The fault of a call that has just failed on this thread; empties the thread's error queue.
    init(_ call: Call) {
        self.init(call: call, code: ERR_get_error())
        ERR_clear_error()
    }
}

extension LibraryFault: CustomStringConvertible {
    package var description: String {
        guard self.code != 0 else { return "\(self.call.rawValue) failed" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            ERR_error_string_n(self.code, text.baseAddress, text.count)
            return "\(self.call.rawValue) failed: \(String(cString: text.baseAddress!))"
        }
    }
}
