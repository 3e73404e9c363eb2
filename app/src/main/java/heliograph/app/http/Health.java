package heliograph.app.http;

import java.util.List;

/** Whether a node lives, and whether it can serve. Asked from any thread. */
public interface Health {
  /** Returns why the node should be started anew, in words; null if it should not. */
  String dead();

  /** Returns why the node cannot take clients now, in words; empty if it can. */
  List<String> notReady();

  /** Returns what does not work but does not keep it from serving; empty if all does. */
  List<String> degraded();
}
