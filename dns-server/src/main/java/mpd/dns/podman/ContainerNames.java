package mpd.dns.podman;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.ReverseName;
import mpd.dns.text.AddressText;
import mpd.dns.text.PlainText;
import mpd.dns.zone.Names;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// Turns containers into names. A pure function.
///
/// A container's address is its live one on the network, else its label `mpd.ip`; without either it has no
/// record. Where several containers claim one name, those that are live win over those that are not. What is
/// left of a derived name is the newest container's (one name means one container, and an old one may not have
/// stopped yet when its successor starts); what is left of a name from a label `mpd.dns` adds up, for sharing a
/// name is what people use it for.
final class ContainerNames {

    private static final String SERVICE = "mpd-service-";
    private static final String PORTAL = SERVICE + "portal";
    private static final String ADMINER = SERVICE + "adminer";
    private static final String LABEL_NAMES = "mpd.dns";
    private static final String LABEL_ADDRESS = "mpd.ip";
    private static final String LABEL_TYPE = "mpd.type";
    private static final String LABEL_NAME = "mpd.name";
    private static final String LABEL_RUNTIME = "mpd.runtime";
    // Letters, digits, hyphen (RFC 1123 section 2.1), and the underscore that container names may have.
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    // What Comparator.comparing makes can be serialized, and is compiled anew at each start.
    private static final Comparator<Container> BY_NAME = (one, other) -> {
        int names = one.name().compareTo(other.name());
        return names != 0 ? names : one.id().compareTo(other.id());
    };
    private static final Comparator<Container> LIVE_AND_NEWEST_FIRST = (one, other) -> {
        int lives = Boolean.compare(isLive(other), isLive(one));
        return lives != 0 ? lives : other.created().compareTo(one.created());
    };

    /// What containers say.
    ///
    /// @param contribution for the registry
    /// @param problems     what of it was left out, one sentence each
    /// @param skipped      containers that ought to have a record and have none
    record Result(Contribution contribution, List<String> problems, List<PodmanStatus.Skipped> skipped) {}

    /// One container that asks for one name.
    private record Wish(Container container, Name name, String why, List<InetAddress> addresses, boolean live) {}

    private final String network;
    private final Name zone;
    private final long ttl;
    private final List<String> problems = new ArrayList<>();
    private final List<PodmanStatus.Skipped> skipped = new ArrayList<>();
    private final Map<Name, List<Wish>> byLabel = new LinkedHashMap<>();
    private final Map<Name, List<Wish>> derived = new LinkedHashMap<>();

    private ContainerNames(PodmanSettings settings) {
        network = settings.network();
        zone = settings.firstZone();
        ttl = settings.ttl();
    }

    /// Whether anything about the container can make a name.
    static boolean matter(String name, Map<String, String> labels) {
        return name.startsWith(SERVICE)
                || labels.containsKey(LABEL_NAMES)
                || labels.containsKey(LABEL_RUNTIME)
                || "db".equals(labels.get(LABEL_TYPE));
    }

    /// What the containers say together.
    ///
    /// @param subnets of the network
    static Result of(Collection<Container> containers, List<Subnet> subnets, PodmanSettings settings) {
        ContainerNames names = new ContainerNames(settings);
        List<Container> ordered = containers.stream()
                .filter(container -> matter(container.name(), container.labels()))
                .sorted(BY_NAME)
                .toList();
        ordered.forEach(names::wishes);
        names.proxied(ordered);
        List<Claim> claims = new ArrayList<>();
        names.byLabel.values().forEach(wishes -> names.claims(live(wishes), Precedence.LABEL, claims));
        names.derived.values().forEach(wishes -> names.claims(names.newest(live(wishes)), Precedence.DERIVED, claims));
        Contribution contribution = new Contribution(claims, names.reverses(ordered), subnets);
        return new Result(contribution, List.copyOf(names.problems), List.copyOf(names.skipped));
    }

