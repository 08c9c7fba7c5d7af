package mpd.dns.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/// Which of our packages may know which. What is not written here is forbidden, a package without a line
/// included.
final class PackageDirections extends ArchCondition<JavaClass> {

    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("zone", Set.of("text")),
            Map.entry("watch", Set.of()),
            Map.entry("text", Set.of()),
            Map.entry("transport", Set.of()),
            Map.entry("wire", Set.of()),
            Map.entry("registry", Set.of("zone")),
            Map.entry("conf", Set.of("registry", "text", "watch", "zone")),
            Map.entry("resolvconf", Set.of("text", "watch")),
            Map.entry("platform", Set.of("registry", "text", "watch", "zone")),
            Map.entry("podman", Set.of("registry", "socket", "text", "transport", "watch", "zone")),
            Map.entry("forward", Set.of("transport", "wire", "zone")),
            Map.entry("cache", Set.of("forward", "wire")),
            Map.entry("query", Set.of("cache", "forward", "registry", "wire", "zone")),
            Map.entry("socket", Set.of()),
            Map.entry("control", Set.of("registry", "socket", "text", "watch", "zone")),
            Map.entry("http", Set.of("cache", "control", "forward", "query", "registry", "text", "transport", "zone")),
            Map.entry(
                    "server",
                    Set.of(
                            "cache",
                            "conf",
                            "control",
                            "forward",
                            "http",
                            "platform",
                            "podman",
                            "query",
                            "registry",
                            "resolvconf",
                            "text",
                            "transport",
                            "watch",
                            "wire",
                            "zone")),
            Map.entry("diag", Set.of("control", "text")),
            Map.entry("cli", Set.of("conf", "control", "diag", "podman", "registry", "server", "text", "zone")));

    private final String root;

    /// @param root the package whose direct children are meant
    PackageDirections(String root) {
        super("know only the packages that theirs may know");
        this.root = root;
    }

    @Override
    public void check(JavaClass origin, ConditionEvents events) {
        String from = feature(origin);
        if (!MAY_KNOW.containsKey(from)) {
            events.add(SimpleConditionEvent.violated(origin, "nothing says what package " + from + " may know"));
            return;
        }
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (target.getPackageName().startsWith(root + ".")) {
                String to = feature(target);
                boolean allowed = to.equals(from) || MAY_KNOW.get(from).contains(to);
                events.add(new SimpleConditionEvent(dependency, allowed, dependency.getDescription()));
            }
        }
    }

    private String feature(JavaClass type) {
        String below =
                type.getPackageName().substring(Math.min(type.getPackageName().length(), root.length() + 1));
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
