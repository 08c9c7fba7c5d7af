package mpd.dns.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mpd.dns.conf.ConfReader;

/// The flags that say where configuration files are.
final class FileOptions {

    private static final Path CONF_FILE = Path.of("/etc/dnsmasq.conf");
    private static final Path RECORDS_DIR = Path.of("/etc/dnsmasq.d");

    private final Flag confFile;
    private final Flag recordsDir;

    /// Adds them to what a command takes.
    FileOptions(Syntax syntax) {
        confFile = syntax.one(
                "--conf-file",
                "PATH",
                "dnsmasq's configuration, watched (default: /etc/dnsmasq.conf where it exists).");
        recordsDir = syntax.several(
                "--records-dir",
                "PATH",
                "Directory of drop-in files in dnsmasq's language, watched (repeatable; default:"
                        + " /etc/dnsmasq.d where it exists).");
    }
    /// What they say, with the environment.
    ConfReader.Places places(Settings settings) {
        Optional<Path> file = settings.one(confFile, Values::file);
        List<Path> directories = List.copyOf(settings.several(recordsDir, Values::directory));
        Set<Path> expected = new HashSet<>(directories);
        file.ifPresent(expected::add);
        List<Path> read = directories.isEmpty() ? List.of(RECORDS_DIR) : directories;
        return new ConfReader.Places(Optional.of(file.orElse(CONF_FILE)), read, ConfReader.Places.ETC_HOSTS, expected);
    }
}
