package mpd.dns.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mpd.dns.server.ServerConfig;
import picocli.CommandLine;

/// One run of a command line inside the test, with what it printed.
record CommandRun(int status, String out, String err, List<ServerConfig> started) {

    static CommandRun of(Map<String, String> environment, String... args) {
        List<ServerConfig> started = new ArrayList<>();
        return of(
                environment,
                config -> {
                    started.add(config);
                    return 0;
                },
                started,
                args);
    }

    static CommandRun of(ServerRunner runner, String... args) {
        return of(Map.of(), runner, List.of(), args);
    }

    private static CommandRun of(
            Map<String, String> environment, ServerRunner runner, List<ServerConfig> started, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine(environment, runner, args)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int status = commandLine.execute(args);
        return new CommandRun(status, out.toString(), err.toString(), started);
    }

    /// The configuration that the one server was started with.
    ServerConfig config() {
        if (started.size() != 1) {
            throw new AssertionError("started " + started.size() + " servers; " + err);
        }
        return started.getFirst();
    }
}
