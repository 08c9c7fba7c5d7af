package mpd.dns.tests.bench;

import static mpd.dns.tests.bench.MarkdownTable.millis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.tests.lab.LabRoot;

/// How long it takes from a change to the right answer, beside the ways that there are without this program,
/// and what becomes of the queries meanwhile.
final class TimeToTruth implements Benchmark {

    private static final long EVENT_MILLIS = 50;
    private static final long FILE_MILLIS = 100;

    private record Size(int times, int restarts, int fileChanges, int containerChanges, int restartsUnderLoad) {
        static final Size FULL = new Size(200, 30, 800, 200, 30);
        static final Size QUICK = new Size(5, 2, 20, 4, 2);
    }

    private final MarkdownTable containers = new MarkdownTable(
            "server",
            "Podman",
            "change",
            "times",
            "event: p50",
            "p99",
            "command's end: p50",
            "p99",
            "command's beginning: p50",
            "p99");
    private final MarkdownTable files =
            new MarkdownTable("server", "Podman", "change", "times", "p50", "p99", "longest", "times ours");
    private final MarkdownTable load = new MarkdownTable(
            "server",
            "Podman",
            "changes of files",
            "of containers",
            "queries",
            "a second",
            "lost",
            "of them on the way back",
            "wrong");
    private final List<Bar> bars = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();

    @Override
    public String name() {
        return "time-to-truth";
    }

    @Override
    public Report measure(final boolean quick, final Consumer<String> progress) {
        final Size size = quick ? Size.QUICK : Size.FULL;
        for (final LabRoot root : roots(quick)) {
            progress.accept("a machine with " + root);
            try (TruthLab lab = TruthLab.start(root)) {
                measure(lab, root, size, progress);
            }
        }
        final String text = """
            %s
            ### Containers

            %s
            ### Files

            %s
            ### %,d queries a second while records change

            %s
            """.formatted(Bar.table(bars, !quick), containers, files, UnderLoad.RATE, load);
        final List<String> missed = new ArrayList<>(Bar.missed(bars));
        missed.addAll(examples);
        return new Report(text, quick ? List.of() : missed);
    }

    private static List<LabRoot> roots(final boolean quick) {
        final String wanted = System.getProperty("mpd.dns.podman", "");
        final List<LabRoot> all =
                quick && wanted.isEmpty() ? List.of(LabRoot.TRIXIE) : List.of(LabRoot.TRIXIE, LabRoot.BOOKWORM);
        return all.stream()
                .filter(root -> wanted.isEmpty() || root.podmanVersion().equals(wanted))
                .toList();
    }

    private void measure(final TruthLab lab, final LabRoot root, final Size size, final Consumer<String> progress) {
        lab.startOurs();
        progress.accept("containers, " + size.times() + " times");
        containers(lab, root, new ContainerTimes(lab).measure(size.times()));
        progress.accept("files, " + size.times() + " times");
        final FileTimes.Result ours = new FileTimes(lab).measure(size.times());
        files(root, ours);
        progress.accept("queries while records change");
        load("mpd-dns", root, new UnderLoad(lab).measure(size.fileChanges(), size.containerChanges()));
        if (root == LabRoot.TRIXIE) {
            progress.accept("dnsmasq with restarts, " + size.restarts() + " times");
            lab.startDnsmasq();
            final String dnsmasq = "dnsmasq " + lab.dnsmasqVersion() + ", restarted";
            final FileTimes.Restarts restarts = new FileTimes(lab).measureRestarts(size.restarts());
            file(dnsmasq, root, "drop-in copied", restarts.dropIn(), ratio(restarts.dropIn(), ours.inPlace()));
            file(
                    dnsmasq,
                    root,
                    "resolv.conf renamed",
                    restarts.resolvConf(),
                    ratio(restarts.resolvConf(), ours.resolvConf()));
            progress.accept("queries while dnsmasq is restarted");
            load(dnsmasq, root, new UnderLoad(lab).measureRestarts(size.restartsUnderLoad()));
        }
    }

    private static String ratio(final Sample theirs, final Sample ours) {
        return Ratio.of(theirs, ours).toString();
    }

    private void containers(final TruthLab lab, final LabRoot root, final ContainerTimes.Result result) {
        container("mpd-dns", root, "`podman start`", result.started());
        container("aardvark-dns " + lab.aardvarkVersion(), root, "`podman start`", result.aardvark());
        container("mpd-dns", root, "`podman create`, with `mpd.ip`", result.created());
        container("mpd-dns", root, "`podman rm`", result.removed());
        bars.add(Bar.time(
                "event of a start to right answer, " + root,
                EVENT_MILLIS,
                result.started().fromEvent()));
        bars.add(Bar.time(
                "event of a creation, " + root, EVENT_MILLIS, result.created().fromEvent()));
        bars.add(Bar.time(
                "event of a removal, " + root, EVENT_MILLIS, result.removed().fromEvent()));
    }

    private void container(
            final String server, final LabRoot root, final String change, final ContainerTimes.Times times) {
        containers.row(
                server,
                root.podmanVersion(),
                change,
                Integer.toString(times.fromEvent().count()),
                millis(times.fromEvent().percentile(50)),
                millis(times.fromEvent().percentile(99)),
                millis(times.fromReturn().percentile(50)),
                millis(times.fromReturn().percentile(99)),
                millis(times.fromCall().percentile(50)),
                millis(times.fromCall().percentile(99)));
    }

    private void files(final LabRoot root, final FileTimes.Result result) {
        file("mpd-dns", root, "drop-in renamed", result.renamed(), "");
        file("mpd-dns", root, "drop-in written in place", result.inPlace(), "");
        file("mpd-dns", root, "resolv.conf renamed", result.resolvConf(), "");
        bars.add(Bar.time("renamed drop-in to right answer, " + root, FILE_MILLIS, result.renamed()));
        bars.add(Bar.time("drop-in written in place, " + root, FILE_MILLIS, result.inPlace()));
        bars.add(Bar.time("renamed resolv.conf, " + root, FILE_MILLIS, result.resolvConf()));
    }

    private void file(
            final String server, final LabRoot root, final String change, final Sample sample, final String ratio) {
        files.row(
                server,
                root.podmanVersion(),
                change,
                Integer.toString(sample.count()),
                millis(sample.percentile(50)),
                millis(sample.percentile(99)),
                millis(sample.percentile(100)),
                ratio);
    }

    private void load(final String server, final LabRoot root, final UnderLoad.Result result) {
        load.row(
                server,
                root.podmanVersion(),
                Integer.toString(result.files()),
                Integer.toString(result.containers()),
                Long.toString(result.queries()),
                Long.toString(result.rate()),
                Long.toString(result.lost()),
                Long.toString(result.onTheWay()),
                Long.toString(result.wrong()));
        if (server.equals("mpd-dns")) {
            bars.add(Bar.none(
                    "queries lost during " + (result.files() + result.containers()) + " changes, " + root,
                    result.lost()));
            bars.add(Bar.none("queries answered wrongly, " + root, result.wrong()));
            examples.addAll(result.examples());
        }
    }
}
