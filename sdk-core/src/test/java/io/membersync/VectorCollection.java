package io.membersync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What our readers make of somebody else's collection of test vectors: how many verdicts agree, and
 * every one that does not.
 */
public final class VectorCollection {
  private final Map<String, Integer> agreed = new LinkedHashMap<>();
  private final Map<String, String> deviations = new TreeMap<>();

  /** A count that starts at nothing. */
  public VectorCollection() {}

  /** The folder that a system property names; such a collection is no part of this project. */
  public static Path folder(String property, String collection) {
    String named = System.getProperty(property, "");
    assertThat(named)
        .as("Name a copy of %s with -D%s=FOLDER (an absolute path)", collection, property)
        .isNotEmpty();
    Path folder = Path.of(named);
    assertThat(folder).as("-D%s", property).isDirectory();
    return folder;
  }

  /** Compares one verdict of the collection with ours. */
  public void compare(String file, String id, String comment, boolean expected, boolean accepted) {
    if (expected == accepted) {
      agreed.merge(file, 1, Integer::sum);
    } else {
      deviations.put(
          file + " " + id, comment + (expected ? ", valid and refused" : ", invalid and accepted"));
    }
  }

  /**
   * Prints the counts, and fails unless exactly these deviate.
   *
   * @param explained the reason by file and id, such as {@code json_web_key_test.json 2}
   */
  public void assertDeviations(Map<String, String> explained) {
    agreed.forEach((file, count) -> System.out.println(file + ": " + count + " agreed"));
    deviations.forEach((id, what) ->
        System.out.println("deviation " + id + " (" + what + "): " + explained.get(id)));
    int agreements = agreed.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(agreements + " agreed, " + deviations.size() + " deviate");
    assertThat(agreements).isPositive();
    assertThat(deviations.keySet()).containsExactlyInAnyOrderElementsOf(explained.keySet());
  }
}
