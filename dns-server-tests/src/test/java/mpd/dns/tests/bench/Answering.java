package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.tests.bench.Measurements.Figure;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ProgramImage;

/// Answering for a zone beside Knot, dnsmasq and Unbound, all of them in one run on one machine.
final class Answering implements Benchmark {

    private static final Pattern VERSION = Pattern.compile("(?i)version ([0-9][0-9.]*)");

    private static final String BEGINNING = """
            Knot {knot}, dnsmasq {dnsmasq} and Unbound {unbound} of Debian 12. Rounds: {rounds}, each with every number of names and the
            servers in turn, the other way round in every second; each cell is the median, with tenth and ninetieth percentile of the rounds.

            """;
    private static final String COST = """
            ### Cost

            {queries} queries a run, 100 of them under way; over TCP {seconds} s, 100 queries a connection. CPU is user and system time of the process.
            A run over TCP that loses more than one query in a hundred is repeated, at most twice; how often that happened, warm-up included, is the last row.

            """;
    private static final String LATENCY = """
            ### Latency

            With {usual}, {seconds} s at each rate. Percentiles of all queries of each run; one is lost when no answer comes within 2 s, and counts as 2 s.
            Dropped is what the kernel threw away because a socket had no room for it: of the server, or of the client, which asks for 4 MiB in each of its eight.

            """;
    private static final String SIZE = """
            ### Memory and start

            Resident memory. Idle is {settle} ms after the first answer. The load before it is looked at again is all of the above;
            this program with {usual} has answered at least {total} queries then. At last this program, which alone of them forwards and
            keeps answers, is given a nameserver and asked for {answers} names of it, which fill its cache as it comes (8 MiB). Memory per name is what a server
            holds with {many} beyond what it holds with {few}, for each name more.

            """;
    private static final String CHANGES = """
            ### Changes

            Of a drop-in file that is replaced, at 1,000 queries a second where it says so. CPU is that beyond what as long a time
            without changes takes; the program is warm.

            """;
    private static final String SECOND = """
            ### A second core

            64 clients of two threads, with {usual}. {clients}

            """;
    private static final String OWN_CORES = "The clients have two cores of their own.";
    private static final String SHARED_CORES =
            "The machine has two cores, so the clients run on the server's: what the second gives is more than this shows.";

    @Override
    public String name() {
        return "answering";
    }

    @Override
    public Report measure(final boolean quick, final Consumer<String> progress) {
        final AnsweringPlan plan = quick ? AnsweringPlan.QUICK : AnsweringPlan.FULL;
        // Building an image takes longer than all of a quick run.
        final Path launcher = quick ? Program.LAUNCHER : ProgramImage.launcher();
        final OptionalLong image = quick ? OptionalLong.empty() : OptionalLong.of(imageSize(progress));
        try (Machine machine = Machine.start(LabRoot.BOOKWORM)) {
            final Authority.Site site = new Authority.Site(machine, Files.createTempDirectory("answering"), launcher);
            final AnsweringReport report = Cores.besideServer(() -> report(plan, site, image, progress));
            final List<Bar> bars = report.bars();
            final String text = fill(text(report, Bar.table(bars, !quick)), plan, machine);
            return new Report(text, quick ? List.of() : Bar.missed(bars), report.pictures());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static AnsweringReport report(
            final AnsweringPlan plan,
            final Authority.Site site,
            final OptionalLong image,
            final Consumer<String> progress) {
        final Measurements<Authority.Kind> all = new Measurements<>(Authority.Kind.class);
        final Measurements<Authority.Kind> second = new Measurements<>(Authority.Kind.class);
        final QuestionFiles questions = new QuestionFiles(site.machine(), plan.queries());
        new AnsweringCost(plan, all, questions, progress).measure(site);
        new Starts(plan, all, progress).measure(site);
        new SecondCore(plan, second, questions, progress).measure(site);
        final ChangeCost.Outcome changes = new ChangeCost(plan, questions, progress).measure(site);
        return new AnsweringReport(plan, all, second, changes, image);
    }

    private static long imageSize(final Consumer<String> progress) {
        progress.accept("answering, the image");
        try (MpdHost host = MpdHost.start(LabRoot.TRIXIE)) {
            return Long.parseLong(host.podman("image", "inspect", "--format", "{{.Size}}", MpdHost.PROGRAM_IMAGE));
        }
    }

    private static String text(final AnsweringReport report, final String bars) {
        return String.join(
                "",
                BEGINNING,
                bars,
                "\n",
                COST,
                AnsweringReport.section(report.all(), Figure.CPU, Figure.THROUGHPUT, Figure.REPEATED),
                "\n",
                AnsweringReport.show(Figure.CPU, Figure.THROUGHPUT),
                LATENCY,
                AnsweringReport.section(
                        report.all(),
                        Figure.MEDIAN,
                        Figure.TAIL,
                        Figure.FAR_TAIL,
                        Figure.LOST,
                        Figure.DROPPED,
                        Figure.ANSWERS_DROPPED),
                "\n",
                AnsweringReport.show(Figure.MEDIAN, Figure.TAIL, Figure.FAR_TAIL),
                SIZE,
                AnsweringReport.section(report.all(), Figure.IDLE, Figure.LOADED, Figure.PER_NAME, Figure.FIRST_ANSWER),
                "\n",
                AnsweringReport.show(Figure.LOADED, Figure.FIRST_ANSWER),
                CHANGES,
                report.changesTable(),
                "\n",
                SECOND,
                AnsweringReport.section(report.second(), Figure.THROUGHPUT, Figure.CPU));
    }

    private static String fill(final String text, final AnsweringPlan plan, final Machine machine) {
        return text.replace("{knot}", version(machine, "knotd", "--version"))
                .replace("{dnsmasq}", version(machine, "dnsmasq", "--version"))
                .replace("{unbound}", version(machine, "unbound", "-V"))
                .replace("{rounds}", Integer.toString(plan.rounds()))
                .replace("{queries}", Unit.COUNT.text(plan.queries()))
                .replace("{seconds}", Double.toString(plan.seconds()))
                .replace("{settle}", Integer.toString(plan.settle()))
                .replace("{total}", Unit.COUNT.text(plan.total()))
                .replace("{answers}", Unit.COUNT.text(plan.answers()))
                .replace("{few}", Measurements.names(plan.few()))
                .replace("{usual}", Measurements.names(plan.usual()))
                .replace("{many}", Measurements.names(plan.many()))
                .replace("{clients}", SecondCore.clientCores().equals(Cores.BOTH) ? SHARED_CORES : OWN_CORES);
    }

    private static String version(final Machine machine, final String... command) {
        final Matcher version = VERSION.matcher(machine.run(command).output());
        return version.find() ? version.group(1) : "of unknown version";
    }
}
