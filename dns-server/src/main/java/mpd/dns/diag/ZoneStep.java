package mpd.dns.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Whether the zone is answered as it has to be: it has an SOA record, a name with an IPv4 address alone gets
/// no data for AAAA and is not denied (RFC 2308 section 2.2), and a name that nobody has is denied with the SOA
/// record.
final class ZoneStep implements Step {

    private static final String OTHER_VERSION =
            "is something between, or is this an old version? dig CH TXT" + " version.bind @";

    @Override
    public String name() {
        return "zone";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.asked(zone -> {
            List<Optional<Finding>> troubles = Together.all(
                    List.of(() -> apex(scene, zone), () -> otherFamily(scene, zone), () -> unknown(scene, zone)));
            List<Finding> found =
                    new ArrayList<>(troubles.stream().flatMap(Optional::stream).toList());
            if (found.isEmpty()) {
                found.add(new Finding.Sound(
                        zone + " has an SOA record, other types are no data, unknown names are denied"));
            }
            return found;
        });
    }

    private static Optional<Finding> apex(Scene scene, Name zone) {
        Reply reply = scene.ask(Ask.ofZone(zone, Type.SOA), Diagnosis.HELD);
        boolean good = reply instanceof Reply.Answer answer
                && answer.message().getHeader().getFlag(Flags.AA)
                && answer.records().stream().anyMatch(SOARecord.class::isInstance);
        return good
                ? Optional.empty()
                : trouble(
                        "asked for the SOA record of " + zone + ", the server " + reply.words()
                                + (reply.answered() ? " and no such record of its own" : ""),
                        "is this its zone? " + scene.there("mpd-dns status; or say which: mpd-dns diag --zone NAME"));
    }

    private static Optional<Finding> otherFamily(Scene scene, Name zone) {
        List<Name> names = candidates(zone);
        // A name that is held has no address yet, and is not waited for.
        List<Reply> four = Together.all(names.stream()
                .<Callable<Reply>>map(name -> () -> scene.ask(Ask.ofZone(name, Type.A), Diagnosis.USUAL))
                .toList());
        for (int at = 0; at < names.size(); at++) {
            if (four.get(at) instanceof Reply.Answer address
                    && address.rcode() == Rcode.NOERROR
                    && !address.records().isEmpty()) {
                Name name = names.get(at);
                Reply six = scene.ask(Ask.ofZone(name, Type.AAAA), Diagnosis.USUAL);
                return six instanceof Reply.Answer answer && answer.rcode() == Rcode.NXDOMAIN
                        ? trouble(
                                name + " has an address, but its AAAA is denied with NXDOMAIN: clients take the whole"
                                        + " name for missing",
                                OTHER_VERSION + scene.address())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> unknown(Scene scene, Name zone) {
        Reply reply = scene.ask(Ask.ofZone(below(zone, Ask.randomLabel()), Type.A), Diagnosis.HELD);
        if (!(reply instanceof Reply.Answer answer)) {
            return trouble("asked for a name that nobody has, the server " + reply.words(), "see listening above");
        }
        return switch (answer.rcode()) {
            case Rcode.NXDOMAIN -> denied(scene, answer);
            // A wildcard over the whole zone.
            case Rcode.NOERROR -> Optional.empty();
            default ->
                trouble(
                        "a name that nobody has is not denied, the server " + answer.words(),
                        "wait some seconds, then: " + scene.there("mpd-dns health"));
        };
    }

    private static Optional<Finding> denied(Scene scene, Reply.Answer answer) {
        if (answer.message().getSection(Section.AUTHORITY).stream().noneMatch(SOARecord.class::isInstance)) {
            return trouble("a name that nobody has is denied without an SOA record", OTHER_VERSION + scene.address());
        }
        return answer.error().isEmpty()
                ? Optional.empty()
                : trouble(
                        "denials may be wrong: " + answer.error(),
                        scene.there(
                                "sudo systemctl restart podman.socket; mpd-dns status; with mpd-dns watch: sudo podman"
                                        + " start mpd-dns-watch"));
    }

    private static Optional<Finding> trouble(String text, String fix) {
        return Optional.of(new Finding.Trouble(text, fix));
    }

    private static List<Name> candidates(Name zone) {
        return Stream.concat(
                        Stream.of(zone),
                        Stream.of("vm.service", "portal.service", "ns").map(label -> below(zone, label)))
                .toList();
    }

    private static Name below(Name zone, String labels) {
        try {
            return Name.fromString(labels, zone);
        } catch (TextParseException e) {
            throw new IllegalStateException("no room below " + zone, e);
        }
    }
}
