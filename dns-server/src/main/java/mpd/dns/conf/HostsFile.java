package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import mpd.dns.registry.Origin;
import mpd.dns.text.PlainText;
import mpd.dns.zone.Names;
import org.xbill.DNS.Name;

/// Reads hosts(5) files: an address and its names on each line.
final class HostsFile {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Given given;
    private final Consumer<Problem> problems;
    private final Function<InetAddress, Optional<Name>> suffix;

    /// @param suffix what is put behind names of an address that have no dot, which are then known under both
    ///     (`expand-hosts`)
    HostsFile(Given given, Consumer<Problem> problems, Function<InetAddress, Optional<Name>> suffix) {
        this.given = given;
        this.problems = problems;
        this.suffix = suffix;
    }

    void read(Path file, byte[] bytes) {
        String text = Lines.text(bytes);
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            number++;
            line(file, number, text.substring(start, end));
            start = end + 1;
        }
    }

    private void line(Path file, int number, String raw) {
        int comment = raw.indexOf('#');
        String text = (comment < 0 ? raw : raw.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        List<String> tokens = List.of(SPACES.split(text, 0));
        Optional<InetAddress> address = ConfNames.address(tokens.getFirst());
        if (address.isEmpty()) {
            problem(file, number, raw, "expected an address and names");
            return;
        }
        for (String token : tokens.subList(1, tokens.size())) {
            try {
                Name name = ConfNames.name(token);
                Origin origin = new Origin.File(file, number);
                if (name.labels() == 2) {
                    suffix.apply(address.get())
                            .flatMap(domain -> Names.parse(token, domain))
                            .ifPresent(full -> given.host(full, address.get(), OptionalLong.empty(), origin));
                }
                given.host(name, address.get(), OptionalLong.empty(), origin);
            } catch (BadLine e) {
                problem(file, number, raw, e.expected());
            }
        }
    }

    private void problem(Path file, int number, String raw, String expected) {
        problems.accept(new Problem(file, number, PlainText.shortened(raw.strip()), expected));
    }
}
