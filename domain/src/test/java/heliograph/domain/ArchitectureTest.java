package heliograph.domain;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The domain is pure, and its parts know each other in one direction only. */
class ArchitectureTest {
  private static final JavaClasses DOMAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("heliograph.domain");

  @Test
  void itUsesValuesCollectionsTextAndADigestAndNothingElse() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "heliograph.domain..",
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.nio.charset",
                        "java.util",
                        "java.util.function",
                        "java.util.stream")
                    .or(simpleName("MessageDigest"))
                    .or(simpleName("NoSuchAlgorithmException"))
                    .or(resideInAPackage("")))
            .because("threads, locks, clocks, files, sockets and logging are the adapters'"));
  }

  @Test
  void itHasNoThreadsAndReadsNoClock() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, ThreadLocal.class, Runtime.class, Process.class)
            .because("time comes in as an argument, and the hub is for one thread"));
    check(
        noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Object.class, "wait")
            .orShould()
            .callMethod(Object.class, "notifyAll"));
  }

  @Test
  void itWritesNothingAnywhere() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "getLogger", String.class)
            .orShould()
            .callMethod(Throwable.class, "printStackTrace"));
  }

  @Test
  void itDrawsNoRandomness() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, SecureRandom.class, UUID.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("ids and secrets come in as arguments"));
  }

  @Test
  void hubsInsideIsReachedThroughHubOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("heliograph.domain.hub..")
            .and()
            .doNotHaveFullyQualifiedName(Hub.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("heliograph.domain.hub.."));
    check(
        classes()
            .that()
            .resideInAPackage("heliograph.domain.hub..")
            .and()
            .arePublic()
            .should()
            .haveSimpleName("HubState"));
  }

  @Test
  void idsKnowNothingElse() {
    check(knowsOnly("heliograph.domain.id", "heliograph.domain.id"));
  }

  @Test
  void messagesKnowIdsAndErrorCodesOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("heliograph.domain.message")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "heliograph.domain.message", "heliograph.domain.id", "java..", "")
                    .or(simpleName("ErrorCode"))));
  }

  @Test
  void sessionsKnowIdsOnly() {
    check(
        knowsOnly(
            "heliograph.domain.session", "heliograph.domain.session", "heliograph.domain.id"));
  }

  @Test
  void roomsKnowMessagesAndIdsOnly() {
    check(
        knowsOnly(
            "heliograph.domain.room",
            "heliograph.domain.room",
            "heliograph.domain.message",
            "heliograph.domain.id"));
  }

  @Test
  void nothingIsSharedBetweenHubs() {
    check(fields().that().areStatic().should().beFinal());
  }

  @Test
  void classesAreNotMadeToBeExtended() {
    check(
        classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should()
            .haveModifier(JavaModifier.FINAL));
  }

  private static ArchRule knowsOnly(String who, String... whom) {
    return classes()
        .that()
        .resideInAPackage(who)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(whom).or(resideInAnyPackage("java..", "")));
  }

  private static void check(ArchRule rule) {
    rule.check(DOMAIN);
  }
}
