package mpd.dns.podman;

import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What an inspection says of a container's place in the network.
///
/// @param addresses its addresses on the published network, IPv4 first; none while it does not run
/// @param sharing   id of the container whose network it uses, or empty
record Inspected(List<InetAddress> addresses, String sharing) {

    private static final String SHARED = "container:";

    /// @throws IOException when it is no inspection
    static Inspected parse(byte[] body, String network) throws IOException {
        JrsValue container = Json.parse(body);
        if (Json.text(container, "Id").isEmpty()) {
            throw new IOException("the inspection is none");
        }
        // The addresses beside "Networks" are empty on every network but Podman's default.
        JrsValue attached = container.path("NetworkSettings").path("Networks").path(network);
        Set<InetAddress> addresses = new LinkedHashSet<>();
        add(addresses, Json.text(attached, "IPAddress"));
        Json.elements(attached.path("SecondaryIPAddresses")).forEach(more -> add(addresses, Json.text(more, "Addr")));
        add(addresses, Json.text(attached, "GlobalIPv6Address"));
        Json.elements(attached.path("SecondaryIPv6Addresses")).forEach(more -> add(addresses, Json.text(more, "Addr")));
        String mode = Json.text(container.path("HostConfig"), "NetworkMode");
        String sharing = mode.startsWith(SHARED) ? mode.substring(SHARED.length()) : "";
        return new Inspected(List.copyOf(addresses), sharing);
    }

    private static void add(Set<InetAddress> addresses, String text) {
        ContainerNames.address(text).ifPresent(addresses::add);
    }
}
