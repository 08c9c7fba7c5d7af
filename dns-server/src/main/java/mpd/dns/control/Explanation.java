package mpd.dns.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mpd.dns.control.ExplainReply.Step;
import mpd.dns.control.ExplainReply.Verdict;
import mpd.dns.registry.Entry;
import mpd.dns.registry.Origin;
import mpd.dns.registry.View;
import mpd.dns.zone.Names;
import mpd.dns.zone.ZoneAnswer;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Says what a query for a name and type gets at this moment, and which source made it so, or why there is
/// none.
///
/// The verdict is the zone's own answer; entries are only matched to it, so that an explanation cannot differ
/// from what clients see.
final class Explanation {

    private static final int MOST_EXAMPLES = 5;

    private final View view;
    private final ServerStatus status;
    private final List<ServerStatus.Upstream> nameservers;
    private final String firstAsked;
    private final Optional<Introspection.Unasked> unasked;
    private final Optional<Introspection.Cached> cached;
    private final Name name;
    private final int type;
    private final List<String> notes = new ArrayList<>();

    private Explanation(Introspection introspection, Name name, int type) {
        view = introspection.view();
        status = introspection.status();
        // As text: addresses that differ in their interface alone are equal.
        List<String> asked =
                introspection.nameservers(name).stream().map(Addresses::text).toList();
        nameservers = status.upstreams().stream()
                .filter(upstream -> asked.contains(Addresses.text(upstream.address())))
                .sorted(Comparator.comparingInt(upstream -> asked.indexOf(Addresses.text(upstream.address()))))
                .toList();
        firstAsked = introspection.firstAsked();
        unasked = introspection.unasked(name, type);
        cached = introspection.cached(name, type);
        this.name = name;
        this.type = type;
    }

    /// Explains the name and type.
    ///
    /// @param name absolute
    /// @param type record type number
    static ExplainReply of(Introspection introspection, Name name, int type) {
        return new Explanation(introspection, name, type).reply();
    }

    private ExplainReply reply() {
        if (type == Type.AXFR || type == Type.IXFR) {
            return reply(Verdict.REFUSED, "refused: zones are not transferred", List.of());
        }
        return switch (view.zone().lookup(name, type)) {
            case ZoneAnswer.Found found -> reply(Verdict.ANSWERED, "answered here", found.records());
            case ZoneAnswer.Alias alias ->
                reply(
                        Verdict.ALIAS,
                        "an alias of " + alias.target() + ", which is not ours and is resolved upstream",
                        alias.cnames());
            case ZoneAnswer.NoData noData -> noData(noData);
            case ZoneAnswer.NoSuchName noSuchName -> noSuchName(noSuchName);
            case ZoneAnswer.OutsideZone outside -> forwarded();
        };
    }

    private ExplainReply noData(ZoneAnswer.NoData answer) {
        Name last = Names.end(answer.cnames(), name);
        if (answer.mayAppear() && !view.complete()) {
            return held(answer.cnames());
        }
        Optional<String> unread = view.unreadAt(last);
        if (answer.mayAppear() && unread.isPresent()) {
            return unread(answer.cnames(), unread.get());
        }
        List<String> types = types(last);
        if (!types.isEmpty()) {
            return reply(
                    Verdict.NO_DATA,
                    last + " exists, but has no " + Type.string(type) + " record, only " + String.join(", ", types),
                    answer.cnames());
        }
        if (view.zone().emptyNonTerminal(last)) {
            notes.add("names below it: " + examples(below(last)));
            return reply(Verdict.NO_DATA, last + " exists only because names below it do (RFC 8020)", answer.cnames());
        }
        return reply(Verdict.NO_DATA, last + " exists without " + Type.string(type) + " data", answer.cnames());
    }

    private ExplainReply noSuchName(ZoneAnswer.NoSuchName answer) {
        if (!view.complete()) {
            return held(answer.cnames());
        }
        Name last = Names.end(answer.cnames(), name);
        Optional<String> unread = view.unreadAtOrBelow(last);
        if (unread.isPresent()) {
            return unread(answer.cnames(), unread.get());
        }
        Name zone = answer.soa().getName();
        if (view.settings().reverse().contains(zone)) {
            notes.add("a reverse name exists for each address of a record that is served under an exact name");
        } else {
            List<Name> nearest = NearestNames.of(last, zone, owners());
            if (!nearest.isEmpty()) {
                notes.add("similar names that exist: " + examples(nearest));
            }
            skippedContainers(last);
        }
        StatusReply.sources(view).forEach(source -> notes.add("source " + source.sentence()));
        return reply(
                Verdict.NO_SUCH_NAME,
                last + " does not exist: no source gives it or a wildcard above it to the zone " + zone,
                answer.cnames());
    }

