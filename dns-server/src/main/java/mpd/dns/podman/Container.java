package mpd.dns.podman;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One container, as far as names are concerned.
///
/// @param id      full id
/// @param name    as it is now
/// @param created when it was created
/// @param labels  its labels
/// @param live    its addresses on the published network now; none while it does not run
record Container(String id, String name, Instant created, Map<String, String> labels, List<InetAddress> live) {

    Container {
        labels = Map.copyOf(labels);
        live = List.copyOf(live);
    }
}
