package mpd.dns.tests.lab;

/// The configuration of an Unbound that stays in the foreground and answers what it is told to.
public final class UnboundConf {

    private static final String CONF = """
            server:
                interface: {address}
                chroot: ""
                username: ""
                directory: "{directory}"
                pidfile: ""
                do-daemonize: no
                use-syslog: no
            {more}remote-control:
                control-enable: no
            """;

    private UnboundConf() {}

    /// The text of one, with `remote-control` as the last section.
    ///
    /// @param address   where it answers
    /// @param directory where it works
    /// @param more      further lines of the section `server`; other sections may be put behind the whole
    public static String of(final String address, final String directory, final String more) {
        return CONF.replace("{address}", address)
                .replace("{directory}", directory)
                .replace("{more}", more.stripIndent().indent(4));
    }
}
