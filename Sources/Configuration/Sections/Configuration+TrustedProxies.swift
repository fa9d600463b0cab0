import Gateway
import Yams

extension Configuration {
    mutating func readTrustedProxies(_ root: MappingReader) {
        guard let node = root.node("trusted-proxies") else { return }
        for element in node.elements(place: "trusted-proxies", faults: root.faults) {
            let text = element.string ?? ""
            if let block = AddressBlock(text) {
                self.trustedProxies.append(block)
            } else {
                root.faults.add(
                    element.mark?.line ?? root.line(of: "trusted-proxies"),
                    "trusted-proxies: \"\(text)\" is not an address or a block like 127.0.0.1, 10.0.0.0/8 or fd00::/8, "
                        + "with no bit set after the prefix")
            }
        }
    }
}
