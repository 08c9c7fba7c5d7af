package mpd.dns.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mpd.dns.forward.Attempt.Outcome;

/// Tells a person why nobody had an answer.
final class FailureText {

    // With a client that takes little, more would make the answer too long.
    private static final int LONGEST = 250;

    private FailureText() {}

    /// What each nameserver did.
    ///
    /// @param open those that have not ended
    static String of(List<Upstream> asked, Map<Upstream, Outcome> outcomes, List<Attempt> open) {
        List<String> each = new ArrayList<>();
        for (Upstream upstream : asked) {
            String what = switch (outcomes.get(upstream)) {
                case Outcome.Broken broken -> broken.why().what();
                case Outcome.CutShort cut -> cut.what();
                case Outcome.Failing said -> said.what();
                case Outcome.Usable _ -> "answered";
                case null -> upstream.health() == Health.LOOP ? "asks us (a loop)" : silence(upstream, open);
            };
            each.add(upstream.text() + " " + what);
        }
        String text = String.join("; ", each);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    private static String silence(Upstream upstream, List<Attempt> open) {
        return open.stream()
                .filter(attempt -> attempt.upstream().equals(upstream))
                .findFirst()
                .map(Attempt::silence)
                .orElse("timed out");
    }
}
