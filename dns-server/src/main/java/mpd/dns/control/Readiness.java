package mpd.dns.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/// Whether the server is ready, and what it cannot do all the same. Trouble with nameservers never makes it
/// unready: it answers for its zones without any.
///
/// @param unready  why it is not ready; empty once it is
/// @param degraded what is amiss, one sentence each
public record Readiness(Optional<String> unready, List<String> degraded) {

    public Readiness {
        degraded = List.copyOf(degraded);
    }

    /// How it is now.
    public static Readiness of(Introspection introspection, StatusReply status) {
        List<String> degraded = new ArrayList<>();
        introspection.reservation().ifPresent(degraded::add);
        status.sources().stream()
                .filter(StatusReply.Source::unreadable)
                .map(StatusReply.Source::sentence)
                .forEach(degraded::add);
        status.upstreams().stream()
                .filter(upstream -> !upstream.healthy())
                .map(upstream -> "nameserver " + upstream.address()
                        + (upstream.state().equals(StatusReply.Upstream.LOOP)
                                ? " asks us what we ask it"
                                : " is " + upstream.state())
                        + (upstream.note().isEmpty() ? "" : ": " + upstream.note()))
                .forEach(degraded::add);
        if (introspection.nameservers(Name.root).isEmpty()) {
            degraded.add("there is no nameserver to forward to");
        }
        return new Readiness(Optional.ofNullable(status.notReady()), degraded);
    }

    public boolean ready() {
        return unready.isEmpty();
    }

    /// Lines for a person: the verdict, then what is amiss.
    public String text() {
        StringBuilder text =
                new StringBuilder(unready.map(why -> "not ready: " + why).orElse("ready"));
        degraded.forEach(sentence -> text.append("\ndegraded: ").append(sentence));
        return text.toString();
    }

    /// The same in one line.
    String line() {
        String line = unready.map(why -> "not ready: " + why)
                .orElseGet(() -> degraded.isEmpty() ? "ready" : "ready; but " + String.join("; ", degraded));
        return line.replace('\n', ' ');
    }
}
