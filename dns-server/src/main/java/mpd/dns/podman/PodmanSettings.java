package mpd.dns.podman;

import java.nio.file.Path;
import org.xbill.DNS.Name;

/// Where Podman is, and what of it is published.
///
/// @param socket    unix socket of the REST API
/// @param named     whether a person named the socket, so that it is expected even while it does not exist
/// @param network   Podman network whose addresses are published; no others ever are
/// @param firstZone absolute name of the zone that the names go into
/// @param ttl       of the records, in seconds
public record PodmanSettings(Path socket, boolean named, String network, Name firstZone, long ttl) {

    public PodmanSettings {
        if (!firstZone.isAbsolute()) {
            throw new IllegalArgumentException(firstZone + " is not absolute");
        }
    }
}
