package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file that is itself a mount point, as when a container got the single file and not its directory.
///
/// Such a mount holds on to the file that was there when it was made: when the file is replaced on the
/// other side, this side keeps reading the old one for ever.
///
/// @param file  the mount point
/// @param stale whether the file behind it has been replaced or deleted already
public record FileMount(Path file, boolean stale) {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

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

    /// The root of the topmost mount at a path, from the lines of proc_pid_mountinfo(5), as
    /// it is written there.
    static Optional<String> find(List<String> mountinfo, Path mountPoint) {
        String sought = escape(mountPoint.toString());
        return mountinfo.stream()
                // Most lines end here, and this is asked for every mount at every change.
                .filter(line -> line.contains(sought))
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 4 && fields[4].equals(sought))
                .map(fields -> fields[3])
                .reduce((earlier, later) -> later);
    }

    static boolean gone(String root) {
        return root.endsWith("//deleted");
    }

    /// As the kernel writes a path there.
    private static String escape(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
