package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.diag.Diagnosis;
import mpd.dns.diag.Expectations;
import mpd.dns.diag.Report;
import mpd.dns.diag.Subject;
import mpd.dns.diag.Surroundings;
import mpd.dns.server.PortHolder;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import picocli.CommandLine.Model.CommandSpec;

/// `mpd-dns diag`: walks the whole chain, and says what is wrong and how to mend it.
final class DiagCommand implements Command {

    private static final String ZONE = "mpd.test.";

    private final Map<String, String> environment;

    private final Syntax syntax = new Syntax(
            this,
            "diag",
            "Walk the whole chain from a client to the nameservers, and say what is wrong and how to mend"
                    + " it. Exit 1 when something is.");
    private final Parameter server = syntax.optional(
            "@SERVER[:PORT]",
            "A server elsewhere, of which only answers are seen (default: the one of this" + " machine).");

    private final Flag expected = syntax.one(
            "--expect-ip",
            "ADDR",
            "The address of the machine that should answer; vm.service.<zone> tells whose it is.");

    private final Flag zone =
            syntax.one("--zone", "NAME", "The zone to ask a server elsewhere about (default: mpd.test).");

    private final ControlOptions options = new ControlOptions(syntax);

    private Optional<Subject> subject = Optional.empty();
    private Optional<Expectations> expectations = Optional.empty();

    /// @param environment environment variables
    DiagCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public CommandSpec spec() {
        return syntax.spec();
    }

    @Override
    public List<String> prepare() {
        Settings settings = new Settings(Map.of());
        List<String> problems = new ArrayList<>();
        @Nullable String elsewhere = server.text();
        if (elsewhere == null) {
            problems.addAll(options.prepare(environment));
            subject = problems.isEmpty() ? Optional.of(new Subject.Here(options.path())) : Optional.empty();
        } else {
            subject = settings.one("SERVER", elsewhere, Values::asked).map(Subject.There::new);
        }
        expectations = Optional.of(new Expectations(
                settings.one(zone, Values::zone).orElse(Name.fromConstantString(ZONE)),
                settings.one(expected, Values::address)));
        problems.addAll(settings.problems());
        return problems;
    }

    @Override
    public int call() {
        Report report =
                Diagnosis.of(subject.orElseThrow(), expectations.orElseThrow(), Surroundings.standard(PortHolder::of));
        PrintWriter out = syntax.spec().commandLine().getOut();
        if (options.json()) {
            out.println(DiagText.json(report));
        } else {
            DiagText.print(report, out);
        }
        out.flush();
        return report.troubles() == 0 ? 0 : AskingCommand.NEGATIVE;
    }
}
