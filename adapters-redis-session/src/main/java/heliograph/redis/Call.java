package heliograph.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One command for Redis, and what to do with its reply. Built by one thread, then handed to the
 * {@link Pipeline}; exactly one reply is given out.
 */
final class Call {
  private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

  private enum Expected {
    INTEGER,
    VALUE,
    VALUES,
    STATUS;

    CommandOutput<byte[], byte[], ?> output() {
      return switch (this) {
        case INTEGER -> new IntegerOutput<>(CODEC);
        case VALUE -> new ValueOutput<>(CODEC);
        case VALUES -> new ValueListOutput<>(CODEC);
        case STATUS -> new StatusOutput<>(CODEC);
      };
    }
  }

  private final CommandType type;
  private final Script script;
  private final Expected expected;
  private final List<byte[]> keys = new ArrayList<>(4);

  /** Byte arrays, and suppliers of them that are asked when the command is sent. */
  private final List<Object> args = new ArrayList<>(8);

  private final AtomicBoolean done = new AtomicBoolean();
  private Consumer<Reply> then;
  private boolean urgent;

  /** Written by the connection's threads one after the other. */
  private volatile boolean whole;

  private Call(CommandType type, Script script, Expected expected) {
    this.type = type;
    this.script = script;
    this.expected = expected;
  }

  /** A script that answers with a number. */
  static Call number(Script script) {
    return new Call(CommandType.EVALSHA, script, Expected.INTEGER);
  }

  /** A script that answers with a list. */
  static Call list(Script script) {
    return new Call(CommandType.EVALSHA, script, Expected.VALUES);
  }

  /** A command that answers with a number. */
  static Call number(CommandType type) {
    return new Call(type, null, Expected.INTEGER);
  }

  /** A command that answers with a value, or none. */
  static Call value(CommandType type) {
    return new Call(type, null, Expected.VALUE);
  }

  /** A command that answers with a list. */
  static Call list(CommandType type) {
    return new Call(type, null, Expected.VALUES);
  }

  /** A command that answers with a status, or none; the answer is a byte array. */
  static Call status(CommandType type) {
    return new Call(type, null, Expected.STATUS);
  }

  Call key(String key) {
    keys.add(bytes(key));
    return this;
  }

  Call arg(String arg) {
    args.add(bytes(arg));
    return this;
  }

  Call arg(long arg) {
    return arg(Long.toString(arg));
  }

  /** An argument that is made when the command is sent, on the sender's thread. */
  Call arg(Supplier<byte[]> arg) {
    args.add(arg);
    return this;
  }

  /** Has it sent at once, with all that waits before it. */
  Call urgent() {
    urgent = true;
    return this;
  }

  /** Says what to do with the reply, on any thread, without blocking. */
  Call then(Consumer<Reply> then) {
    this.then = then;
    return this;
  }

  boolean isUrgent() {
    return urgent;
  }

  boolean isDone() {
    return done.get();
  }

  /** Sends the script whole from now on; false if that was done before. */
  boolean sendWhole() {
    if (script == null || whole) {
      return false;
    }
    whole = true;
    return true;
  }

  /** Gives the reply out, unless there was one already; returns whether it did. */
  boolean finish(Reply reply) {
    if (!done.compareAndSet(false, true)) {
      return false;
    }
    if (then != null) {
      then.accept(reply);
    }
    return true;
  }

  /** Makes the client's command. */
  AsyncCommand<byte[], byte[], ?> command() {
    CommandArgs<byte[], byte[]> encoded = new CommandArgs<>(CODEC);
    if (script != null) {
      if (whole) {
        encoded.add(script.source());
      } else {
        encoded.add(script.sha());
      }
      encoded.add(keys.size());
    }
    keys.forEach(encoded::addKey);
    for (Object arg : args) {
      encoded.add(arg instanceof Supplier<?> later ? (byte[]) later.get() : (byte[]) arg);
    }
    return new AsyncCommand<>(
        new Command<>(whole ? CommandType.EVAL : type, expected.output(), encoded));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
