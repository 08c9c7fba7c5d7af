package mpd.dns.tests.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Spreads a scenario's statements over files as people do: a main file, a directory of drop-ins of which some
/// do not count, an included file, hosts files. Every file that counts carries a probe, a record that is there
/// when the file has been read.
///
/// @param main   the text of the main file
/// @param others the other files by their path below the directory
/// @param probes what tells that everything has been read
record Layout(String main, Map<String, String> others, List<Probe> probes) {

    private static final List<String> DROP_INS = List.of("conf.d/10-a.conf", "conf.d/9-b.conf", "conf.d/Z.conf");
    private static final List<String> HOSTS = List.of("hosts", "hosts.d/one");
    /// The domain of the probes.
    static final String PROBES = "probe.mpd.test";

    private static final String INCLUDED = "included.conf";
    private static final String MAIN = "";
    private static final String LITTER = "address=/litter.mpd.test/9.9.9.9\n";

    /// A name and the text or address that it has once the file with it has been read; a star stands for any
    /// label.
    record Probe(String name, boolean text, String value) {}

    /// Lays out the scenario below `directory`.
    ///
    /// @param generation tells this layout from the one before
    static Layout of(final Scenario scenario, final Path directory, final int generation) {
        final Random random = new Random(scenario.seed());
        final Map<String, List<String>> lines = new LinkedHashMap<>();
        final List<Probe> probes = new ArrayList<>();
        lines.put(MAIN, new ArrayList<>());
        DROP_INS.forEach(file -> lines.put(file, new ArrayList<>()));
        lines.put(INCLUDED, new ArrayList<>());
        HOSTS.forEach(file -> lines.put(file, new ArrayList<>()));
        for (final Statement statement : scenario.statements()) {
            // From what it says alone, so that it stays where it is when others are left out.
            final Random own = new Random(scenario.seed() * 31 + statement.hashCode());
            lines.get(place(statement, own)).addAll(new Handwriting(own).lines(statement));
        }
        lines.get(MAIN).addAll(includes(random, directory));
        final String plan = "g" + generation + ".plan.invalid";
        final String asked = Grammar.DOMAIN_UPSTREAMS.getFirst();
        lines.get(MAIN).add("server=/" + plan + "/" + asked);
        scenario.nameserverFile()
                .ifPresent(_ -> lines.get(MAIN).add("resolv-file=" + directory.resolve("resolv.conf")));
        int count = 0;
        for (final Map.Entry<String, List<String>> file : lines.entrySet()) {
            final Probe probe = probe(file.getKey(), count++, generation);
            probes.add(probe);
            file.getValue()
                    .add(
                            probe.text()
                                    ? "txt-record=" + probe.name() + "," + probe.value()
                                    : probe.value() + " " + probe.name());
        }
        probes.add(new Probe("*." + plan, true, "from " + asked));
        final Map<String, String> texts = new LinkedHashMap<>();
        lines.forEach((file, own) -> texts.put(file, Handwriting.file(random, own)));
        final String main = texts.remove(MAIN);
        List.of("conf.d/10-a.conf~", "conf.d/.hidden.conf", "conf.d/#x.conf#", "conf.d/old.conf.bak")
                .forEach(file -> texts.put(file, LITTER));
        scenario.nameserverFile().ifPresent(text -> texts.put("resolv.conf", text));
        return new Layout(main, texts, probes);
    }

    /// Writes everything, the main file last and at once.
    void write(final Path directory, final Path mainFile) {
        try {
            for (final Map.Entry<String, String> file : others.entrySet()) {
                final Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            final Path fresh = mainFile.resolveSibling("fresh");
            Files.writeString(fresh, main);
            Files.move(fresh, mainFile, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String place(final Statement statement, final Random random) {
        if (statement instanceof Statement.HostsLine) {
            return HOSTS.get(random.nextInt(HOSTS.size()));
        }
        final int choice = random.nextInt(DROP_INS.size() + 3);
        if (choice < DROP_INS.size()) {
            return DROP_INS.get(choice);
        }
        return choice == DROP_INS.size() ? INCLUDED : MAIN;
    }

    private static List<String> includes(final Random random, final Path directory) {
        final String filter =
                List.of(",*.conf", ",.bak", ",*.conf,*.CONF", ",.bak,.orig").get(random.nextInt(4));
        return List.of(
                "conf-dir=" + directory.resolve("conf.d") + filter,
                "conf-file=" + directory.resolve(INCLUDED),
                "addn-hosts=" + directory.resolve("hosts"),
                "hostsdir=" + directory.resolve("hosts.d"));
    }

    private static Probe probe(final String file, final int count, final int generation) {
        final String name = "probe" + count + "." + PROBES;
        return HOSTS.contains(file)
                ? new Probe(name, false, "10.255." + generation / 256 + "." + generation % 256)
                : new Probe(name, true, "generation" + generation);
    }
}
