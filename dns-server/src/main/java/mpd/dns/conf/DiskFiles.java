package mpd.dns.conf;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/// The files as they are on disk at this moment, for who looks once.
public final class DiskFiles {

    private DiskFiles() {}

    /// Reads everything as it is now.
    public static Configuration read(ConfReader reader) {
        return reader.read(new StableFiles(Duration.ZERO, System::nanoTime, InstantSource.system(), Set.of()));
    }
}
