package mpd.dns.forward;

/// Tells the domains of questions apart.
final class QuestionDomain {

    private QuestionDomain() {}

    /// A number for the last two labels of the name, letter case apart.
    static int of(UpstreamQuestion question) {
        byte[] wire = question.question();
        int last = 0;
        int before = 0;
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
            before = last;
            last = at;
        }
        int hash = 1;
        for (int at = before; wire[at] != 0; at++) {
            byte octet = wire[at];
            hash = 31 * hash + (octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet);
        }
        return hash;
    }
}
