package mpd.dns.podman;

import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the list of containers says of one. Two that are equal need not be inspected again, unless an event
/// says so.
///
/// @param id       full id
/// @param name     its first name, as it is now
/// @param pod      id of its pod, or empty
/// @param infra    whether it only holds the pod's network
/// @param created  when it was created
/// @param activity everything else that changes when it starts, stops or is connected
/// @param labels   its labels
record Listed(
        String id,
        String name,
        String pod,
        boolean infra,
        Instant created,
        List<String> activity,
        Map<String, String> labels) {

    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{1,128}");

    /// Reads the whole list, in its order, by id.
    ///
    /// @throws IOException when it is no list of containers
    static Map<String, Listed> parse(byte[] body) throws IOException {
        JrsValue list = Json.parse(body);
        if (!list.isArray()) {
            throw new IOException("the list of containers is no list");
        }
        Map<String, Listed> containers = new LinkedHashMap<>();
        for (JrsValue entry : Json.elements(list)) {
            one(entry).ifPresent(listed -> containers.put(listed.id(), listed));
        }
        return containers;
    }

    private static Optional<Listed> one(JrsValue entry) {
        String id = Json.text(entry, "Id");
        List<JrsValue> names = Json.elements(entry.path("Names"));
        if (!ID.matcher(id).matches() || names.isEmpty()) {
            return Optional.empty();
        }
        List<String> activity = List.of(
                Json.text(entry, "State"),
                Json.text(entry, "Pid"),
                Json.text(entry, "StartedAt"),
                Json.text(entry, "ExitedAt"),
                String.join(
                        ",",
                        Json.elements(entry.path("Networks")).stream()
                                .map(network -> String.valueOf(network.asText()))
                                .toList()));
        return Optional.of(new Listed(
                id,
                String.valueOf(names.getFirst().asText()),
                Json.text(entry, "Pod"),
                "true".equals(Json.text(entry, "IsInfra")),
                instant(Json.text(entry, "Created")),
                activity,
                Json.texts(entry.path("Labels"))));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
