package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;

/// Forwarding beside dnsmasq and Unbound, all of them in one run on one machine.
final class Forwarding implements Benchmark {

    private static final String FAILOVER = """
            ### A bad nameserver

            Two nameservers in resolv.conf, the first of them bad in the way the row says. A client asks for a name that nobody has
            asked for before every 100 ms, {queries} times, and each asks as glibc does with one nameserver: 5 s, and once more. {rounds} rounds, the
            programs in turn (the other way round in every second), dnsmasq and Unbound started anew for each case, this program with a new resolv.conf. The first row is the
            latency itself, the others are what comes on top of its median. A query failed when both its attempts did.

            """;
    private static final String COST = """
            ### Cost and latency

            The program on one core; client and nameserver (an Unbound that answers everything) on the other. CPU is user and system
            time of the process over a run of dnsperf with 8 clients and 100 queries under way, divided by its queries. Latency is
            that of {rate} queries a second, whatever the answers do; one that does not come counts as 2 s. Cached: 100 names over and over, which were asked once just before; uncached: each name once. {rounds} rounds, the programs in turn, the other way round in every second;
            each cell is the median, with tenth and ninetieth percentile of the rounds. Before them, this program is warmed up by {warmUp} such rounds, in which nobody waits until it is quiet, and dnsmasq by one.

            """;

    private static String with(
            final String text, final String one, final int first, final String other, final int second) {
        return text.replace(one, Integer.toString(first)).replace(other, Integer.toString(second));
    }

    @Override
    public String name() {
        return "forwarding";
    }

    @Override
    public Report measure(final boolean quick, final Consumer<String> progress) {
        final Failover failover = quick ? new Failover(1, 5) : new Failover(5, 60);
        final ForwardingCost cost = quick
                ? new ForwardingCost(1, 20_000, 300, 1, Rest.SHORT)
                : new ForwardingCost(15, 150_000, 6_000, 10, Rest.FULL);
        try (Machine machine = Machine.start(LabRoot.BOOKWORM)) {
            final Path directory = Files.createTempDirectory("forwarding");
            final ForwardingCost.Outcome outcome = cost.measure(machine, directory, progress);
            final String text = with(COST, "{rate}", ForwardingCost.RATE, "{rounds}", cost.rounds())
                            .replace("{warmUp}", Integer.toString(cost.warmUp()))
                    + outcome.table()
                    + "\n"
                    + with(FAILOVER, "{queries}", failover.queries(), "{rounds}", failover.rounds())
                    + failover.measure(machine, Files.createTempDirectory("failover"), progress);
            return new Report(text, quick ? List.of() : outcome.missed(), outcome.pictures());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
