package mpd.dns.conf;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of each problem and notice once, when it appears, and of each problem once more when it is
/// gone. A line that only moves within its file is the same one.
final class ConfLog {

    private static final Logger LOG = LoggerFactory.getLogger(ConfFiles.class);

    private Map<Problem, Problem> problems = Map.of();
    private Set<Notice> notices = Set.of();

    void tell(Configuration read) {
        Map<Problem, Problem> now = new LinkedHashMap<>();
        for (Problem problem : read.problems()) {
            if (now.put(anywhere(problem), problem) == null && !problems.containsKey(anywhere(problem))) {
                LOG.warn("{}", problem);
            }
        }
        problems.forEach((anywhere, problem) -> {
            if (!now.containsKey(anywhere)) {
                LOG.info("no problem any more: {}", problem);
            }
        });
        problems = now;
        Set<Notice> noticed = new HashSet<>();
        for (Notice notice : read.notices()) {
            Notice anywhere = new Notice(notice.file(), 0, notice.text());
            if (noticed.add(anywhere) && !notices.contains(anywhere)) {
                LOG.info("{}", notice);
            }
        }
        notices = noticed;
    }

    private static Problem anywhere(Problem problem) {
        return new Problem(problem.file(), 0, problem.read(), problem.expected());
    }
}
