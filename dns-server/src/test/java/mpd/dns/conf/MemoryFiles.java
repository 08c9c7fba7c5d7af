package mpd.dns.conf;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// Files in memory, and what a reader makes of them.
final class MemoryFiles implements FileSource {

    static final Path CONF = Path.of("/etc/dnsmasq.conf");
    static final Path DIRECTORY = Path.of("/etc/dnsmasq.d");

    private final Map<Path, byte[]> files = new TreeMap<>();

    MemoryFiles with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    MemoryFiles with(String path, byte[] bytes) {
        files.put(Path.of(path), bytes);
        return this;
    }

    /// What the main file with these lines says.
    static Configuration conf(String... lines) {
        return new MemoryFiles().with(CONF.toString(), String.join("\n", lines)).read();
    }

    Configuration read() {
        return read(this);
    }

    /// What is read from any files.
    static Configuration read(FileSource source) {
        ConfReader.Places places = new ConfReader.Places(Optional.of(CONF), List.of(DIRECTORY), Path.of("/etc/hosts"));
        return new ConfReader(
                        places,
                        List.of(Name.fromConstantString("mpd.test.")),
                        List.of(Subnet.parse("10.163.0.0/24").orElseThrow()))
                .read(source);
    }

    @Override
    public FileContent file(Path path) {
        byte[] bytes = files.get(path);
        if (bytes != null) {
            return new FileContent.Text(bytes, path.toString());
        }
        boolean directory = files.keySet().stream().anyMatch(file -> file.startsWith(path));
        return directory ? new FileContent.Directory() : new FileContent.Missing();
    }

    @Override
    public DirectoryContent directory(Path path) {
        SortedSet<String> names = new TreeSet<>();
        for (Path file : files.keySet()) {
            if (file.startsWith(path) && !file.equals(path)) {
                names.add(file.getName(path.getNameCount()).toString());
            }
        }
        return names.isEmpty() ? new DirectoryContent.Missing() : new DirectoryContent.Names(List.copyOf(names));
    }
}
