package mpd.dns.tests.lab;

/// Nameservers that people have behind their resolv.conf, each with the zone of [ExampleZone].
public enum Nameserver {
    /// Authoritative: AA, and no recursion.
    KNOT("""
            server:
                listen: 0.0.0.0@53
                rundir: {run}
                user: root
            database:
                storage: {run}
            zone:
              - domain: example.org
                storage: {run}
                file: signed
                zonefile-load: whole
                journal-content: none
            """, "knotd --config {run}/conf"),
    /// Authoritative and recursive at once.
    BIND("""
            options {
                directory "{run}";
                listen-on { any; };
                pid-file "{run}/pid";
                session-keyfile "{run}/session";
                recursion yes;
                allow-recursion { any; };
                dnssec-validation no;
            };
            controls { };
            zone "example.org" { type primary; file "signed"; };
            """, "named -4 -f -c {run}/conf"),
    /// A resolver that has the zone behind it.
    UNBOUND(UnboundConf.of("0.0.0.0", "{run}", """
            access-control: 0.0.0.0/0 allow
            module-config: "iterator"
            """) + """
            auth-zone:
                name: "example.org"
                zonefile: "{run}/signed"
                for-downstream: no
                for-upstream: yes
                fallback-enabled: no
            """, "unbound -c {run}/conf"),
    /// A forwarder such as home routers have, before a Knot of its own.
    DNSMASQ("""
            no-resolv
            no-hosts
            user=root
            server=127.0.0.1#5353
            """, "dnsmasq --keep-in-foreground --conf-file={run}/conf");

    private final String configuration;
    private final String command;

    Nameserver(final String configuration, final String command) {
        this.configuration = configuration;
        this.command = command;
    }

    /// Starts it on the host of a link; `who.example.org` is its own name.
    public void start(final Link link) {
        final String run = "/run/peers/" + link.name();
        ExampleZone.write(link.machine(), run, name());
        if (this == DNSMASQ) {
            final String behind = run + "/behind";
            ExampleZone.write(link.machine(), behind, name());
            KNOT.launch(link, behind, KNOT.configuration.replace("0.0.0.0@53", "127.0.0.1@5353"));
        }
        launch(link, run, configuration);
    }

    private void launch(final Link link, final String run, final String text) {
        link.machine().replaceFile(run + "/conf", text.replace("{run}", run));
        link.launch(command.replace("{run}", run).split(" ", -1));
    }
}
