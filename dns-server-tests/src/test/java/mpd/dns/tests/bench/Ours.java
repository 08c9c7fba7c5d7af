package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Program;

/// This program, with the zone in a drop-in file.
final class Ours implements Software {

    /// The name of that file.
    static final String ZONE_FILE = "zone.conf";

    /// Where drop-in files are.
    static Path dropIns(final Place place) {
        return place.directory().resolve("dnsmasq.d");
    }

    @Override
    public void configure(final Place place, final AnswerZone zone) {
        try {
            Files.writeString(Files.createDirectories(dropIns(place)).resolve(ZONE_FILE), zone.dropIn());
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public ProcessHandle launch(final Place place) {
        final List<String> prefix = new ArrayList<>(place.machine().onItsNetwork());
        prefix.addAll(List.of("taskset", "-c", place.cores()));
        final List<String> arguments =
                Program.serveArguments(place.directory(), place.address(), "--subnet", AnswerZone.SUBNET);
        return Program.startBy(place.launcher(), place.directory(), prefix, arguments)
                .process()
                .toHandle();
    }
}
