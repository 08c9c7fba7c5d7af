package mpd.dns.podman;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// The four things that are asked of Podman, as its API spells them.
final class Api {

    private static final String ROOT = "/v4.0.0/libpod/";

    /// All containers, whether they run or not.
    static final String CONTAINERS = ROOT + "containers/json?all=true";

    private static final String FILTERS =
            "{\"type\":" + array(PodmanEvent.TYPES) + ",\"event\":" + array(PodmanEvent.ACTIONS) + "}";

    private Api() {}

    /// One container.
    static String container(String id) {
        return ROOT + "containers/" + id + "/json";
    }

    /// A network.
    static String network(String name) {
        return ROOT + "networks/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "/json";
    }

    /// Events from then on, in unix seconds, that can concern names.
    static String events(long since) {
        return ROOT + "events?stream=true&since=" + since + "&filters="
                + URLEncoder.encode(FILTERS, StandardCharsets.UTF_8);
    }

    private static String array(List<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
