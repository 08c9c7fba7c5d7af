package mpd.dns.cli;

import mpd.dns.server.ProgramVersion;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/// `mpd-dns` without a command: help and version.
@CommandLine.Command(
        name = "mpd-dns",
        description = "The DNS server of the mpd development environment.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = RootCommand.Version.class,
        mixinStandardHelpOptions = true,
        footer = {"", "Flags and environment variables are described in docs/CONFIGURATION.md."})
final class RootCommand {

    /// What `--version` prints.
    static final class Version implements IVersionProvider {
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
