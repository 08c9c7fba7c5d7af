package mpd.dns.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point.
public final class Main {

    // Nobody has ever misspelt it, and picocli finds it close to much.
    private static final String NEVER_MEANT = "generate-completion";

    private Main() {}

    /// Runs one command line and exits: 0, 1 for a negative result, 2 for what cannot work as it was typed.
    public static void main(String[] args) {
        CommandLine commandLine = commandLine(System.getenv(), new ServerProcess(), args);
        System.exit(commandLine.execute(args));
    }

    /// The command line, ready to execute.
    ///
    /// @param environment environment variables
    /// @param runner      what `serve` runs once its configuration is complete
    /// @param args        what it is for: where the first is one of our commands, the others are left out
    static CommandLine commandLine(Map<String, String> environment, ServerRunner runner, String... args) {
        Map<String, Supplier<Command>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(environment, runner));
        commands.put("watch", () -> new WatchCommand(environment));
        commands.put("check", () -> new CheckCommand(environment));
        commands.put("records", () -> new RecordsCommand(environment));
        commands.put("explain", () -> new ExplainCommand(environment));
        commands.put("status", () -> new StatusCommand(environment));
        commands.put("diag", () -> new DiagCommand(environment));
        commands.put("health", () -> new HealthCommand(environment));
        CommandLine commandLine = new CommandLine(RootCommand.spec());
        // A start should not wait for what others take.
        boolean one = args.length > 0 && commands.containsKey(args[0]);
        commands.forEach((name, command) -> {
            if (!one || name.equals(args[0])) {
                commandLine.addSubcommand(name, command.get().spec());
            }
        });
        if (!one) {
            commandLine.addSubcommand(new GenerateCompletion()).addSubcommand(new HelpCommand());
        }
        commandLine.setExecutionStrategy(Main::run);
        // `@10.163.0.3` is a server, and never a file with arguments.
        commandLine.setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler(
                (problem, _) -> refuse(problem.getCommandLine(), List.of(message(problem))));
        configure(commandLine);
        return commandLine;
    }

    private static void configure(CommandLine commandLine) {
        commandLine.getCommandSpec().parser().collectErrors(true);
        commandLine.getCommandSpec().exitCodeOnExecutionException(Problems.EXIT);
        commandLine.getSubcommands().values().forEach(Main::configure);
    }

    private static int run(ParseResult result) {
        Integer help = CommandLine.executeHelpRequest(result);
        if (help != null) {
            return help;
        }
        List<String> problems = new ArrayList<>();
        ParseResult leaf = result;
        result.errors().forEach(error -> problems.add(message(error)));
        while (leaf.hasSubcommand()) {
            leaf = leaf.subcommand();
            leaf.errors().forEach(error -> problems.add(message(error)));
        }
        CommandLine at = leaf.commandSpec().commandLine();
        Object userObject = leaf.commandSpec().userObject();
        if (userObject instanceof Command command) {
            problems.addAll(command.prepare());
            return problems.isEmpty() ? command.call() : refuse(at, problems);
        }
        if (userObject instanceof Runnable builtIn && problems.isEmpty()) {
            builtIn.run();
            return CommandLine.ExitCode.OK;
        }
        if (problems.isEmpty()) {
            problems.add("a command is missing");
        }
        return refuse(at, problems);
    }

    private static int refuse(CommandLine at, List<String> problems) {
        return Problems.print(
                at.getErr(), problems, "see '" + at.getCommandSpec().qualifiedName() + " --help'");
    }

    private static String message(Exception error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions().stream()
                    .filter(suggestion -> !suggestion.equals(NEVER_MEANT))
                    .toList();
            return unmatched(unmatched)
                    + (suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)");
        }
        String message = String.valueOf(error.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String unmatched(UnmatchedArgumentException problem) {
        String first = "'" + problem.getUnmatched().getFirst() + "'";
        if (problem.isUnknownOption()) {
            return "unknown option " + first;
        }
        boolean commandExpected = !problem.getCommandLine().getSubcommands().isEmpty();
        return (commandExpected ? "unknown command " : "unexpected argument ") + first;
    }
}
