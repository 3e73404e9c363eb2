package heliograph.websocket.protocol;

import heliograph.domain.message.Payload;
import java.util.Arrays;

/**
 * Where one frame is written: a growing array, and the marks of a format around the values. Objects
 * are written as {@code beginObject}, then {@code name} and a value any number of times, then
 * {@code endObject}; arrays with {@code element} before each value. Not thread-safe.
 */
abstract sealed class Output permits JsonOutput, CborOutput {
  byte[] buf;
  int size;

  /** Begins to write at the start of an array, and goes on in a larger one when it is full. */
  Output(byte[] buf) {
    this.buf = buf;
  }

  abstract void beginObject();

  abstract void endObject();

  abstract void beginArray();

  abstract void endArray();

  /** Goes before each element of an array. */
  abstract void element();

  /** Goes before each value in an object. */
  abstract void name(Field field);

  abstract void text(String value);

  abstract void number(long value);

  abstract void bool(boolean value);

  /** Writes the field {@code data}, and what else a client needs to understand it. */
  abstract void data(Payload payload);

  final void put(Field field, String value) {
    name(field);
    text(value);
  }

  final void put(Field field, long value) {
    name(field);
    number(value);
  }

  final void put(Field field, boolean value) {
    name(field);
    bool(value);
  }

  /** Makes room for {@code more} bytes. */
  final void ensure(int more) {
    if (buf.length - size < more) {
      buf = Arrays.copyOf(buf, Math.max(Math.addExact(size, more), size + (size >> 1)));
    }
  }

  final void raw(int b) {
    ensure(1);
    buf[size++] = (byte) b;
  }

  final void raw(byte[] bytes, int from, int end) {
    ensure(end - from);
    System.arraycopy(bytes, from, buf, size, end - from);
    size += end - from;
  }

  final void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  /** Writes characters that are all ASCII, as they are. */
  final void ascii(String text) {
    ascii(text, text.length());
  }

  /** Writes the first characters, which are all ASCII, as they are. */
  @SuppressWarnings("deprecation") // the one bulk copy from a String; right for ASCII
  final void ascii(String text, int count) {
    ensure(count);
    text.getBytes(0, count, buf, size);
    size += count;
  }

  /** Writes a code point beyond ASCII; room for four bytes must be there. */
  final void utf8(int c) {
    if (c < 0x800) {
      buf[size++] = (byte) (0xc0 | c >> 6);
    } else {
      if (c < 0x10000) {
        buf[size++] = (byte) (0xe0 | c >> 12);
      } else {
        buf[size++] = (byte) (0xf0 | c >> 18);
        buf[size++] = (byte) (0x80 | c >> 12 & 0x3f);
      }
      buf[size++] = (byte) (0x80 | c >> 6 & 0x3f);
    }
    buf[size++] = (byte) (0x80 | c & 0x3f);
  }

  /** Returns what was written, in an array of exactly its size. */
  final byte[] toBytes() {
    return size == buf.length ? buf : Arrays.copyOf(buf, size);
  }
}
