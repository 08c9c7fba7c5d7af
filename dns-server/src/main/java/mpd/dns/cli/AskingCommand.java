package mpd.dns.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import mpd.dns.control.ControlClient;
import mpd.dns.control.ControlSocketException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// A command that asks a running server over its control socket and shows the answer.
///
/// @param <T> the answer
abstract class AskingCommand<T> implements Command {

    /// Exit status of a negative result.
    static final int NEGATIVE = 1;

    private static final int MOST_QUOTED = 200;

    private final Map<String, String> environment;
    private final Class<T> answerType;
    private final Syntax syntax;
    private final ControlOptions options;

    /// @param environment environment variables
    /// @param answerType  what the answer is read as
    AskingCommand(Map<String, String> environment, Class<T> answerType, String name, String description) {
        this.environment = Map.copyOf(environment);
        this.answerType = answerType;
        syntax = new Syntax(this, name, description);
        options = new ControlOptions(syntax);
    }

    /// For what it takes besides the flags of all of them.
    final Syntax syntax() {
        return syntax;
    }

    @Override
    public final CommandSpec spec() {
        return syntax.spec();
    }

    /// What to ask.
    abstract String request();

    /// Shows the answer to a person.
    abstract void show(T answer, PrintWriter out);

    /// The exit status that goes with the answer.
    abstract int status(T answer);

    /// Reads the answer. Some are no JSON.
    T read(String answer) throws IOException {
        @Nullable Map<String, Object> document = JSON.std.mapFrom(answer);
        if (document == null) {
            throw new IOException("nothing");
        }
        Object error = document.get("error");
        if (error != null) {
            throw new IOException(error.toString());
        }
        return JSON.std.beanFrom(answerType, answer);
    }

    /// The answer as a JSON document.
    String json(String answer) throws IOException {
        return answer;
    }

    @Override
    public List<String> prepare() {
        return options.prepare(environment);
    }

    @Override
    public final int call() {
        PrintWriter err = syntax.spec().commandLine().getErr();
        PrintWriter out = syntax.spec().commandLine().getOut();
        String text;
        try {
            text = new ControlClient(options.path()).ask(request());
        } catch (ControlSocketException e) {
            return Problems.print(err, List.of(String.valueOf(e.getMessage())));
        }
        try {
            T answer = read(text);
            if (options.json()) {
                out.println(json(text));
            } else {
                show(answer, out);
            }
            out.flush();
            return status(answer);
        } catch (IOException e) {
            return Problems.print(
                    err,
                    List.of("the answer on " + options.path() + " is not one of mpd-dns of this version: "
                            + beginning(text)));
        }
    }

    private static String beginning(String text) {
        return text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) + "..." : text;
    }
}
