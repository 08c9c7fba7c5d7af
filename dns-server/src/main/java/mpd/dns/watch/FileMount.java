package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that is itself a mount point, as when a container got the single file and not its directory.
///
/// Such a mount holds on to the file that was there when it was made: when the file is replaced on the
/// other side, this side keeps reading the old one for ever.
///
/// @param file  the mount point
/// @param stale whether the file behind it has been replaced or deleted already
public record FileMount(Path file, boolean stale) {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /// The mount at the file, symbolic links followed; empty where the file is an ordinary one or does
    /// not exist.
    public static Optional<FileMount> of(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real)) {
                return Optional.empty();
            }
            boolean unlinked = Files.getAttribute(real, "unix:nlink").equals(0);
            return find(Files.readAllLines(MOUNTINFO), real).map(root -> new FileMount(real, unlinked || gone(root)));
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    /// The root of the topmost mount at a path, from the lines of proc_pid_mountinfo(5).
    static Optional<String> find(List<String> mountinfo, Path mountPoint) {
        return mountinfo.stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 4 && unescape(fields[4]).equals(mountPoint.toString()))
                .map(fields -> unescape(fields[3]))
                .reduce((earlier, later) -> later);
    }

    static boolean gone(String root) {
        return root.endsWith("//deleted");
    }

    private static String unescape(String field) {
        // Nearly none has any, and this is asked for every mount at every change.
        return field.indexOf('\\') < 0
                ? field
                : OCTAL.matcher(field)
                        .replaceAll(octal ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
    }
}
