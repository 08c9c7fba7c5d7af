package mpd.dns.tests.lab;

/// A Podman, and how this program is run on it.
public enum Deployment {
    /// One container that has Podman's socket.
    BOOKWORM(LabRoot.BOOKWORM, false),
    /// The same.
    TRIXIE(LabRoot.TRIXIE, false),
    /// Two containers: one has Podman's socket and no network, the other the network and no such socket.
    TRIXIE_SEPARATED(LabRoot.TRIXIE, true);

    private final LabRoot root;
    private final boolean separated;

    Deployment(final LabRoot root, final boolean separated) {
        this.root = root;
        this.separated = separated;
    }

    /// Starts a machine; the program does not run yet.
    public MpdHost startHost() {
        return MpdHost.start(root);
    }

    /// Starts the program, and awaits that it is ready.
    public void startDns(final MpdHost host) {
        if (separated) {
            host.startSeparatedDns();
        } else {
            host.startDns();
        }
    }

    @Override
    public String toString() {
        return root + (separated ? ", separated" : "");
    }
}
