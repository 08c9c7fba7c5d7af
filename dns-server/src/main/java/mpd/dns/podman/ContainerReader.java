package mpd.dns.podman;

import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import mpd.dns.zone.Subnet;
import org.jspecify.annotations.Nullable;

/// Reads the truth: the list of containers, and an inspection of each that matters.
///
/// The list is always read whole, so what is gone from it is gone. An inspection is made again when the plan
/// says so or the list shows a change, else the last one counts. Everything happens on the event loop of the
/// requests.
final class ContainerReader {

    /// What to inspect again even though the list may look as before.
    ///
    /// @param everything all containers, and the network
    /// @param ids        of containers and pods, and [#NETWORK]
    record Plan(boolean everything, Set<String> ids) {
        Plan {
            ids = Set.copyOf(ids);
        }
    }

    /// What was read.
    ///
    /// @param containers that can make names
    /// @param subnets    of the network; none while it does not exist
    /// @param version    of the API
    /// @param failed     containers that could not be inspected and stay as they were, with the reason
    /// @param networkFailure why the network could not be read, so that the subnets are those of before
    /// @param failedNow  those of all these that were asked for in this reading: IDs, and [#NETWORK]
    record Reading(
            List<Container> containers,
            List<Subnet> subnets,
            Optional<String> version,
            Map<String, String> failed,
            Optional<String> networkFailure,
            Set<String> failedNow) {

        /// All that could not be read: IDs, and [#NETWORK].
        Set<String> unread() {
            Set<String> unread = new HashSet<>(failed.keySet());
            networkFailure.ifPresent(_ -> unread.add(NETWORK));
            return unread;
        }
    }

    /// Stands for the network among the IDs of containers, none of which is empty.
    static final String NETWORK = "";

    private final Requests requests;
    private final String network;
    private final Duration wait;
    private Map<String, Listed> listed = Map.of();
    private final Map<String, Inspected> inspected = new HashMap<>();
    private final Map<String, String> failed = new LinkedHashMap<>();
    private final Set<String> failedNow = new HashSet<>();
    private List<Subnet> subnets = List.of();
    private Optional<String> networkFailure = Optional.empty();

    /// @param wait for one inspection, and for the network; half of it where it was not to be had the last
    ///     time, but for when everything is inspected
    ContainerReader(Requests requests, String network, Duration wait) {
        this.requests = requests;
        this.network = network;
        this.wait = wait;
    }

