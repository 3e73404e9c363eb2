package heliograph.bench.peers;

import java.io.IOException;

/** A server that can be measured. */
interface Peer {
  /** Returns its name in tables. */
  String name();

  /** Returns what exactly is measured: versions. */
  String version();

  /** Returns why it has no row with compression; empty if it has one. */
  default String whyNotCompressed() {
    return "";
  }

  /** Starts it, and waits until it takes connections. */
  Target start(boolean compressed) throws IOException, InterruptedException;
}
