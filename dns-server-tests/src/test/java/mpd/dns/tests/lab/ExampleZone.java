package mpd.dns.tests.lab;

/// A signed zone `example.org` with a bit of everything.
public final class ExampleZone {

    private static final String ZONE = """
            $TTL 300
            @          SOA   ns hostmaster 1 3600 600 86400 60
            @          NS    ns
            @          MX    10 mail
            @          TXT   "v=spf1 -all"
            @          CAA   0 issue "ca.example.net"
            ns         A     192.0.2.53
            mail       A     192.0.2.25
            www        A     192.0.2.10
            www        A     192.0.2.11
            www        AAAA  2001:db8::10
            first      CNAME second
            second     CNAME third
            third      CNAME www
            dangling   CNAME nothing
            *.wild     A     192.0.2.77
            deep.down  A     192.0.2.78
            _imap._tcp SRV   0 5 143 mail
            svc        HTTPS 1 . alpn=h2 ipv4hint=192.0.2.10
            odd        TYPE65280 \\# 4 0A000001
            short      1 A   192.0.2.79
            who        TXT   "{who}"
            """;
    private static final int STRINGS = 14;
    private static final int MANY = 8000;

    private ExampleZone() {}

    /// Writes the zone as `directory/signed`.
    ///
    /// @param who the text of `who.example.org`
    static void write(final Machine machine, final String directory, final String who) {
        final StringBuilder zone = new StringBuilder(ZONE.replace("{who}", who));
        // A TXT of 3 KB, too large for any datagram of ours, and names to ask for once each.
        zone.append("big TXT");
        for (int count = 0; count < STRINGS; count++) {
            zone.append(" \"").append("0123456789".repeat(22)).append('"');
        }
        zone.append('\n');
        for (int count = 0; count < MANY; count++) {
            zone.append("n%d A 198.18.0.%d%n".formatted(count, count % 250));
        }
        machine.replaceFile(directory + "/plain", zone.toString());
        machine.run("sh", "-ec", """
                cd $0
                dnssec-keygen -q -a ECDSAP256SHA256 -f KSK example.org > /dev/null
                dnssec-signzone -q -z -S -o example.org -f signed plain > /dev/null
                """, directory).output();
    }
}
