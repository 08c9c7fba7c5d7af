package mpd.dns.tests.bench;

import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.UnboundConf;

/// A nameserver that has an answer to every name below `example.org`: an Unbound on the core of the clients.
final class AnyName implements AutoCloseable {

    /// Where it answers.
    static final String ADDRESS = "127.0.3.20";
    /// A question that it answers, as everybody who forwards to it does.
    static final AnswerZone.Question QUESTION = new AnswerZone.Question("any.example.org", "A", "192.0.2.1");

    private static final String FILE = "/etc/nameserver.bench";
    private static final String CONF = UnboundConf.of(ADDRESS, "/tmp", """
            module-config: "iterator"
            num-threads: 1
            local-zone: "example.org" redirect
            local-data: "example.org 300 A 192.0.2.1"
            """);

    private final ProcessHandle process;

    private AnyName(final ProcessHandle process) {
        this.process = process;
    }

    /// Starts it on the machine's network.
    static AnyName start(final Machine machine) {
        machine.replaceFile(FILE, CONF);
        return new AnyName(machine.spawn("taskset", "-c", Cores.CLIENT, "unbound", "-c", FILE));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
