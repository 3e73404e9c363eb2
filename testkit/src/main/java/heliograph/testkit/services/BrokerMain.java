package heliograph.testkit.services;

import java.io.PrintStream;
import java.lang.reflect.Method;

/**
 * The main class of a broker's process: formats the storage where that was not done yet, runs the
 * broker, and ends when its parent has.
 *
 * <p>The broker's classes are called by reflection: they are on this process's class path only.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /** Runs a broker until it is stopped: {@code args} are its properties file and cluster id. */
  public static void main(String[] args) throws Exception {
    ParentWatch.start();
    Method format =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class);
    String[] how = {"format", "--ignore-formatted", "-t", args[1], "-c", args[0]};
    Object code = format.invoke(null, how, System.out);
    if (!Integer.valueOf(0).equals(code)) {
      throw new IllegalStateException("the storage cannot be formatted: code " + code);
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {args[0]});
  }
}
