package mpd.dns.conf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// The options that change what nameservers answer.
final class FilterLines {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern RANGE = Pattern.compile("([^-]+)(?:-([^-]+))?");
    private static final int MOST_TYPE = 0xFFFF;

    private final Set<Integer> types = new LinkedHashSet<>();
    private final List<Subnet> bogus = new ArrayList<>();
    private final List<Subnet> ignored = new ArrayList<>();
    private final List<AnswerRules.Alias> aliases = new ArrayList<>();
    private boolean windows;

    /// `filter-A` and `filter-AAAA`.
    void type(int type) {
        types.add(type);
    }

    /// `filterwin2k`.
    void windows() {
        windows = true;
    }

    /// `filter-rr=TYPE[,TYPE...]`.
    void types(ConfLine line) throws BadLine {
        Set<Integer> given = new LinkedHashSet<>();
        for (String token : ConfLine.commas(line.required("expected filter-rr=TYPE[,TYPE...]"))) {
            int type = NUMBER.matcher(token).matches()
                    ? Integer.parseInt(token)
                    : Type.value(token.toUpperCase(Locale.ROOT));
            if (type < 1 || type > MOST_TYPE || type == Type.OPT) {
                throw new BadLine("expected filter-rr=TYPE[,TYPE...], and '" + token + "' is no record type");
            }
            given.add(type);
        }
        types.addAll(given);
    }

    /// `bogus-nxdomain=IP[/PREFIX]`.
    void bogus(ConfLine line) throws BadLine {
        bogus.add(subnet(line));
    }

    /// `ignore-address=IP[/PREFIX]`.
    void ignored(ConfLine line) throws BadLine {
        ignored.add(subnet(line));
    }

    private static Subnet subnet(ConfLine line) throws BadLine {
        String expected = "expected " + line.option() + "=IP[/PREFIX]";
        return subnet(ConfLine.plain(line.required(expected)), expected);
    }

    /// A subnet, or the one address.
    static Subnet subnet(String text, String expected) throws BadLine {
        String whole = text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
        return Subnet.parse(whole).orElseThrow(() -> new BadLine(expected));
    }

    /// `alias=IP,NEW[,MASK]` or `alias=FIRST-LAST,NEW[,MASK]`, IPv4 alone.
    void alias(ConfLine line) throws BadLine {
        String form = "expected alias=IPv4[-IPv4],IPv4[,MASK]";
        List<String> tokens = ConfLine.commas(line.required(form));
        Matcher range = RANGE.matcher(tokens.getFirst());
        if (tokens.size() < 2 || tokens.size() > 3 || !range.matches()) {
            throw new BadLine(form);
        }
        int mask = tokens.size() < 3 ? -1 : number(tokens.get(2), form);
        if (Integer.numberOfTrailingZeros(mask) + Integer.bitCount(mask) != Integer.SIZE) {
            throw new BadLine(form + " with a mask such as 255.255.255.0");
        }
        int old = number(range.group(1).strip(), form);
        boolean single = range.group(2) == null;
        int first = single ? old & mask : old;
        int last = single ? old | ~mask : number(range.group(2).strip(), form);
        if (Integer.compareUnsigned(first, last) > 0) {
            throw new BadLine(form + ", the lower address first");
        }
        aliases.add(new AnswerRules.Alias(
                address(first), address(last), address(number(tokens.get(1), form)), address(mask)));
    }

    AnswerRules rules(List<Name> denied, List<InetAddress> dotless) {
        return new AnswerRules(denied, dotless, types, bogus, ignored, windows, aliases);
    }

    private static int number(String text, String form) throws BadLine {
        byte[] bytes = ConfNames.address(text)
                .filter(Inet4Address.class::isInstance)
                .orElseThrow(() -> new BadLine(form))
                .getAddress();
        int number = 0;
        for (byte b : bytes) {
            number = number << 8 | (b & 0xFF);
        }
        return number;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("only for a wrong number of bytes", e);
        }
    }
}
