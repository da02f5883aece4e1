package io.kairosgateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kairosgateway.access.Owned;
import io.kairosgateway.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A package is a step of the journey; the arrows between them are written here and nowhere else. */
class ArchitectureTest {

    private static final String BASE = "io.kairosgateway.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kairosgateway");

    /** What each package may know; itself and the outside world go without saying. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("verification", List.of()),
            Map.entry("loop", List.of()),
            Map.entry("settings", List.of("loop")),
            Map.entry("tracing", List.of("verification", "settings")),
            Map.entry("problem", List.of("tracing")),
            Map.entry("kairos", List.of("verification", "problem", "settings", "tracing")),
            Map.entry("ledger", List.of("verification", "problem", "settings", "loop")),
            Map.entry("access", List.of("verification", "problem", "settings", "tracing", "kairos", "ledger")),
            Map.entry(
                    "watch",
                    List.of("verification", "problem", "settings", "loop", "tracing", "kairos", "ledger", "access")),
            Map.entry(
                    "intake",
                    List.of("verification", "problem", "settings", "tracing", "kairos", "ledger", "access", "watch")),
            Map.entry(
                    "delivery", List.of("verification", "problem", "settings", "tracing", "ledger", "access", "watch")),
            Map.entry(
                    "ops",
                    List.of(
                            "verification",
                            "problem",
                            "settings",
                            "loop",
                            "kairos",
                            "ledger",
                            "access",
                            "watch",
                            "intake")),
            Map.entry("sandbox", List.of("verification", "problem", "settings", "kairos")));

    @TestFactory
    List<DynamicTest> aPackageKnowsOnlyWhatItMay() {
        return MAY_KNOW.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String[] foreign = MAY_KNOW.keySet().stream()
                            .filter(name -> !name.equals(entry.getKey())
                                    && !entry.getValue().contains(name))
                            .map(name -> BASE + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(BASE + entry.getKey() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(foreign)
                            .check(CLASSES);
                }))
                .toList();
    }

    @Test
    void noArrowPointsBack() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Whatever Kairos or Redis say: what is read of a verification passes the one comparison of owners. */
    @Test
    void nothingIsReadFromTheLedgerPastTheComparisonOfOwners() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "ledger..")
                .and()
                .doNotBelongToAnyOf(Owned.class)
                .and()
                .doNotHaveFullyQualifiedName(BASE + "watch.Topics")
                .should()
                .callMethodWhere(target(nameMatching("find|receipt"))
                        .and(target(owner(JavaClass.Predicates.assignableTo(Ledger.class)))))
                .check(CLASSES);
    }

    /** A timer's handler that throws, or that waits for what never comes, ends what it does without a word. */
    @Test
    void whatGoesOnByItselfIsALoop() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "loop..", BASE + "sandbox..")
                .should()
                .callMethodWhere(describe(
                        "it begins something periodic",
                        call -> List.of("setPeriodic", "scheduleAtFixedRate", "scheduleWithFixedDelay", "ticks")
                                .contains(call.getTarget().getName())))
                .check(CLASSES);
    }

    @Test
    void theVocabularyKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "verification..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", BASE + "verification..")
                .check(CLASSES);
    }

    @Test
    void nothingIsWrittenToTheConsoleOrKeptInTempFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "sandbox..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.File")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    /** What a new version may change without a word: the record says why each is used, and what replaces it. */
    @Test
    void everyInternalOfTheFrameworkIsInTheRecord() throws IOException {
        // Given
        Pattern internal =
                Pattern.compile("io\\.(vertx|netty|quarkus|smallrye|opentelemetry)\\.(.*\\.)?(impl|internal)\\..*");
        String record = Files.readString(Path.of("src/docs/adr/0009-the-internals-of-vertx.md"));

        // When
        Set<String> used = CLASSES.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .filter(internal.asMatchPredicate())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> recorded = Pattern.compile("^\\| `(io\\.[A-Za-z0-9.]+)`", Pattern.MULTILINE)
                .matcher(record)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(used).isEqualTo(recorded);
    }
}
