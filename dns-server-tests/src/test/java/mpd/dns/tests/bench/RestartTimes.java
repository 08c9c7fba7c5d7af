package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.MarkdownTable.millis;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.lab.LabRoot;

/// How long nobody answers while the container is restarted, beside dnsmasq in the same place.
final class RestartTimes implements Benchmark {

    private static final InetSocketAddress SERVER = new InetSocketAddress(DNS_ADDRESS, 53);
    private static final String NAME = "lasting.mpd.test";
    private static final String ADDRESS = "10.163.1.1";
    private static final int FULL = 30;
    private static final int QUICK = 3;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public Report measure(final boolean quick, final Consumer<String> progress) {
        final int count = quick ? QUICK : FULL;
        final MarkdownTable table =
                new MarkdownTable("server", "times", "without an answer: p10", "p50", "p90", "longest", "times ours");
        progress.accept("a machine with " + LabRoot.TRIXIE);
        try (TruthLab lab = TruthLab.start(LabRoot.TRIXIE)) {
            lab.writeDropIn("lasting", "address=/" + NAME + "/" + ADDRESS + "\n");
            // In two halves, each server in turn, so that what else the machine does meets both.
            final List<Long> ours = new ArrayList<>();
            final List<Long> theirs = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                progress.accept("mpd-dns, half of " + count + " restarts");
                lab.startOurs();
                ours.addAll(restarts(lab, (count + half) / 2));
                progress.accept("dnsmasq, half of " + count + " restarts");
                lab.startDnsmasq();
                theirs.addAll(restarts(lab, (count + half) / 2));
            }
            final Sample our = new Sample(ours);
            final Sample their = new Sample(theirs);
            row(table, "mpd-dns", our, "");
            row(
                    table,
                    "dnsmasq " + lab.dnsmasqVersion(),
                    their,
                    Ratio.of(their, our).toString());
        }
        return new Report(table.toString(), List.of());
    }

    private static List<Long> restarts(final TruthLab lab, final int count) {
        final List<Long> gaps = new ArrayList<>();
        lab.host().dig().awaitAddresses(NAME, ADDRESS);
        for (int round = 0; round < count; round++) {
            gaps.add(Silence.during(
                    lab.machine().network(),
                    SERVER,
                    new Silence.Question(NAME, ADDRESS),
                    () -> lab.host().podman("restart", DNS_CONTAINER)));
        }
        return gaps;
    }

    private static void row(final MarkdownTable table, final String server, final Sample gaps, final String ratio) {
        table.row(
                server,
                Integer.toString(gaps.count()),
                millis(gaps.percentile(10)),
                millis(gaps.percentile(50)),
                millis(gaps.percentile(90)),
                millis(gaps.percentile(100)),
                ratio);
    }
}
