package mpd.dns.zone;

import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/// What this program does with owner names, beyond what dnsjava's own type does.
public final class Names {

    private static final Name STAR = Name.fromConstantString("*");

    private Names() {}

    /// The name made of the relative text and the zone below which it lies.
    ///
    /// @throws IllegalArgumentException when that is no name, e.g. too long
    public static Name below(String relative, Name zone) {
        return parse(relative, zone)
                .orElseThrow(() -> new IllegalArgumentException(relative + " is no name below " + zone));
    }

    /// Reads a name relative to the zone; empty where the text is no name.
    public static Optional<Name> parse(String text, Name zone) {
        try {
            return Optional.of(Name.fromString(text, zone));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /// Puts a wildcard label before the name, so that it covers the names below it.
    public static Optional<Name> wildcard(Name name) {
        try {
            return Optional.of(Name.concatenate(STAR, name));
        } catch (NameTooLongException e) {
            return Optional.empty();
        }
    }

    /// The name without its first label; the root has none.
    static Name parent(Name name) {
        return new Name(name, 1);
    }
}
