import Testing

@testable import GatewayServer

@Suite struct CoreCountTests {
    @Test(arguments: [("0", 1), ("0-1", 2), ("0-3,8", 5), ("1,3,5-6", 4)])
    func theAffinityListIsCounted(list: String, count: Int) {
        let status = "Name:\trevgate\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems_allowed:\t1\n"
        #expect(CoreCount.count(inStatus: status) == count)
    }

    @Test(arguments: ["", "Cpus_allowed_list:\t", "Cpus_allowed_list:\tx", "Cpus_allowed_list:\t3-1"])
    func whatCannotBeReadIsNotGuessed(status: String) {
        #expect(CoreCount.count(inStatus: status) == nil)
    }

    @Test func thisProcessRunsSomewhere() {
        #expect(CoreCount.granted >= 1)
    }
}
