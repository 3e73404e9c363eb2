package heliograph.bench.check;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The checker. */
@Command(name = "check", mixinStandardHelpOptions = true)
public final class Check implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
