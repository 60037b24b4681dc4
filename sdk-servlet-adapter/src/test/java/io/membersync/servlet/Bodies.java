package io.membersync.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Bodies that nobody should send. */
final class Bodies {
  private static final int MEGABYTE = 1024 * 1024;

  private Bodies() {}

  /** 512 MiB of zeros in half a megabyte. */
  static byte[] bomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[MEGABYTE];
      for (int i = 0; i < 512; i++) {
        gzip.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
