package mpd.dns.podman;

import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is left of Podman's answers in a feed: what [ContainerReader] reads of them, in the shape that Podman
/// gives it. Environment variables, with passwords in them, command lines, mounts and other labels stay behind.
final class Excerpt {

    private static final String OUR_LABELS = "mpd.";
    private static final List<String> LISTED =
            List.of("Id", "State", "Pid", "StartedAt", "ExitedAt", "Pod", "IsInfra", "Created");
    private static final int BAD_GATEWAY = 502;

    private Excerpt() {}

    /// Of the answer to a question.
    ///
    /// @param network whose addresses may be told
    static Requests.Answer of(Ask ask, Requests.Answer answer, String network) {
        try {
            Object kept = answer.status() == 200
                    ? kept(ask, answer.body(), network)
                    : Map.of("message", Json.text(Json.parse(answer.body()), "message"));
            return new Requests.Answer(answer.status(), answer.version(), Json.bytes(kept));
        } catch (IOException e) {
            return failure(BAD_GATEWAY, "what Podman answered cannot be read");
        }
    }

    /// An answer that says why there is none.
    static Requests.Answer failure(int status, String why) {
        try {
            return new Requests.Answer(status, Optional.empty(), Json.bytes(Map.of("message", why)));
        } catch (IOException e) {
            throw new IllegalStateException("only for what is no JSON", e);
        }
    }

    /// A line of the event stream.
    static byte[] of(PodmanEvent event) {
        try {
            return Json.bytes(
                    Map.of("Type", event.type(), "Action", event.action(), "Actor", Map.of("ID", event.id())));
        } catch (IOException e) {
            throw new IllegalStateException("only for what is no JSON", e);
        }
    }

    private static Object kept(Ask ask, byte[] body, String network) throws IOException {
        return switch (ask) {
            case Ask.Containers() ->
                Json.array(Json.parse(body)).stream().map(Excerpt::listed).toList();
            case Ask.Inspection _ -> inspected(Json.parse(body), network);
            case Ask.Network _ ->
                Map.of(
                        "subnets",
                        Json.elements(Json.parse(body).path("subnets")).stream()
                                .map(subnet -> Map.of("subnet", Json.text(subnet, "subnet")))
                                .toList());
            case Ask.Events _ -> throw new IllegalArgumentException("events are no document");
        };
    }

    private static Map<String, Object> listed(JrsValue container) {
        Map<String, Object> kept = new LinkedHashMap<>();
        LISTED.forEach(field -> kept.put(field, Json.text(container, field)));
        kept.put("Names", texts(container.path("Names")));
        kept.put("Networks", texts(container.path("Networks")));
        kept.put(
                "Labels",
                Json.texts(container.path("Labels")).entrySet().stream()
                        .filter(label -> label.getKey().startsWith(OUR_LABELS))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        return kept;
    }

    private static Map<String, Object> inspected(JrsValue container, String network) {
        JrsValue attached = container.path("NetworkSettings").path("Networks").path(network);
        Map<String, Object> addresses = new LinkedHashMap<>();
        for (String field : List.of("IPAddress", "GlobalIPv6Address")) {
            addresses.put(field, Json.text(attached, field));
        }
        for (String field : List.of("SecondaryIPAddresses", "SecondaryIPv6Addresses")) {
            addresses.put(
                    field,
                    Json.elements(attached.path(field)).stream()
                            .map(more -> Map.of("Addr", Json.text(more, "Addr")))
                            .toList());
        }
        return Map.of(
                "Id", Json.text(container, "Id"),
                "HostConfig", Map.of("NetworkMode", Json.text(container.path("HostConfig"), "NetworkMode")),
                "NetworkSettings", Map.of("Networks", Map.of(network, addresses)));
    }

    private static List<String> texts(JrsValue list) {
        return Json.elements(list).stream()
                .map(element -> String.valueOf(element.asText()))
                .toList();
    }
}
