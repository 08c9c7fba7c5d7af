package mpd.dns.registry;

/// The name of a source, as `status` and the logs show it, e.g. `podman`.
public record SourceId(String name) {

    public static final SourceId BUILT_IN = new SourceId("built-in");
    public static final SourceId FLAGS = new SourceId("flags");
    public static final SourceId CONFIGURATION = new SourceId("configuration");
    public static final SourceId PLATFORM_ENV = new SourceId("platform.env");
    public static final SourceId PODMAN = new SourceId("podman");

    @Override
    public String toString() {
        return name;
    }
}
