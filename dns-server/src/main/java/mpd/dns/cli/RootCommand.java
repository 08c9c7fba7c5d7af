package mpd.dns.cli;

import mpd.dns.server.ProgramVersion;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/// `mpd-dns` without a command: help and version.
final class RootCommand {

    private RootCommand() {}

    /// What it takes.
    static CommandSpec spec() {
        Syntax syntax = new Syntax(new RootCommand(), "mpd-dns", "The DNS server of the mpd development environment.");
        syntax.footer("Flags and environment variables are described in docs/CONFIGURATION.md.");
        CommandSpec spec = syntax.spec().versionProvider(new Version());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        return spec;
    }

    /// What `--version` prints.
    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            ProgramVersion version = ProgramVersion.current();
            return new String[] {
                "mpd-dns " + version.program(),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "Netty " + version.netty()
            };
        }
    }
}
