package mpd.dns.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files that anybody may have put there, without ever waiting for them.
public final class SmallFile {

    private static final int FILE_TYPE = 0xF000;
    private static final int FIFO = 0x1000;

    private SmallFile() {}

    /// The first bytes of the file.
    ///
    /// @param most how many at most
    /// @throws IOException when it cannot be read; opening a FIFO would wait for a writer, so that is no file
    public static byte[] read(Path file, int most) throws IOException {
        if (Files.getAttribute(file, "unix:mode") instanceof Integer mode && (mode & FILE_TYPE) == FIFO) {
            throw new IOException("it is a FIFO");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }
}
