package mpd.dns.diag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// Whether the clocks agree, as far as that is seen: the zone's serial is the time of its last change, and so
/// is never in the future.
final class ClockStep implements Step {

    /// Changes that come quicker than one a second let the serial run ahead.
    private static final Duration TOLERANCE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.asked(zone -> List.of(judged(scene, zone)));
    }

    private static Finding judged(Scene scene, Name zone) {
        if (scene.ask(Ask.ofZone(zone, Type.SOA), Diagnosis.HELD) instanceof Reply.Answer answer) {
            for (Record record : answer.records()) {
                if (record instanceof SOARecord soa) {
                    return judged(scene, Duration.between(Instant.ofEpochSecond(soa.getSerial()), Instant.now()));
                }
            }
        }
        return new Finding.Unseen("the zone has no serial");
    }

    private static Finding judged(Scene scene, Duration age) {
        return age.compareTo(TOLERANCE.negated()) < 0
                ? new Finding.Trouble(
                        "the zone changed last " + Times.text(age.negated()) + " from now: the clock of the server is"
                                + " or was ahead, or this one is behind",
                        "set both: timedatectl; sudo systemctl restart systemd-timesyncd; then: "
                                + scene.podman("restart"))
                : new Finding.Sound("the zone changed last " + Times.text(age)
                        + " ago, which is in the past; a clock that is behind does not show");
    }
}
