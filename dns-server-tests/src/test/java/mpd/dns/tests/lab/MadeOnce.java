package mpd.dns.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A directory that several processes of the tests need at the same time: the first makes it, the others wait.
final class MadeOnce {

    private MadeOnce() {}

    /// Makes `directory` unless it is there, whole, and was made for the same `key`.
    static synchronized void make(final Path directory, final String key, final Runnable making) {
        final Path madeFor = directory.resolveSibling(directory.getFileName() + ".key");
        final Path lock = directory.resolveSibling(directory.getFileName() + ".lock");
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (!isMade(directory, madeFor, key)) {
                    Files.deleteIfExists(madeFor);
                    Commands.run(List.of("rm", "-rf", directory.toString()), "").output();
                    making.run();
                    Files.writeString(madeFor, key);
                }
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isMade(final Path directory, final Path madeFor, final String key) throws IOException {
        return Files.isDirectory(directory)
                && Files.exists(madeFor)
                && Files.readString(madeFor).equals(key);
    }
}
