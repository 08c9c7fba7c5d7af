package mpd.dns.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import mpd.dns.watch.ReadFailure;

/// Lists a directory as it is at this moment.
final class DirectoryListing {

    private DirectoryListing() {}

    /// The names that count, sorted.
    static DirectoryContent of(Path path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                // Editors' leavings come and go with every change.
                if (ConfDirFilter.NONE.takes(name) && isText(name, entry)) {
                    names.add(name);
                }
            }
            names.sort(DirectoryListing::bytewise);
            return new DirectoryContent.Names(names);
        } catch (DirectoryIteratorException e) {
            return new DirectoryContent.Unreadable(ReadFailure.why(Objects.requireNonNull(e.getCause())));
        } catch (NoSuchFileException e) {
            return new DirectoryContent.Missing();
        } catch (IOException e) {
            return new DirectoryContent.Unreadable(ReadFailure.why(e));
        }
    }

    /// Whether the name is text in this system's encoding; otherwise nobody could ask for the file.
    private static boolean isText(String name, Path entry) {
        try {
            return entry.resolveSibling(name).equals(entry);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /// The order of names: that of their bytes.
    static int bytewise(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
