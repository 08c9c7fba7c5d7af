package mpd.dns.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import mpd.dns.tests.lab.MpdHost;

/// What the first process of a container may do.
record Confinement(MpdHost host, String container) {

    static Confinement of(final MpdHost host, final String container) {
        return new Confinement(host, container);
    }

    /// Checks that it has these capabilities, can gain no other, and never gets privileges by running a
    /// program.
    ///
    /// @param expected as `/proc` has them; 400 is NET_BIND_SERVICE
    Confinement assertCapabilities(final String expected) {
        for (final String set : new String[] {"CapPrm", "CapEff", "CapBnd"}) {
            assertThat(status(set)).as(container + ": " + set).isEqualTo(expected);
        }
        assertThat(status("NoNewPrivs")).as(container + ": NoNewPrivs").isEqualTo("1");
        return this;
    }

    /// Checks that the root file system cannot be written to.
    Confinement assertNothingToWriteTo() {
        assertThat(host.machine()
                        .run("podman", "exec", container, "touch", "/opt/mpd-dns/x")
                        .err())
                .contains("Read-only file system");
        return this;
    }

    private String status(final String field) {
        return host.podman("exec", container, "sed", "-n", "s/^" + field + ":\\t//p", "/proc/1/status");
    }
}
