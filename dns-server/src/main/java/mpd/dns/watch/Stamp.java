package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// What one call of the system tells of a file or directory, symbolic links followed. Enough to see most
/// changes, and so to do without a thorough look nearly always: not enough for one of permissions alone, nor
/// for one within a tick of the kernel's clock.
///
/// @param what which file with how much in it and when it was written, or why that cannot be told
public record Stamp(Object what) {

    private static final Stamp MISSING = new Stamp("missing");

    /// The file as it is now.
    public static Stamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(new There(found.fileKey(), found.size(), found.lastModifiedTime()));
        } catch (NoSuchFileException _) {
            return MISSING;
        } catch (IOException e) {
            return new Stamp(e.toString());
        }
    }

    private record There(@Nullable Object key, long size, FileTime written) {}
}
