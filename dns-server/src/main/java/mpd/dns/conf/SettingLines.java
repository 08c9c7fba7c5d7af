package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.xbill.DNS.Name;

/// The options that are settings: flags, numbers and lists.
final class SettingLines {

    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private final Map<Amount, Long> numbers = new EnumMap<>(Amount.class);
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<String> interfaces = new ArrayList<>();
    private final List<String> exceptInterfaces = new ArrayList<>();
    private final List<Path> resolvFiles = new ArrayList<>();
    private final List<Name> rebindDomainsOk = new ArrayList<>();

    /// Options that are there or not.
    enum Flag {
        NO_HOSTS,
        EXPAND_HOSTS,
        NO_RESOLV,
        STRICT_ORDER,
        ALL_SERVERS,
        NO_NEGCACHE,
        DOMAIN_NEEDED,
        BOGUS_PRIV,
        STOP_DNS_REBIND,
        REBIND_LOCALHOST_OK,
        LOG_QUERIES
    }

    /// Options that are one number.
    enum Amount {
        LOCAL_TTL(Integer.MAX_VALUE),
        NEG_TTL(Integer.MAX_VALUE),
        MAX_TTL(Integer.MAX_VALUE),
        MAX_CACHE_TTL(Integer.MAX_VALUE),
        MIN_CACHE_TTL(3600),
        CACHE_SIZE(10_000_000),
        PORT(1, 0xFFFF),
        DNS_FORWARD_MAX(1_000_000);

        private final long least;
        private final long most;

        Amount(long most) {
            this(0, most);
        }

        Amount(long least, long most) {
            this.least = least;
            this.most = most;
        }
    }

    void flag(Flag flag) {
        flags.add(flag);
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    void number(Amount number, ConfLine line) throws BadLine {
        String expected = "expected " + line.option() + "=NUMBER from " + number.least + " to " + number.most;
        String text = ConfLine.plain(line.required(expected));
        if (!ConfNames.isNumber(text)) {
            throw new BadLine(expected);
        }
        // A longer one is shortened by dnsmasq as well.
        long given =
                number == Amount.MIN_CACHE_TTL ? Math.min(Long.parseLong(text), number.most) : Long.parseLong(text);
        if (given < number.least || given > number.most) {
            throw new BadLine(expected);
        }
        if (numbers.putIfAbsent(number, given) != null) {
            throw new BadLine("expected " + line.option() + "= once, and the first one counts");
        }
    }

    void listenAddress(ConfLine line) throws BadLine {
        String expected = "expected listen-address=IP[,IP...]";
        List<InetAddress> given = new ArrayList<>();
        for (String token : ConfLine.commas(line.required(expected))) {
            given.add(ConfNames.address(token).orElseThrow(() -> new BadLine(expected)));
        }
        addresses.addAll(given);
    }

    void interfaces(ConfLine line) throws BadLine {
        interfaces.addAll(names(line));
    }

    void exceptInterfaces(ConfLine line) throws BadLine {
        exceptInterfaces.addAll(names(line));
    }

    private static List<String> names(ConfLine line) throws BadLine {
        String expected = "expected " + line.option() + "=NAME[,NAME...], where a name may end in *";
        List<String> given = ConfLine.commas(line.required(expected));
        if (given.contains("")) {
            throw new BadLine(expected);
        }
        return given;
    }

    void resolvFile(ConfLine line) throws BadLine {
        resolvFiles.add(path(line, ConfLine.plain(line.required("expected resolv-file=PATH"))));
    }

    /// `rebind-domain-ok=DOMAIN` or `/DOMAIN/DOMAIN/`.
    void rebindDomainOk(ConfLine line) throws BadLine {
        List<Name> given = new ArrayList<>();
        for (String token : ConfLine.slashes(line.required("expected rebind-domain-ok=/DOMAIN/[DOMAIN/]"))) {
            if (!token.isEmpty()) {
                given.add(ConfNames.domain(token));
            }
        }
        rebindDomainsOk.addAll(given);
    }

    /// A path, relative ones as this process sees them.
    static Path path(ConfLine line, String text) throws BadLine {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadLine("expected " + line.option() + "=PATH");
        }
    }

    OptionalLong localTtl() {
        return optional(Amount.LOCAL_TTL);
    }

    ConfOptions options(boolean dotlessLocal) {
        return new ConfOptions(
                new ConfOptions.Ttls(
                        localTtl(),
                        optional(Amount.NEG_TTL),
                        optional(Amount.MAX_TTL),
                        optional(Amount.MAX_CACHE_TTL),
                        optional(Amount.MIN_CACHE_TTL)),
                optionalInt(Amount.CACHE_SIZE),
                optionalInt(Amount.DNS_FORWARD_MAX),
                new ConfOptions.Listen(optionalInt(Amount.PORT), addresses, interfaces, exceptInterfaces),
                new ConfOptions.Upstream(
                        has(Flag.NO_RESOLV), has(Flag.STRICT_ORDER), has(Flag.ALL_SERVERS), resolvFiles),
                new ConfOptions.Policy(
                        has(Flag.DOMAIN_NEEDED),
                        dotlessLocal,
                        has(Flag.BOGUS_PRIV),
                        has(Flag.STOP_DNS_REBIND),
                        has(Flag.REBIND_LOCALHOST_OK),
                        has(Flag.NO_NEGCACHE),
                        rebindDomainsOk),
                has(Flag.LOG_QUERIES));
    }

    private OptionalLong optional(Amount number) {
        Long value = numbers.get(number);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private OptionalInt optionalInt(Amount number) {
        Long value = numbers.get(number);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }
}
