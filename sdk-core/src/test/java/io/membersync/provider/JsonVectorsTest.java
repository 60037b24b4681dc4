package io.membersync.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.VectorCollection;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.ThreadTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The reader of JSON from outside against the collection nst/JSONTestSuite, run by hand. */
@Tag("vectors")
class JsonVectorsTest {
  private static final Map<String, String> EXPLAINED = Map.of(
      "test_parsing y_object_duplicated_key.json", "a member twice is refused on purpose",
      "test_parsing y_object_duplicated_key_and_value.json",
          "a member twice is refused on purpose");

  @Test
  @Fault("ID-37")
  void everyFileIsReadOrRefusedAsItsNameSays() throws IOException {
    VectorCollection collection = new VectorCollection();
    for (String folder : List.of("test_parsing", "test_transform")) {
      for (Path file : files(folder)) {
        String name = file.getFileName().toString();
        boolean accepted = accepts(file);
        if (name.startsWith("y_") || name.startsWith("n_")) {
          collection.compare(folder, name, "text", name.startsWith("y_"), accepted);
        } else {
          String left = folder + ", left to the reader, " + (accepted ? "read" : "refused");
          collection.compare(left, name, "text", accepted, accepted);
        }
      }
    }
    collection.assertDeviations(EXPLAINED);
  }

  private static List<Path> files(String folder) throws IOException {
    Path root = VectorCollection.folder("vectors.json", "nst/JSONTestSuite").resolve(folder);
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Ours reads objects only, so each text stands as the value of a member. */
  private static boolean accepts(Path file) throws IOException {
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
    wrapped.write("{\"a\":".getBytes(StandardCharsets.US_ASCII));
    wrapped.write(Files.readAllBytes(file));
    wrapped.write('}');
    Duration start = ThreadTime.now();
    try {
      return JsonDocument.parse(wrapped.toByteArray()).has("a");
    } catch (ProfileException e) {
      return false;
    } finally {
      assertThat(ThreadTime.now().minus(start))
          .as(file.getFileName().toString())
          .isLessThan(Duration.ofSeconds(2));
    }
  }
}
