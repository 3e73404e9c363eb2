package heliograph.memory;

import heliograph.domain.Control;
import heliograph.domain.Input;
import heliograph.ports.ControlLog;
import heliograph.ports.Inbox;
import java.util.Objects;

/**
 * One node's handle on the {@link MemoryControl} of its process. A control is at all inboxes,
 * exactly once, before {@link #announce} returns.
 */
public final class MemoryControlLog implements ControlLog {
  private final MemoryControl controls;
  private volatile Inbox inbox;

  /** Makes a handle; for a process with one node, on controls of its own. */
  public MemoryControlLog(MemoryControl controls) {
    this.controls = Objects.requireNonNull(controls);
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
    controls.join(this);
  }

  @Override
  public void announce(Control control) {
    controls.announce(control);
  }

  @Override
  public void close() {
    controls.part(this);
  }

  void submit(Input.Outcome outcome) {
    inbox.submit(outcome);
  }
}
