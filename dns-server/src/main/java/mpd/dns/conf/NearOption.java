package mpd.dns.conf;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that a mistyped one may have meant.
final class NearOption {

    private static final int MOST_SLIPS = 2;

    private NearOption() {}

    /// The nearest of the known names, the first of those equally near; empty where none is near.
    static Optional<String> to(String name, Collection<String> known) {
        String typed = squeezed(name);
        int most = Math.min(MOST_SLIPS, typed.length() / 3);
        String nearest = "";
        int least = most + 1;
        for (String candidate : known) {
            int slips = slips(typed, squeezed(candidate));
            if (slips < least) {
                least = slips;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    private static String squeezed(String name) {
        String squeezed = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "").replaceAll("s$", "");
        return squeezed.length() > 40 ? squeezed.substring(0, 40) : squeezed;
    }

    /// Letters that are missing, too many, or others (the distance of Levenshtein).
    private static int slips(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
