package mpd.dns.podman;

import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import mpd.dns.text.PlainText;

/// A line of Podman's event stream. It is a reason to look and nothing more: what it says of labels and names
/// is unreliable, and it may come late, twice or never.
///
/// @param type   `container`, `pod`, `network` or `system`
/// @param action what happened
/// @param id     of the container, pod or network; for `connect` and `disconnect` that of the container
record PodmanEvent(String type, String action, String id) {

    /// Types and actions that can change a name or an address; health checks and exec sessions are many and
    /// cannot.
    static final List<String> TYPES = List.of("container", "pod", "network", "system");

    static final List<String> ACTIONS = List.of(
            "create",
            "init",
            "start",
            "restart",
            "died",
            "stop",
            "cleanup",
            "remove",
            "rename",
            "restore",
            "checkpoint",
            "pause",
            "unpause",
            "update",
            "connect",
            "disconnect",
            "refresh");

    private static final Set<String> KNOWN_TYPES = Set.copyOf(TYPES);
    private static final Set<String> KNOWN_ACTIONS = Set.copyOf(ACTIONS);

    /// Reads one line.
    ///
    /// @throws IOException when it is not an event
    static PodmanEvent parse(String line) throws IOException {
        JrsValue event = Json.parse(line);
        String type = Json.text(event, "Type");
        String action = Json.text(event, "Action");
        if (type.isEmpty() || action.isEmpty()) {
            throw new IOException("no event: " + PlainText.shortened(line));
        }
        String actor = Json.text(event.path("Actor"), "ID");
        return new PodmanEvent(type, action, actor.isEmpty() ? Json.text(event, "id") : actor);
    }

    /// Whether it can concern names; Podman was asked for no others, but versions differ in what they filter.
    boolean matters() {
        return KNOWN_TYPES.contains(type) && KNOWN_ACTIONS.contains(action);
    }

    /// Whether one container or pod is concerned, and not the network or everything.
    boolean concernsOne() {
        return type.equals("container") || type.equals("pod");
    }
}
