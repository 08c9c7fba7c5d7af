package mpd.dns.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mpd.dns.control.Introspection;
import mpd.dns.control.StatusReply;

/// Whether the server is ready, and what it cannot do all the same. Trouble with nameservers never makes it
/// unready: it answers for its zones without any.
///
/// @param unready  why it is not ready; empty once it is
/// @param degraded what is amiss, one sentence each
record Readiness(Optional<String> unready, List<String> degraded) {

    Readiness {
        degraded = List.copyOf(degraded);
    }

    static Readiness of(Introspection introspection, StatusReply status) {
        List<String> degraded = new ArrayList<>();
        introspection.reservation().ifPresent(degraded::add);
        status.sources().stream()
                .filter(source -> source.state().equals("down"))
                .map(StatusReply.Source::sentence)
                .forEach(degraded::add);
        status.upstreams().stream()
                .filter(upstream -> !upstream.healthy())
                .map(upstream -> "nameserver " + upstream.address() + " is " + upstream.state()
                        + (upstream.note().isEmpty() ? "" : ": " + upstream.note()))
                .forEach(degraded::add);
        if (status.upstreams().isEmpty()) {
            degraded.add("there is no nameserver to forward to");
        }
        return new Readiness(Optional.ofNullable(status.notReady()), degraded);
    }

    boolean ready() {
        return unready.isEmpty();
    }

    /// Lines for a person: the verdict, then what is amiss.
    String text() {
        StringBuilder text =
                new StringBuilder(unready.map(why -> "not ready: " + why).orElse("ready"));
        degraded.forEach(sentence -> text.append("\ndegraded: ").append(sentence));
        return text.toString();
    }
}
