package mpd.dns.diag;

import java.util.List;

/// One link of the chain.
interface Step {

    /// A word or two for it.
    String name();

    /// Looks at it. Waits for no answer longer than [Diagnosis#LONGEST]; may run beside other steps.
    ///
    /// @return at least one finding, the worst first
    List<Finding> look(Scene scene);
}
