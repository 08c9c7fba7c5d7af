package mpd.dns.registry;

import java.nio.file.Path;

/// Where a record came from, precisely enough that a person can go there and change it.
public sealed interface Origin {

    /// A flag or environment variable, e.g. `--record`.
    record Flag(String name) implements Origin {
        @Override
        public String toString() {
            return name;
        }
    }

    /// The server itself.
    ///
    /// @param why what asks for the record, e.g. `RFC 6761`
    record BuiltIn(String why) implements Origin {
        @Override
        public String toString() {
            return "built in, " + why;
        }
    }

    /// A line of a file; lines count from 1.
    record File(Path path, int line) implements Origin {
        @Override
        public String toString() {
            return path + ":" + line;
        }
    }

    /// A Podman container.
    ///
    /// @param id   full container id, 64 hexadecimal digits
    /// @param name container name
    /// @param why  what about the container gave the name, e.g. `label mpd.dns` or `name mpd-service-portal`
    record Container(String id, String name, String why) implements Origin {
        @Override
        public String toString() {
            return "container " + name + " (" + id.substring(0, Math.min(12, id.length())) + "), " + why;
        }
    }
}
