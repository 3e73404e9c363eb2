package heliograph.bench.peers;

import java.io.IOException;

/** Why a peer is not measured. Its message is shown in the table. */
final class Unavailable extends IOException {
  private static final long serialVersionUID = 1;

  Unavailable(String why) {
    super(why);
  }
}
