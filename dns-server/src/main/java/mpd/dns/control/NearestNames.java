package mpd.dns.control;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;

/// Finds names that a person may have meant.
final class NearestNames {

    private static final int MOST = 3;

    private NearestNames() {}

    /// Up to three names of the zone that are a few typing mistakes away, or differ only in what follows their
    /// first label; the nearest first.
    static List<Name> of(Name missing, Name zone, List<Name> candidates) {
        record Candidate(Name name, int distance) {}
        String wanted = text(missing, zone);
        String firstLabel = missing.getLabelString(0).toLowerCase(Locale.ROOT);
        int most = Math.max(1, wanted.length() / 4);
        return candidates.stream()
                .filter(name -> name.subdomain(zone) && !name.isWild() && !name.equals(zone))
                .map(name -> new Candidate(name, distance(wanted, text(name, zone), most)))
                .filter(candidate -> candidate.distance() <= most
                        || candidate
                                .name()
                                .getLabelString(0)
                                .toLowerCase(Locale.ROOT)
                                .equals(firstLabel))
                .sorted(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name)
                .limit(MOST)
                .toList();
    }

    /// How many letters to insert, delete, replace or swap with their neighbour; `most + 1` where it is more
    /// than `most`.
    static int distance(String from, String to, int most) {
        if (Math.abs(from.length() - to.length()) > most) {
            return most + 1;
        }
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = cost(cost, from, to, i, j);
            }
        }
        return Math.min(cost[from.length()][to.length()], most + 1);
    }

    private static int cost(int[][] cost, String from, String to, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }

    private static String text(Name name, Name zone) {
        return name.relativize(zone).toString().toLowerCase(Locale.ROOT);
    }
}
