package io.membersync.internal;

import com.squareup.moshi.JsonWriter;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import okio.Buffer;

/** MemberSync's own JSON, written by hand and read by the reader for outside JSON. */
public final class JsonText {
  private JsonText() {}

  /** What to write into an object. */
  @FunctionalInterface
  public interface Body {
    void writeTo(JsonWriter json) throws IOException;
  }

  /** One object. */
  public static byte[] object(Body body) {
    Buffer buffer = new Buffer();
    try (JsonWriter json = JsonWriter.of(buffer)) {
      json.beginObject();
      body.writeTo(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a buffer in memory does not fail
    }
    return buffer.readByteArray();
  }

  /** Reads what {@link #object} wrote; empty when it is from another version or damaged. */
  public static Optional<JsonDocument> read(byte[] json) {
    try {
      return Optional.of(JsonDocument.parse(json));
    } catch (ProfileException e) {
      return Optional.empty();
    }
  }

  /** What was read, or nothing where another version wrote something this one does not know. */
  public static <T> Optional<T> understood(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (NoSuchElementException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
