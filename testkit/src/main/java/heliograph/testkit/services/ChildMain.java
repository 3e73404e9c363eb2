package heliograph.testkit.services;

import java.util.Arrays;

/**
 * The main class of a Java program's process that ends when its parent has: {@code args} are the
 * program's own main class and what that gets.
 */
public final class ChildMain {
  private ChildMain() {}

  /** Watches the parent and runs the program. */
  public static void main(String[] args) throws ReflectiveOperationException {
    ParentWatch.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }
}