    /// Reads; fails with an [IOException] when there is no list. One reading at a time.
    CompletionStage<Reading> read(Plan plan) {
        return requests.get(Api.CONTAINERS).thenCompose(answer -> {
            try {
                return inspect(plan, list(answer), answer.version());
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private static Map<String, Listed> list(Requests.Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new ApiException("list of containers: " + answer.status() + " " + message(answer));
        }
        return Listed.parse(answer.body());
    }

    private CompletionStage<Reading> inspect(Plan plan, Map<String, Listed> now, Optional<String> version) {
        Map<String, Listed> needed = needed(now);
        Set<String> suspects = suspects(plan, now);
        Set<String> gone = new HashSet<>();
        failedNow.clear();
        failed.keySet().retainAll(needed.keySet());
        List<CompletableFuture<?>> pending = new ArrayList<>();
        needed.forEach((id, container) -> {
            // What could not be inspected is not asked for in every reading: it may take its time.
            boolean tried = inspected.containsKey(id) || failed.containsKey(id);
            boolean known = tried && container.equals(listed.get(id));
            if (plan.everything() || !known || suspects.contains(id)) {
                pending.add(requests.get(Api.container(id), wait(plan, failed.containsKey(id)))
                        .handle((answer, error) -> inspection(id, answer, error, gone)));
            }
        });
        boolean unknown = subnets.isEmpty() && networkFailure.isEmpty();
        if (plan.everything() || unknown || plan.ids().contains(NETWORK)) {
            pending.add(requests.get(Api.network(network), wait(plan, networkFailure.isPresent()))
                    .handle(this::network));
        }
        return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    inspected.keySet().retainAll(needed.keySet());
                    listed = now;
                    List<Container> containers = needed.values().stream()
                            .filter(listing -> !gone.contains(listing.id()) && !listing.infra())
                            .map(this::container)
                            .toList();
                    return new Reading(
                            containers, subnets, version, Map.copyOf(failed), networkFailure, Set.copyOf(failedNow));
                });
    }

    private Duration wait(Plan plan, boolean failedBefore) {
        return failedBefore && !plan.everything() ? wait.dividedBy(2) : wait;
    }

    /// Containers that can make names, and those that hold the network of their pods.
    private static Map<String, Listed> needed(Map<String, Listed> now) {
        Map<String, Listed> needed = new LinkedHashMap<>();
        Set<String> pods = new HashSet<>();
        for (Listed container : now.values()) {
            if (!container.infra() && ContainerNames.matter(container.name(), container.labels())) {
                needed.put(container.id(), container);
                pods.add(container.pod());
            }
        }
        for (Listed container : now.values()) {
            if (container.infra() && pods.contains(container.pod())) {
                needed.put(container.id(), container);
            }
        }
        return needed;
    }

    /// What an event may have been about: the container itself, the members of its pod, those that share its
    /// network.
    private Set<String> suspects(Plan plan, Map<String, Listed> now) {
        Set<String> pods = new HashSet<>(plan.ids());
        for (String id : plan.ids()) {
            Listed container = now.getOrDefault(id, listed.get(id));
            if (container != null && !container.pod().isEmpty()) {
                pods.add(container.pod());
            }
        }
        Set<String> suspects = new HashSet<>(plan.ids());
        for (Listed container : now.values()) {
            Inspected last = inspected.get(container.id());
            if (pods.contains(container.pod()) || (last != null && plan.ids().contains(last.sharing()))) {
                suspects.add(container.id());
            }
        }
        return suspects;
    }

    private Optional<Inspected> inspection(
            String id, Requests.@Nullable Answer answer, Throwable error, Set<String> gone) {
        try {
            if (answer == null) {
                throw new IOException(PodmanError.reason(error), error);
            }
            switch (gone(answer) ? 404 : answer.status()) {
                case 200 -> inspected.put(id, Inspected.parse(answer.body(), network));
                case 404 -> {
                    gone.add(id);
                    inspected.remove(id);
                }
                default -> throw new ApiException(answer.status() + " " + message(answer));
            }
            failed.remove(id);
        } catch (IOException e) {
            failed.put(id, PodmanError.reason(e));
            failedNow.add(id);
        }
        return Optional.ofNullable(inspected.get(id));
    }

    private Optional<Inspected> network(Requests.@Nullable Answer answer, Throwable error) {
        try {
            networkFailure = Optional.empty();
            if (answer == null) {
                throw new IOException(PodmanError.reason(error), error);
            }
            subnets = switch (answer.status()) {
                case 200 -> subnets(Json.parse(answer.body()));
                case 404 -> List.of();
                default -> throw new ApiException(answer.status() + " " + message(answer));
            };
        } catch (IOException e) {
            failedNow.add(NETWORK);
            networkFailure = Optional.of("network " + network + " cannot be read: " + PodmanError.reason(e));
        }
        return Optional.empty();
    }

    private static List<Subnet> subnets(JrsValue network) {
        return Json.elements(network.path("subnets")).stream()
                .flatMap(subnet -> Subnet.parse(Json.text(subnet, "subnet")).stream())
                .toList();
    }

    private Container container(Listed container) {
        return new Container(
                container.id(), container.name(), container.created(), container.labels(), live(container.id()));
    }

    /// Podman follows a shared network in its own inspection; where it does not, the one it is shared with
    /// tells.
    private List<InetAddress> live(String id) {
        Inspected own = inspected.get(id);
        if (own == null) {
            return List.of();
        }
        Inspected shared = inspected.get(own.sharing());
        return own.addresses().isEmpty() && shared != null ? shared.addresses() : own.addresses();
    }

    /// Podman 5 answers 500 where a container goes while it is being inspected.
    private static boolean gone(Requests.Answer answer) {
        return answer.status() == 500 && message(answer).endsWith("no such container");
    }

    private static String message(Requests.Answer answer) {
        try {
            return Json.text(Json.parse(answer.body()), "message");
        } catch (IOException e) {
            return "";
        }
    }

    /// Podman answered, but not with what was asked for; it may do better in a moment.
    static final class ApiException extends IOException {
        ApiException(String message) {
            super(message);
        }
    }
}
