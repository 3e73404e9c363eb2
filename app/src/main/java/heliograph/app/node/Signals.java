package heliograph.app.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGTERM and SIGINT as calls. The platform has no public API for them that lets a program choose
 * its exit code; {@code sun.misc.Signal} is in every JDK, but named here by reflection only, as the
 * compiler warns of it.
 */
final class Signals {
  private Signals() {}

  /** Has {@code action} run, on a thread of its own, at each SIGTERM and SIGINT from now on. */
  static void onTermination(Runnable action) {
    handle("TERM", action);
    handle("INT", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (proxy, method, args) -> called(proxy, method, args, action));
      Object signal = signalClass.getConstructor(String.class).newInstance(name);
      signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      // The JVM or the system keeps this signal for itself (as under -Xrs): nothing to be done.
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.DEBUG, "SIG" + name + " cannot be handled", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
    }
  }

  private static Object called(Object proxy, Method method, Object[] args, Runnable action) {
    return switch (method.getName()) {
      case "handle" -> {
        action.run();
        yield null;
      }
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "SignalHandler";
    };
  }
}
