package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.xbill.DNS.Name;

/// One reading of all configuration files, under way. What lines say is collected here; a bad line costs that
/// line.
final class Reading {

    private static final int DEEPEST = 20;
    private static final int MOST_FILES = 10_000;
    // Whoever puts another kind of file there needs not be told of each of its lines.
    private static final int MOST_PROBLEMS = 100;

    private final FileSource source;
    private final Set<Path> expected;
    private final ReadFiles known;
    private final long ttl;
    private final Given given;
    private final RecordLines records;
    private final ServerLines servers;
    private final SettingLines settings = new SettingLines();
    private final FilterLines filters = new FilterLines();
    private final DomainLines domains;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<Path, Integer> problemsOf = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();
    private final List<HostsPlace> hosts = new ArrayList<>();
    private int depth;
    private int files;

    /// Hosts files are read last, as settings behind their option change how.
    private record HostsPlace(ConfLine line, Path path, boolean directoryOnly) {}

    /// @param served   zones that are answered here whatever the files say
    /// @param expected places that ought to be there
    /// @param known    what came of files before
    /// @param ttl      of records that have none of their own, in seconds
    Reading(FileSource source, List<Name> served, Set<Path> expected, ReadFiles known, long ttl) {
        this.source = source;
        this.expected = Set.copyOf(expected);
        this.known = known;
        this.ttl = ttl;
        given = new Given(ttl);
        records = new RecordLines(given);
        servers = new ServerLines(records, served);
        domains = new DomainLines(servers);
    }

    RecordLines records() {
        return records;
    }

    ServerLines servers() {
        return servers;
    }

    SettingLines settings() {
        return settings;
    }

    FilterLines filters() {
        return filters;
    }

    DomainLines domains() {
        return domains;
    }

    void notice(ConfLine line, String text) {
        notices.add(new Notice(line.file(), line.number(), text));
    }

    /// The main file, which need not be there.
    void main(Path file) {
        switch (source.file(file)) {
            case FileContent.Text(byte[] bytes, Object identity) -> text(file, identity, () -> options(file, bytes));
            case FileContent.Missing() -> missing(file, "expected a file, and there is none yet");
            case FileContent.Unsettled() -> {}
            case FileContent.Directory() -> whole(file, "expected a file, and this is a directory");
            case FileContent.Unreadable(String why) -> whole(file, why);
        }
    }

    /// A directory of drop-in files, which need not be there.
    void records(Path directory) {
        switch (source.directory(directory)) {
            case DirectoryContent.Names(List<String> names) -> dropIns(directory, names, ConfDirFilter.NONE);
            case DirectoryContent.Missing() -> missing(directory, "expected a directory, and there is none yet");
            case DirectoryContent.Unreadable(String why) -> whole(directory, why);
        }
    }

    void confFile(ConfLine line) throws BadLine {
        included(SettingLines.path(line, ConfLine.plain(line.required("expected conf-file=PATH"))), this::options);
    }

    void serversFile(ConfLine line) throws BadLine {
        Path file = SettingLines.path(line, ConfLine.plain(line.required("expected servers-file=PATH")));
        included(file, (path, bytes) -> new Lines(path, this::serversOnly, this::problem).read(bytes));
    }

    void confDir(ConfLine line) throws BadLine {
        List<String> tokens = ConfLine.commas(line.required("expected conf-dir=PATH[,FILTER...]"));
        Path directory = SettingLines.path(line, tokens.getFirst());
        switch (source.directory(directory)) {
            case DirectoryContent.Names(List<String> names) ->
                dropIns(directory, names, ConfDirFilter.of(tokens.subList(1, tokens.size())));
            case DirectoryContent.Missing() -> throw new BadLine("expected a directory, and there is none yet");
            case DirectoryContent.Unreadable(String why) -> throw new BadLine(why);
        }
    }

    void addnHosts(ConfLine line) throws BadLine {
        String path = ConfLine.plain(line.required("expected addn-hosts=PATH"));
        hosts.add(new HostsPlace(line, SettingLines.path(line, path), false));
    }

    void hostsDir(ConfLine line) throws BadLine {
        String path = ConfLine.plain(line.required("expected hostsdir=PATH"));
        hosts.add(new HostsPlace(line, SettingLines.path(line, path), true));
    }

    /// Reads the hosts files and gives what came of everything.
    ///
    /// @param etcHosts the machine's own, counted unless `no-hosts` is there
    Configuration finish(Path etcHosts) {
        if (!settings.has(SettingLines.Flag.NO_HOSTS)
                && source.file(etcHosts) instanceof FileContent.Text(byte[] bytes, Object identity)
                && seen.add(identity)) {
            hosts(etcHosts, bytes);
        }
        for (HostsPlace place : hosts) {
            try {
                hosts(place);
            } catch (BadLine e) {
                bad(place.line(), e);
            }
        }
        problemsOf.forEach((file, count) -> {
            if (count > MOST_PROBLEMS) {
                whole(file, "has " + (count - MOST_PROBLEMS) + " more lines that cannot be used");
            }
        });
        return new Configuration(
                given.parts(),
                servers.zones(),
                servers.subnets(),
                servers.servers(),
                filters.rules(servers.denied(), servers.dotless()),
                settings.options(servers.dotlessLocal()),
                List.copyOf(problems),
                notices);
    }

