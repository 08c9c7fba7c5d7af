package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DiskFiles;
import mpd.dns.server.FileProblems;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;
import picocli.CommandLine.Model.CommandSpec;

/// `mpd-dns check`: reads all files as `serve` would, and says everything that is wrong with them.
final class CheckCommand implements Command {

    private final Map<String, String> environment;

    private final Syntax syntax = new Syntax(
            this,
            "check",
            "Read all configuration files and print every problem as file:line. Exit 2 when there is one.");
    private final FileOptions files = new FileOptions(syntax);
    private final ZoneOptions zones = new ZoneOptions(syntax);
    private final Flag resolvConf = syntax.one(
            "--resolv-conf",
            "PATH",
            "Upstream nameservers (default: what configuration files name, else"
                    + " /run/systemd/resolve/resolv.conf).");

    private final Flag platformEnv =
            syntax.one("--platform-env", "PATH", "File with MPD_VM_IP (default: /var/lib/mpd/conf/platform.env).");

    private Optional<Checked> checked = Optional.empty();

    /// What is looked at.
    private record Checked(ConfReader reader, FileProblems others) {}

    /// @param environment environment variables
    CheckCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public CommandSpec spec() {
        return syntax.spec();
    }

    @Override
    public List<String> prepare() {
        Settings settings = new Settings(environment);
        List<Name> served = zones.zones(settings);
        List<Subnet> subnets = zones.subnets(settings);
        checked = Optional.of(new Checked(
                new ConfReader(files.places(settings), served, subnets),
                new FileProblems(settings.one(resolvConf, Values::file), settings.one(platformEnv, Values::file))));
        return settings.problems();
    }

    @Override
    public int call() {
        Checked looked = checked.orElseThrow();
        Configuration configuration = DiskFiles.read(looked.reader());
        List<String> problems = new ArrayList<>();
        configuration.problems().forEach(problem -> problems.add(problem.toString()));
        problems.addAll(looked.others().of(configuration));
        PrintWriter out = syntax.spec().commandLine().getOut();
        configuration.notices().forEach(notice -> out.println("note: " + notice));
        problems.forEach(out::println);
        out.println(
                problems.isEmpty()
                        ? "no problem found, " + configuration.claims().size() + " records in files"
                        : problems.size() == 1 ? "1 problem" : problems.size() + " problems");
        out.flush();
        return problems.isEmpty() ? 0 : Problems.EXIT;
    }
}
