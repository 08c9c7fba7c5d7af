package mpd.dns.podman;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Tells one socket file from another at the same path: a restarted service makes a new one.
final class SocketIdentity {

    private SocketIdentity() {}

    /// Something that is equal as long as it is the same file; empty while there is none.
    static Optional<Object> of(Path socket) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(socket, BasicFileAttributes.class);
            // The number of a deleted file may be given out again.
            return Optional.of(List.of(Objects.toString(attributes.fileKey()), attributes.creationTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
