package mpd.dns.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Nameservers that are asked about the same names.
final class Group {

    private final List<Upstream> members;
    private final ForwardPlan.Mode mode;
    // Swapped by whoever saw a health change, read by every question.
    private volatile List<Upstream> order = List.of();

    /// @param members in the order of the configuration
    Group(List<Upstream> members, ForwardPlan.Mode mode) {
        this.members = List.copyOf(members);
        this.mode = mode;
        rank();
    }

    List<Upstream> members() {
        return members;
    }

    /// Whether all are asked at once.
    boolean all() {
        return mode == ForwardPlan.Mode.ALL;
    }

    /// Those before this one in the order of the configuration, without those that loop. Nobody is before
    /// anybody where all are asked at once.
    List<Upstream> before(Upstream member) {
        return all()
                ? List.of()
                : members.stream()
                        .takeWhile(other -> !other.equals(member))
                        .filter(other -> other.health() != Health.LOOP)
                        .toList();
    }

    /// Whom to ask, best first; those that loop are left out.
    List<Upstream> order() {
        return order;
    }

    /// Whether the next one's answer would come first anyway, however long this one is waited for.
    boolean overtakes(Upstream next, Upstream slow) {
        return mode == ForwardPlan.Mode.STICKY && slow.slow() && next.health() == Health.WELL && !next.slow();
    }

    /// Whom clients wait for first.
    Optional<Upstream> first() {
        return order.stream().findFirst();
    }

    /// Puts them in order by their health as it is now.
    void rank() {
        List<Upstream> well = new ArrayList<>();
        List<Upstream> aside = new ArrayList<>();
        for (Upstream member : members) {
            Health health = member.health();
            if (health == Health.WELL || (health != Health.LOOP && mode != ForwardPlan.Mode.STICKY)) {
                well.add(member);
            } else if (health != Health.LOOP) {
                aside.add(member);
            }
        }
        well.addAll(aside);
        order = List.copyOf(well);
    }
}
