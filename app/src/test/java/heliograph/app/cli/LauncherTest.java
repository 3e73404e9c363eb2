package heliograph.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.app.cli.LauncherFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  @TempDir private Path temp;
  private LauncherFixture launcher;

  @BeforeEach
  void checkout() throws IOException {
    launcher = new LauncherFixture(temp);
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> all = Files.list(launcher.root().resolve(".heliograph"))) {
      return all.filter(p -> p.getFileName().toString().startsWith("build-")).toList();
    }
  }

  @Test
  void itBuildsOnFirstUseAndThenOnlyWhenSourcesAreNewer() throws Exception {
    Result first = launcher.run("version");
    Result second = launcher.run("version");
    assertThat(first.exit()).isZero();
    assertThat(first.err()).singleElement().asString().contains("building for the first time");
    assertThat(second.err()).isEmpty();
    assertThat(launcher.maven())
        .containsExactly(
            "-q -B -f " + launcher.root() + "/pom.xml -pl app -am -Dmaven.test.skip=true package");

    launcher.touch("app/src/main/java/X.java");

    assertThat(launcher.run("version").err()).singleElement().asString().contains("have changed");
    assertThat(launcher.maven()).hasSize(2);
  }

  @Test
  void aSourceTakenAwayIsAChangeToo() throws Exception {
    launcher.run("version");

    Files.delete(launcher.root().resolve("app/src/main/java/X.java"));
    launcher.touch("app/src/main/java");

    launcher.run("version");
    assertThat(launcher.maven()).hasSize(2);
  }

  @Test
  void theProgramGetsItsArgumentsItsFlagsAndTheLaunchersProcess() throws Exception {
    launcher.run("version");

    Process process =
        launcher.start(launcher.root().resolve("heliograph"), "chat", "a room", "", "*");
    Result result = LauncherFixture.finish(process);

    assertThat(result.out())
        .contains("pid=" + process.pid(), "arg=-XX:+UseCompactObjectHeaders", "arg=-jar")
        .contains("arg=-XX:G1PeriodicGCInterval=30000")
        .endsWith("arg=chat", "arg=a room", "arg=", "arg=*");
    assertThat(builds()).hasSize(1);
    assertThat(result.out()).contains("arg=" + builds().getFirst() + "/heliograph.jar");
  }

  @Test
  void aBuildBringsACacheForTheStartWhichIsUsed() throws Exception {
    Result result = launcher.run("version");

    Path cache = builds().getFirst().resolve("heliograph.aot");
    assertThat(cache).exists();
    assertThat(result.out()).contains("arg=-XX:AOTCache=" + cache);
  }

  @Test
  void withoutACacheItStartsAndSaysSoOnce() throws Exception {
    launcher.recordingFails();

    Result first = launcher.run("version");
    Result second = launcher.run("version");

    assertThat(first.exit()).isZero();
    assertThat(first.err()).hasSize(2).last().asString().contains("no start-up cache");
    assertThat(second.out())
        .contains("arg=version")
        .noneMatch(a -> a.startsWith("arg=-XX:AOTCache"));
    assertThat(second.err()).isEmpty();
  }

  @Test
  void itIsFoundThroughLinksFromAnyFolder() throws Exception {
    Path other = Files.createDirectories(temp.resolve("other place"));
    Path near =
        Files.createSymbolicLink(other.resolve("near"), Path.of("../my checkout/heliograph"));
    Path far = Files.createSymbolicLink(temp.resolve("far"), near);

    assertThat(LauncherFixture.finish(launcher.start(far, "version")).exit()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void launchesAtOnceBuildOnce() throws Exception {
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(launcher.start(launcher.root().resolve("heliograph"), "version"));
    }
    for (Process each : all) {
      assertThat(LauncherFixture.finish(each).exit()).isZero();
    }

    assertThat(launcher.maven()).hasSize(1);
    assertThat(launcher.root().resolve(".heliograph/lock")).doesNotExist();
  }

  @Test
  void aLockWhoseOwnerIsDeadIsTakenOver() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path state = Files.createDirectories(launcher.root().resolve(".heliograph"));
    Files.createSymbolicLink(state.resolve("lock"), Path.of(String.valueOf(dead.pid())));

    launchesAtOnceBuildOnce();
  }

  @Test
  void aFailedBuildShowsWhyAndTheNextOneIsTried() throws Exception {
    launcher.mavenFails(true);
    Result failed = launcher.run("version");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("[ERROR] X.java:[1] broken", "heliograph: the build failed");
    assertThat(failed.out()).isEmpty();

    launcher.mavenFails(false);

    assertThat(launcher.run("version").exit()).isZero();
  }

  @Test
  void aRunningNodeKeepsItsBuildWhileANewerOneIsMade() throws Exception {
    Process node = launcher.start(launcher.root().resolve("heliograph"), "serve");
    String said = node.inputReader().readLine();
    assertThat(said).startsWith("home=");
    Path its = builds().getFirst();

    launcher.touch("pom.xml");
    launcher.run("version");
    assertThat(its.resolve("heliograph.jar")).exists();
    assertThat(builds()).hasSize(2);

    LauncherFixture.finish(node);
    launcher.run("version");
    launcher.touch("app/pom.xml");
    launcher.run("version");
    assertThat(its).doesNotExist();
  }

  @Test
  void whatEndedLaunchesNotedInTheBuildIsRemovedByTheNext() throws Exception {
    Process node = launcher.start(launcher.root().resolve("heliograph"), "serve");
    node.inputReader().readLine();
    launcher.run("version");
    launcher.run("version");

    assertThat(notes()).hasSize(2).contains("pid-" + node.pid());
    LauncherFixture.finish(node);
    launcher.run("version");
    assertThat(notes()).hasSize(1).doesNotContain("pid-" + node.pid());
  }

  private List<String> notes() throws IOException {
    try (Stream<Path> all = Files.list(builds().getFirst())) {
      return all.map(p -> p.getFileName().toString()).filter(n -> n.startsWith("pid-")).toList();
    }
  }

  @Test
  void withoutAJdkOneLineSaysWhatToInstall() throws Exception {
    launcher.javaHome("");

    Result result = launcher.run("serve");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .containsExactly(
            "heliograph: needs JDK 98 or later and found none: install one, or set JAVA_HOME to it");
    assertThat(launcher.maven()).isEmpty();
  }

  @Test
  void withoutMavenOneLineSaysWhatToInstall() throws Exception {
    launcher.noMaven();

    for (String command : List.of("serve", "test")) {
      Result result = launcher.run(command);

      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).singleElement().asString().contains("needs Maven 3.8", "install it");
    }
  }

  @Test
  void anOlderJavaHomeIsPassedOverForAJdkElsewhere() throws Exception {
    launcher.javaHome(launcher.jdk(temp.resolve("old"), LauncherFixture.JAVA - 1).toString());
    Path found = launcher.jdk(temp.resolve(".sdkman/candidates/java/98"), LauncherFixture.JAVA + 1);

    assertThat(launcher.run("version").out()).contains("home=" + found);
  }

  @Test
  void testRunsAllTestsAndPassesArgumentsAndTheExitCodeOn() throws Exception {
    assertThat(launcher.run("test", "-pl", "domain", "-Dx=a b").exit()).isZero();
    assertThat(launcher.maven()).containsExactly("verify -pl domain -Dx=a b");
    launcher.mavenFails(true);

    assertThat(launcher.run("test").exit()).isEqualTo(3);
    assertThat(launcher.root().resolve(".heliograph/lock")).doesNotExist();
  }
}
