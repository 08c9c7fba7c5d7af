package mpd.dns.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// What holds for all of the program. Each rule is a function of the root package, so that it can be shown to
/// reject the code below `fixture`, which breaks it on purpose.
enum Rule {
    DIRECTIONS(root -> classes().should(new PackageDirections(root))),

    CYCLES(root ->
            SlicesRuleDefinition.slices().matching(root + ".(*)..").should().beFreeOfCycles()),

    NETTY(root -> noClasses()
            .that()
            .resideOutsideOfPackages(in(root, "forward", "http", "podman", "query", "server", "transport", "wire"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")),

    /// Decisions are made without knowing where packets come from; only the DNS vocabulary is used.
    QUERY_WITHOUT_CHANNELS(root -> noClasses()
            .that()
            .resideInAPackage(root + ".query..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are Netty's, but not its DNS vocabulary",
                    type -> type.getPackageName().startsWith("io.netty.")
                            && !type.getPackageName().equals("io.netty.handler.codec.dns")))),

    /// Metrics are made of what is counted anyway, in one place: nobody else knows that they exist.
    PROMETHEUS(root -> noClasses()
            .that()
            .resideOutsideOfPackage(root + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..")),

    PICOCLI(root -> noClasses()
            .that()
            .resideOutsideOfPackage(root + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")),

    DNSJAVA(root -> noClasses()
            .that()
            .resideInAnyPackage(in(root, "resolvconf", "transport", "watch"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill..")),

    /// A path may be carried as a value anywhere; reading is for those whose work it is.
    FILES(root -> noClasses()
            .that()
            .resideInAnyPackage(in(root, "forward", "query", "registry", "transport", "wire", "zone"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File|RandomAccess).*|java\\.nio\\.channels\\.FileChannel")),

    EXIT(root -> noClasses()
            .that()
            .resideOutsideOfPackage(root + ".cli..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)),

    /// None of these may ever wait for time to pass: they run on event loops.
    SLEEP(root -> noClasses()
            .that()
            .resideInAnyPackage(
                    in(root, "forward", "http", "podman", "query", "registry", "server", "transport", "wire", "zone"))
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)),

    PUBLIC_FIELDS(root -> fields().that().arePublic().should().beFinal().allowEmptyShould(true)),

    ZONE_TYPES(root -> classes().that().resideInAPackage(root + ".zone..").should(notBeOpen())),

    LOGGING(root -> noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..")),

    NULL_MARKED(root -> classes().should(beInNullMarkedPackage()));

    /// The checker cannot see that none of these functions has state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<String, ArchRule> rule;

    Rule(Function<String, ArchRule> rule) {
        this.rule = rule;
    }

    /// The rule for the packages below a root.
    ArchRule below(String root) {
        return rule.apply(root);
    }

    /// The package below `fixture` that breaks this rule.
    String fixture() {
        return name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static String[] in(String root, String... packages) {
        return Stream.of(packages).map(name -> root + "." + name + "..").toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> notBeOpen() {
        return condition(
                "be final, sealed, or an interface",
                type -> type.isInterface()
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.reflect().isSealed()
                        || type.isAnonymousClass());
    }

    private static ArchCondition<JavaClass> beInNullMarkedPackage() {
        return condition(
                "be in a package that says @NullMarked",
                type -> Optional.ofNullable(type.reflect().getPackage())
                        .filter(itsPackage -> itsPackage.isAnnotationPresent(NullMarked.class))
                        .isPresent());
    }

    private static ArchCondition<JavaClass> condition(String description, Function<JavaClass, Boolean> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, holds.apply(type), type.getName() + ": " + description));
            }
        };
    }
}
