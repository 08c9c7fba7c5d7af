package mpd.dns.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import mpd.dns.text.PlainText;

/// `mpd-dns health`: whether the server is ready.
final class HealthCommand extends AskingCommand<String> {

    private static final String READY = "ready";
    private static final String READY_BUT = "ready; but ";
    private static final String NOT_READY = "not ready: ";

    /// @param environment environment variables
    HealthCommand(Map<String, String> environment) {
        super(
                environment,
                String.class,
                "health",
                "Exit 0 when the server is ready, 1 when it is not yet, 2 when there is none.");
    }

    @Override
    String request() {
        return "health";
    }

    @Override
    String read(String answer) throws IOException {
        String line = answer.strip();
        if (!ready(line) && !line.startsWith(NOT_READY)) {
            throw new IOException("no answer about health");
        }
        return line;
    }

    @Override
    String json(String answer) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        String line = read(answer);
        document.put("ready", ready(line));
        if (line.startsWith(READY_BUT)) {
            document.put("but", line.substring(READY_BUT.length()));
        }
        if (line.startsWith(NOT_READY)) {
            document.put("notReady", line.substring(NOT_READY.length()));
        }
        return JSON.std.asString(document);
    }

    @Override
    void show(String answer, PrintWriter out) {
        out.println(PlainText.of(answer));
    }

    @Override
    int status(String answer) {
        return ready(answer) ? 0 : NEGATIVE;
    }

    private static boolean ready(String line) {
        return line.equals(READY) || line.startsWith(READY_BUT);
    }
}
