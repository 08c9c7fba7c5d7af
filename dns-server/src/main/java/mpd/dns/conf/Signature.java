package mpd.dns.conf;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import mpd.dns.watch.Stamp;

/// What a [Stamp] tells of a file that is there.
///
/// @param attributes device, inode, mode, size and times
record Signature(Map<String, Object> attributes) {

    private static final int TYPE = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;

    /// @throws IOException when there is none
    static Signature of(Path path) throws IOException {
        return new Signature(Stamp.attributes(path));
    }

    boolean regular() {
        return type() == REGULAR;
    }

    boolean directory() {
        return type() == DIRECTORY;
    }

    /// Device and inode.
    Object identity() {
        return Map.of("dev", attributes.getOrDefault("dev", 0), "ino", attributes.getOrDefault("ino", 0));
    }

    /// When the system last noted a change, in milliseconds since 1970.
    long changedMillis() {
        return attributes.get("ctime") instanceof FileTime time ? time.toMillis() : 0;
    }

    private int type() {
        return attributes.get("mode") instanceof Integer mode ? mode & TYPE : 0;
    }
}