    private void wishes(Container container) {
        List<InetAddress> addresses = addresses(container);
        Map<String, String> labels = container.labels();
        if (addresses.isEmpty()) {
            skipped.add(new PodmanStatus.Skipped(
                    container.name(), "no address on " + network + " and no usable label " + LABEL_ADDRESS));
        }
        String name = container.name();
        if (name.startsWith(SERVICE)) {
            derived(container, name.substring(SERVICE.length()) + ".service", "name " + name, addresses);
            if (name.equals(PORTAL)) {
                wish(derived, new Wish(container, zone, "name " + name, addresses, isLive(container)));
            }
        }
        if ("db".equals(labels.get(LABEL_TYPE))) {
            String value = labels.getOrDefault(LABEL_NAME, "");
            derived(container, value + ".db", "label " + LABEL_NAME + "=" + value, addresses);
        }
        String runtime = labels.get(LABEL_RUNTIME);
        if (runtime != null) {
            derived(container, runtime + ".runtime", "label " + LABEL_RUNTIME + "=" + runtime, addresses);
        }
        Arrays.stream(labels.getOrDefault(LABEL_NAMES, "").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .forEach(text -> labelled(container, text, addresses));
    }

    private void derived(Container container, String relative, String why, List<InetAddress> addresses) {
        name(relative)
                .ifPresentOrElse(
                        name -> wish(derived, new Wish(container, name, why, addresses, isLive(container))),
                        () -> problem(container, why + " makes no name"));
    }

    private void labelled(Container container, String text, List<InetAddress> addresses) {
        String why = "label " + LABEL_NAMES;
        boolean wildcard = text.startsWith("*.");
        Optional<Name> exact = wildcard ? name(text.substring(2)) : name(text);
        Optional<Name> name = wildcard ? exact.flatMap(Names::wildcard) : exact;
        if (text.equals("*")) {
            name = Names.wildcard(zone);
        }
        name.ifPresentOrElse(
                found -> {
                    wish(byLabel, new Wish(container, found, why, addresses, isLive(container)));
                    String absolute = zone.toString(true);
                    if (text.toLowerCase(Locale.ROOT).endsWith("." + absolute)) {
                        problem(container, why + "=" + text + " is relative, so it makes " + found.toString(true));
                    }
                },
                () -> problem(container, why + "=" + text + " is no name below " + zone.toString(true)));
    }

    /// The name below the zone, each label of which a host may have.
    private Optional<Name> name(String relative) {
        String text = relative.toLowerCase(Locale.ROOT);
        for (String label : text.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        return Names.parse(text, zone);
    }

    private static void wish(Map<Name, List<Wish>> wishes, Wish wish) {
        if (!wish.addresses().isEmpty()) {
            wishes.computeIfAbsent(wish.name(), _ -> new ArrayList<>()).add(wish);
        }
    }

    /// Gives adminer's name the portal's addresses, while there is a portal that has any.
    private void proxied(List<Container> containers) {
        for (Container portal : containers) {
            List<InetAddress> addresses = portal.name().equals(PORTAL) ? quietly(portal) : List.of();
            if (addresses.isEmpty()) {
                continue;
            }
            for (Container adminer : containers) {
                if (adminer.name().equals(ADMINER)) {
                    String why = "name " + ADMINER + ", address of " + PORTAL;
                    Name name = Names.below("adminer.service", zone);
                    derived.put(name, List.of(new Wish(adminer, name, why, addresses, isLive(portal))));
                }
            }
        }
    }

    private static List<Wish> live(List<Wish> wishes) {
        List<Wish> live = wishes.stream().filter(Wish::live).toList();
        return live.isEmpty() ? wishes : live;
    }

    private List<Wish> newest(List<Wish> wishes) {
        Wish newest = wishes.stream()
                .max((one, other) ->
                        one.container().created().compareTo(other.container().created()))
                .orElseThrow();
        for (Wish wish : wishes) {
            if (!wish.addresses().equals(newest.addresses())) {
                String winner = newest.container().name();
                problem(wish.container(), wish.name().toString(true) + " goes to the newer container " + winner);
            }
        }
        return List.of(newest);
    }

    private void claims(List<Wish> wishes, Precedence precedence, List<Claim> claims) {
        for (Wish wish : wishes) {
            Origin origin = origin(wish.container(), wish.why());
            boolean reverse = precedence == Precedence.LABEL && !wish.name().isWild();
            wish.addresses()
                    .forEach(address ->
                            claims.add(new Claim(record(wish.name(), address), precedence, origin, reverse)));
        }
    }

    private Record record(Name name, InetAddress address) {
        return address.getAddress().length == 4
                ? new ARecord(name, DClass.IN, ttl, address)
                : new AAAARecord(name, DClass.IN, ttl, address);
    }

    /// Names for addresses, those of live containers first: an address is only pinned until somebody lives
    /// there.
    private List<ReverseName> reverses(List<Container> containers) {
        List<ReverseName> reverses = new ArrayList<>();
        containers.stream().sorted(LIVE_AND_NEWEST_FIRST).forEach(container -> {
            for (InetAddress address : quietly(container)) {
                ownName(container)
                        .ifPresent(name -> reverses.add(
                                new ReverseName(address, name, origin(container, "address of the container"))));
            }
        });
        return reverses;
    }

    private Optional<Name> ownName(Container container) {
        Map<String, String> labels = container.labels();
        if (container.name().startsWith(SERVICE)) {
            return name(container.name().substring(SERVICE.length()) + ".service");
        }
        if ("db".equals(labels.get(LABEL_TYPE))) {
            return name(labels.getOrDefault(LABEL_NAME, "") + ".db");
        }
        return Optional.ofNullable(labels.get(LABEL_RUNTIME)).flatMap(runtime -> name(runtime + ".runtime"));
    }

    private List<InetAddress> addresses(Container container) {
        String pinned = container.labels().get(LABEL_ADDRESS);
        if (pinned != null && !pinned.isBlank() && address(pinned).isEmpty()) {
            problem(container, "label " + LABEL_ADDRESS + "=" + pinned + " is no address");
        }
        return quietly(container);
    }

    private static List<InetAddress> quietly(Container container) {
        if (isLive(container)) {
            return container.live();
        }
        return address(container.labels().getOrDefault(LABEL_ADDRESS, "")).stream()
                .toList();
    }

    private static boolean isLive(Container container) {
        return !container.live().isEmpty();
    }

    /// Reads an address in its usual textual form; never looks anything up.
    static Optional<InetAddress> address(String text) {
        return AddressText.parse(text.strip());
    }

    private static Origin origin(Container container, String why) {
        return new Origin.Container(container.id(), container.name(), why);
    }

    private void problem(Container container, String what) {
        problems.add("container " + PlainText.shortened(container.name()) + ": " + PlainText.shortened(what));
    }
}
