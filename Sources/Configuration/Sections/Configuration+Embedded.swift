import Primitives

extension Configuration {
    /// The key directory and the store.
    mutating func readPlaces(_ root: MappingReader) {
        let folder = ProtectedFile.folder(of: self.path)
        if let keys = root.text("keys") { self.keyDirectory = Self.resolve(keys, in: folder) }
        guard let store = root.text("store") else { return }
        guard store.hasPrefix("sqlite:"), store.utf8.count > 7 else {
            root.fault("store", "\"\(store)\" is not carried out by this build; write sqlite:PATH")
            return
        }
        self.storePath = Self.resolve(String(store.dropFirst(7)), in: folder)
    }

    mutating func readEmbedded(_ root: MappingReader) {
        guard let node = root.node("embedded"),
            let reader = MappingReader(node, place: "embedded", faults: root.faults)
        else { return }
        reader.allow(["unknown", "retain", "max-unknown-per-consumer"])
        if let unknown = reader.choice("unknown", Embedded.Unknown.self) { self.embedded.unknown = unknown }
        if reader.text("retain") == "forever" {
            self.embedded.retain = nil
        } else if let retain = reader.quantity(
            "retain", Quantity.duration, example: "400d or forever", in: 86_400_000...(100 * 366 * 86_400_000))
        {
            self.embedded.retain = retain
        }
        if let maximum = reader.quantity(
            "max-unknown-per-consumer", Quantity.count, example: "1000000", in: 0...1_000_000_000_000)
        {
            self.embedded.maximumUnknownPerConsumer = maximum
        }
    }
}
