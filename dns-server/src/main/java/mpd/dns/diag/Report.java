package mpd.dns.diag;

import java.net.InetSocketAddress;
import java.util.List;
import mpd.dns.control.Addresses;

/// Everything that was found, in the order of the chain.
///
/// @param server whom questions were sent to, with port
/// @param lines  the findings, at least one for each step
public record Report(String server, List<Line> lines) {

    public Report {
        lines = List.copyOf(lines);
    }

    static Report of(InetSocketAddress server, List<Line> lines) {
        return new Report(Addresses.text(server), lines);
    }

    /// One finding.
    ///
    /// @param step the link of the chain
    public record Line(String step, Finding finding) {}

    /// How much is wrong.
    public long troubles() {
        return lines.stream()
                .filter(line -> line.finding() instanceof Finding.Trouble)
                .count();
    }
}
