package mpd.dns.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mpd.dns.conf.Configuration;
import mpd.dns.platform.PlatformEnv;
import mpd.dns.resolvconf.ResolvConf;

/// What is wrong with the files beside the configuration: resolv.conf and platform.env.
///
/// @param resolvConf  what a person named; it counts before what configuration files name
/// @param platformEnv what a person named
public record FileProblems(Optional<Path> resolvConf, Optional<Path> platformEnv) {

    /// Where mpd keeps the address of its machine.
    public static final Path PLATFORM_ENV = Path.of("/var/lib/mpd/conf/platform.env");

    /// One line each, with file and line where that is known. The platform file need not exist unless it was
    /// named; a resolv.conf has to, unless nobody named one.
    public List<String> of(Configuration configuration) {
        List<String> problems = new ArrayList<>();
        List<Path> named = new ArrayList<>();
        if (resolvConf.isPresent()) {
            named.add(resolvConf.get());
        } else if (!configuration.options().upstream().noResolv()) {
            named.addAll(configuration.options().upstream().resolvFiles());
            if (named.isEmpty() && Files.exists(Nameservers.LIVE)) {
                named.add(Nameservers.LIVE);
            }
        }
        for (Path file : named) {
            ResolvConf.problems(file).forEach(problem -> problems.add(problem.toString()));
        }
        if (platformEnv.isPresent() || PLATFORM_ENV.toFile().exists()) {
            PlatformEnv.problem(platformEnv.orElse(PLATFORM_ENV)).ifPresent(problems::add);
        }
        return problems;
    }
}
