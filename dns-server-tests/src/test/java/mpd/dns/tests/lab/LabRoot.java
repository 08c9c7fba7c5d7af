package mpd.dns.tests.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/// A debootstrapped root file system that `dns-server-tests/verify` keeps in the cache directory.
public enum LabRoot {
    /// Debian 12 with Podman 4.3.1, the oldest that is supported.
    BOOKWORM("4.3.1"),
    /// Debian 13 with Podman 5.4.2, what an mpd virtual machine runs.
    TRIXIE("5.4.2");

    private final String podmanVersion;

    LabRoot(final String podmanVersion) {
        this.podmanVersion = podmanVersion;
    }

    /// The version of Podman that is installed in it.
    public String podmanVersion() {
        return podmanVersion;
    }

    /// Its directory.
    public Path path() {
        final Path link = Path.of(System.getProperty("mpd.dns.lab"), name().toLowerCase(java.util.Locale.ROOT));
        if (!Files.isDirectory(link)) {
            throw new IllegalStateException("there is no lab root at " + link
                    + ": as root, run dns-server-tests/verify, which builds it and then runs all tests");
        }
        try {
            return link.toRealPath();
        } catch (final java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return "Podman " + podmanVersion;
    }
}
