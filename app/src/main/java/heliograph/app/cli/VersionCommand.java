package heliograph.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Prints which build this is. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {
  /** The version in the jar's manifest, and the JDK's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String built = VersionCommand.class.getPackage().getImplementationVersion();
      String version = built == null ? "(not from a jar)" : built;
      return new String[] {"heliograph " + version + ", Java " + Runtime.version()};
    }
  }

  private final PrintWriter out;

  VersionCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    out.println(new Version().getVersion()[0]);
    return 0;
  }
}