    /// The TTL that records without one of their own should have had, in seconds.
    long localTtl() {
        return settings.localTtl().orElse(ConfReader.STANDARD_TTL);
    }

    private void hosts(Path file, byte[] bytes) {
        boolean expand = settings.has(SettingLines.Flag.EXPAND_HOSTS);
        FileLines.Item.Records hosts = known.hosts(
                file,
                bytes,
                new ReadFiles.HostsContext(ttl, expand, expand ? domains.lines() : List.of()),
                this::suffix);
        given.addHosts(hosts.given());
        hosts.problems().forEach(this::problem);
    }

    /// What `expand-hosts` puts behind a name with that address.
    private Optional<Name> suffix(InetAddress address) {
        return settings.has(SettingLines.Flag.EXPAND_HOSTS) ? domains.behind(address) : Optional.empty();
    }

    private void hosts(HostsPlace place) throws BadLine {
        if (!place.directoryOnly()) {
            switch (source.file(place.path())) {
                case FileContent.Text(byte[] bytes, Object identity) -> {
                    if (seen.add(identity)) {
                        hosts(place.path(), bytes);
                    }
                    return;
                }
                case FileContent.Missing() -> throw new BadLine("expected a file, and there is none yet");
                case FileContent.Unreadable(String why) -> throw new BadLine(why);
                case FileContent.Unsettled() -> {
                    return;
                }
                case FileContent.Directory() -> {}
            }
        }
        switch (source.directory(place.path())) {
            case DirectoryContent.Names(List<String> names) -> {
                for (String name : names) {
                    Path file = place.path().resolve(name);
                    if (ConfDirFilter.NONE.takes(name)
                            && source.file(file) instanceof FileContent.Text(byte[] bytes, Object identity)
                            && seen.add(identity)) {
                        hosts(file, bytes);
                    }
                }
            }
            case DirectoryContent.Missing() -> throw new BadLine("expected a directory, and there is none yet");
            case DirectoryContent.Unreadable(String why) -> throw new BadLine(why);
        }
    }

    private void dropIns(Path directory, List<String> names, ConfDirFilter filter) {
        for (String name : names) {
            if (!filter.takes(name)) {
                continue;
            }
            Path file = directory.resolve(name);
            switch (source.file(file)) {
                case FileContent.Text(byte[] bytes, Object identity) ->
                    text(file, identity, () -> options(file, bytes));
                case FileContent.Directory(), FileContent.Unsettled() -> {}
                // Listed and yet not there: a link that leads nowhere, or a file on its way.
                case FileContent.Missing() -> whole(file, "expected a file, and there is none behind this name yet");
                case FileContent.Unreadable(String why) -> whole(file, why);
            }
        }
    }

    private void included(Path file, BiConsumer<Path, byte[]> read) throws BadLine {
        switch (source.file(file)) {
            case FileContent.Text(byte[] bytes, Object identity) ->
                text(file, identity, () -> read.accept(file, bytes));
            case FileContent.Unsettled() -> {}
            case FileContent.Missing() -> throw new BadLine("expected a file, and there is none yet");
            case FileContent.Directory() -> throw new BadLine("expected a file, and this is a directory");
            case FileContent.Unreadable(String why) -> throw new BadLine(why);
        }
        if (depth > DEEPEST) {
            throw new BadLine("expected at most " + DEEPEST + " files that include each other");
        }
    }

    private void text(Path file, Object identity, Runnable read) {
        // A file is read once, by whichever path it is come to first.
        if (depth > DEEPEST || !seen.add(identity)) {
            return;
        }
        if (++files > MOST_FILES) {
            whole(file, "expected at most " + MOST_FILES + " files, so this one is not read");
            return;
        }
        depth++;
        read.run();
        depth--;
    }

    private void options(Path file, byte[] bytes) {
        for (FileLines.Item item : known.options(file, bytes, ttl)) {
            switch (item) {
                case FileLines.Item.Records(Given records, List<Problem> bad) -> {
                    given.add(records);
                    bad.forEach(this::problem);
                }
                case FileLines.Item.Setting(ConfLine line) -> option(line);
            }
        }
    }

    private void option(ConfLine line) {
        try {
            ConfOption option = OptionTable.find(line.option())
                    .orElseThrow(() -> new BadLine("expected an option of dnsmasq"
                            + OptionTable.near(line.option())
                                    .map(near -> ", perhaps " + near)
                                    .orElse("")));
            option.apply(this, line);
        } catch (BadLine e) {
            bad(line, e);
        }
    }

    private void serversOnly(ConfLine line) {
        if (line.option().equals("server")
                || line.option().equals("rev-server")
                || line.option().equals("local")) {
            option(line);
        } else {
            bad(line, new BadLine("expected server= or rev-server=, as this is a servers-file"));
        }
    }

    private void bad(ConfLine line, BadLine why) {
        problem(line.problem(why));
    }

    private void problem(Problem problem) {
        if (problemsOf.merge(problem.file(), 1, Integer::sum) <= MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    private void missing(Path place, String why) {
        if (expected.contains(place)) {
            whole(place, why);
        }
    }

    private void whole(Path file, String why) {
        problems.add(new Problem(file, 0, "", why));
    }
}