    private ExplainReply unread(List<Record> cnames, String why) {
        return reply(
                Verdict.HELD, "not known, so queries get SERVFAIL: " + why + ", which would give this name", cnames);
    }

    private ExplainReply held(List<Record> cnames) {
        StatusReply.sources(view).stream()
                .filter(source -> source.state().equals("pending"))
                .forEach(source -> notes.add("source " + source.sentence()));
        return reply(
                Verdict.HELD,
                "not known yet: queries wait until every expected source has been read, and get SERVFAIL if that takes long",
                cnames);
    }

    private ExplainReply forwarded() {
        List<String> given = types(name);
        if (!given.isEmpty()) {
            notes.add("only these types of it are given here: " + String.join(", ", given));
        }
        meantInZone().ifPresent(meant -> notes.add("did you mean " + meant + "?"));
        if (unasked.isPresent()) {
            return unasked(unasked.get());
        }
        cached.ifPresent(known -> notes.add(cached(known)));
        for (ServerStatus.Upstream upstream : nameservers) {
            notes.add("nameserver " + Addresses.text(upstream.address())
                    + (upstream.healthy() ? "" : ", " + upstream.state())
                    + (upstream.remarks().isEmpty() ? "" : ": " + upstream.remarks()));
        }
        if (nameservers.isEmpty()) {
            return noNameserver("there is no nameserver to forward it to");
        }
        if (nameservers.stream().allMatch(upstream -> upstream.state().equals(StatusReply.Upstream.LOOP))) {
            return noNameserver("nobody can be asked who does not ask us in turn (a loop)");
        }
        String whom = nameservers.stream().anyMatch(ServerStatus.Upstream::healthy)
                ? firstAsked
                : "nameservers of which none is well";
        Optional<Introspection.Cached> fresh = cached.filter(known -> !known.expired());
        return reply(
                fresh.map(Explanation::verdict).orElse(Verdict.FORWARDED),
                "in none of our zones: "
                        + (fresh.isPresent() ? "answered from the cache, and then " : "")
                        + "forwarded to " + whom,
                List.of());
    }

    private ExplainReply unasked(Introspection.Unasked what) {
        return switch (what) {
            case Introspection.Unasked.Addresses(List<Record> records)
            when records.isEmpty() ->
                reply(
                        Verdict.NO_DATA,
                        "in none of our zones; configuration has addresses for names without a dot (address=//), and"
                                + " none of this family",
                        List.of());
            case Introspection.Unasked.Addresses(List<Record> records) ->
                reply(
                        Verdict.ANSWERED,
                        "in none of our zones; configuration has "
                                + records.stream().map(Record::rdataToString).collect(Collectors.joining(" and "))
                                + " for names without a dot (address=//)",
                        List.of());
            case Introspection.Unasked.Denied(boolean canary) ->
                reply(
                        view.zone().exists(name) ? Verdict.NO_DATA : Verdict.NO_SUCH_NAME,
                        canary
                                ? "denied and asked of nobody: browsers are told by it to stay with this resolver"
                                        + " (--canary-domains)"
                                : "in none of our zones, and configuration wants such names denied and asked of nobody",
                        List.of());
            case Introspection.Unasked.Filtered() ->
                reply(
                        Verdict.NO_DATA,
                        "in none of our zones, and configuration wants this type asked of nobody (filterwin2k)",
                        List.of());
        };
    }

    private static String cached(Introspection.Cached known) {
        String what = switch (known.what()) {
            case ANSWER -> "an answer";
            case NO_DATA -> "that there is no such type";
            case NO_SUCH_NAME -> "that there is no such name";
        };
        return "the cache has " + what + ", from " + Addresses.text(known.from()) + ", "
                + known.age().toSeconds() + " s old"
                + (known.expired() ? "; it has expired, and would be given where nobody knows better" : "");
    }

    private static Verdict verdict(Introspection.Cached known) {
        return switch (known.what()) {
            case ANSWER -> Verdict.FORWARDED;
            case NO_DATA -> Verdict.NO_DATA;
            case NO_SUCH_NAME -> Verdict.NO_SUCH_NAME;
        };
    }

    private ExplainReply noNameserver(String why) {
        String here = "in none of our zones, and " + why + ": ";
        return cached.map(known -> reply(verdict(known), here + "answered from the cache", List.of()))
                .orElseGet(() -> reply(Verdict.NO_NAMESERVER, here + "SERVFAIL", List.of()));
    }

