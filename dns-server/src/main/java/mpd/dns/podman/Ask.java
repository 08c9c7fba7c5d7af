package mpd.dns.podman;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What may be asked of Podman through a feed. What a client sends is never passed on: it only chooses one of
/// these.
sealed interface Ask {

    /// How Podman is asked.
    String path();

    /// The list of containers.
    record Containers() implements Ask {
        @Override
        public String path() {
            return Api.CONTAINERS;
        }
    }

    /// One container's place in the network.
    record Inspection(String id) implements Ask {
        @Override
        public String path() {
            return Api.container(id);
        }
    }

    /// The subnets of the network.
    record Network(String name) implements Ask {
        @Override
        public String path() {
            return Api.network(name);
        }
    }

    /// The stream of events.
    ///
    /// @param since where it begins, in unix seconds
    record Events(long since) implements Ask {
        @Override
        public String path() {
            return Api.events(since);
        }
    }

    Pattern INSPECTION =
            Pattern.compile(Pattern.quote(Api.container("ID")).replace("ID", "\\E([0-9a-zA-Z]{1,128})\\Q"));
    Pattern SINCE = Pattern.compile("[?&]since=([0-9]{1,12})&");

    /// Reads the target of a request: exactly what [PodmanSource] sends, or nothing.
    ///
    /// @param network the only one that may be asked for
    static Optional<Ask> parse(String target, String network) {
        if (target.equals(Api.CONTAINERS)) {
            return Optional.of(new Containers());
        }
        if (target.equals(Api.network(network))) {
            return Optional.of(new Network(network));
        }
        Matcher inspection = INSPECTION.matcher(target);
        if (inspection.matches()) {
            return Optional.of(new Inspection(inspection.group(1)));
        }
        Matcher since = SINCE.matcher(target);
        return since.find()
                ? Optional.<Ask>of(new Events(Long.parseLong(since.group(1))))
                        .filter(events -> events.path().equals(target))
                : Optional.empty();
    }
}
