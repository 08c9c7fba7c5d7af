package mpd.dns.conf;

import java.util.ArrayList;
import java.util.List;

/// Which files of a directory count: editors' leavings never do; `*SUFFIX` lets only such in, `SUFFIX` leaves
/// such out.
///
/// @param in  endings of which a name must have one; any name where there is none
/// @param out endings that a name must not have
record ConfDirFilter(List<String> in, List<String> out) {

    /// Leaves out editors' leavings alone.
    static final ConfDirFilter NONE = new ConfDirFilter(List.of(), List.of());

    static ConfDirFilter of(List<String> filters) {
        List<String> in = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (String filter : filters) {
            if (filter.startsWith("*")) {
                // A star alone lets everything in.
                if (filter.length() > 1) {
                    in.add(filter.substring(1));
                }
            } else if (!filter.isEmpty()) {
                out.add(filter);
            }
        }
        return new ConfDirFilter(in, out);
    }

    boolean takes(String name) {
        boolean litter = name.endsWith("~") || name.startsWith(".") || (name.startsWith("#") && name.endsWith("#"));
        return !litter
                && (in.isEmpty() || in.stream().anyMatch(suffix -> longerAndEnding(name, suffix)))
                && out.stream().noneMatch(suffix -> longerAndEnding(name, suffix));
    }

    private static boolean longerAndEnding(String name, String suffix) {
        return name.length() > suffix.length() && name.endsWith(suffix);
    }
}