    private ExplainReply reply(Verdict verdict, String summary, List<Record> records) {
        SequencedSet<Name> owners = new LinkedHashSet<>(List.of(name));
        records.forEach(record -> owners.add(record.getName()));
        List<Step> steps = records.stream().map(this::step).toList();
        List<RecordRow> shadowed = owners.stream()
                .flatMap(owner -> Stream.concat(Stream.of(owner), wildcard(owner).stream()))
                .distinct()
                .flatMap(owner -> view.entries(owner).stream())
                .filter(entry -> !entry.served())
                .map(RecordRow::of)
                .toList();
        owners.forEach(this::wildcardsBeaten);
        return new ExplainReply(
                name.toString(), Type.string(type), verdict, summary, steps, shadowed, List.copyOf(notes));
    }

    private Step step(Record record) {
        Optional<Entry> exact = served(record.getName(), record).findFirst();
        if (exact.isPresent()) {
            return new Step(
                    switch (record.getType()) {
                        case Type.CNAME -> "alias";
                        case Type.PTR -> "reverse name of an address";
                        default -> "exact name";
                    },
                    RecordRow.of(record, exact.get()));
        }
        Optional<Name> wildcard = wildcard(record.getName());
        return wildcard.flatMap(star -> served(star, record).findFirst())
                .map(entry -> new Step("wildcard " + wildcard.get(), RecordRow.of(record, entry)))
                .orElseGet(() -> new Step("part of the zone itself", ownRow(record)));
    }

    private RecordRow ownRow(Record record) {
        return new RecordRow(
                record.getName().toString(),
                record.getTTL(),
                Type.string(record.getType()),
                record.rdataToString(),
                "zone",
                "made by the server",
                null,
                view.published().toString(),
                null);
    }

    private Stream<Entry> served(Name owner, Record record) {
        return view.entries(owner).stream()
                .filter(Entry::served)
                .filter(entry -> entry.record().getType() == record.getType()
                        && entry.record().rdataToString().equals(record.rdataToString()));
    }

    /// The wildcard that decides for the name, if one does.
    private Optional<Name> wildcard(Name owner) {
        return view.zone().wildcardFor(owner);
    }

    private void wildcardsBeaten(Name owner) {
        Optional<Name> deciding = wildcard(owner);
        if (deciding.isEmpty() && !view.zone().exists(owner)) {
            // It ends above, where a zone or what others answer for begins.
            return;
        }
        String winner = deciding.map(star -> "the longer " + star).orElse("the exact name");
        for (Name star : stars()) {
            if (!deciding.equals(Optional.of(star))
                    && owner.subdomain(new Name(star, 1))
                    && owner.labels() >= star.labels()
                    && !owner.equals(star)) {
                Origin origin = servedAt(star).getFirst().origin();
                notes.add(star + " (" + origin + ") covers " + owner + " too, but " + winner + " beats it");
            }
        }
    }

    /// Every wildcard, in order.
    private List<Name> stars() {
        return view.table()
                .names()
                .filter(owner -> owner.isWild() && !servedAt(owner).isEmpty())
                .sorted()
                .toList();
    }

    /// The types that the name has, from itself or from its wildcard.
    private List<String> types(Name owner) {
        return Stream.concat(Stream.of(owner), wildcard(owner).stream())
                .flatMap(given -> servedAt(given).stream())
                .map(entry -> Type.string(entry.record().getType()))
                .distinct()
                .toList();
    }

    private List<Entry> servedAt(Name owner) {
        return view.entries(owner).stream().filter(Entry::served).toList();
    }

    /// Every owner name of which something is served, in order.
    private List<Name> owners() {
        return view.table()
                .names()
                .filter(owner -> !servedAt(owner).isEmpty())
                .sorted()
                .toList();
    }

    private List<Name> below(Name parent) {
        return owners().stream()
                .filter(owner -> owner.subdomain(parent) && !owner.equals(parent))
                .toList();
    }

    private void skippedContainers(Name missing) {
        String label = missing.getLabelString(0).toLowerCase(Locale.ROOT);
        status.skipped().stream()
                .filter(skipped -> skipped.name().toLowerCase(Locale.ROOT).contains(label))
                .limit(MOST_EXAMPLES)
                .forEach(skipped -> notes.add("container " + skipped.name() + " has no record: " + skipped.why()));
    }

    /// The name with one of our zones appended, where that is what a person left out.
    private Optional<Name> meantInZone() {
        return view.settings().zones().stream()
                .flatMap(zone -> Names.parse(name.toString(true), zone).stream())
                .filter(meant -> view.zone().lookup(meant, type) instanceof ZoneAnswer.Found)
                .findFirst();
    }

    private static String examples(List<Name> names) {
        String some = String.join(
                ", ", names.stream().limit(MOST_EXAMPLES).map(Name::toString).toList());
        return names.size() > MOST_EXAMPLES ? some + ", ..." : some;
    }
}
