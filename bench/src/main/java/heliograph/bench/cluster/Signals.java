package heliograph.bench.cluster;

import java.lang.reflect.Proxy;

/**
 * SIGTERM and SIGINT as calls, which a shutdown hook is not: the exit code is ours, and a second
 * one is heard. {@code sun.misc.Signal} is named by reflection, as the compiler warns of it.
 */
final class Signals {
  private Signals() {}

  /** Has {@code action} run, on a thread of its own, at each SIGTERM and SIGINT from now on. */
  static void onTermination(Runnable action) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "SignalHandler";
                  });
      for (String name : new String[] {"TERM", "INT"}) {
        Object signal = signalClass.getConstructor(String.class).newInstance(name);
        signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK cannot handle signals", e);
    }
  }
}
