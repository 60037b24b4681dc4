package io.membersync.testing.http;

import java.util.List;

/** A dotted path into a JSON answer: {@code kakao_account.email}, {@code shipping_addresses.0.id}. */
public final class JsonPath {
  private final String text;
  private final List<String> parents;
  private final String last;

  private JsonPath(String text) {
    this.text = text;
    List<String> steps = List.of(text.split("\\.", -1));
    this.parents = steps.subList(0, steps.size() - 1);
    this.last = steps.get(steps.size() - 1);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if a step is empty
   */
  public static JsonPath of(String text) {
    JsonPath path = new JsonPath(text);
    if (path.last.isEmpty() || path.parents.contains("")) {
      throw new IllegalArgumentException("not a dotted path: " + text);
    }
    return path;
  }

  /** Sets the value; objects on the way are made. */
  public void set(JsonNode root, JsonNode value) {
    parent(root).set(last, value);
  }

  /** Removes every member of that name. */
  public void remove(JsonNode root) {
    parent(root).remove(last);
  }

  /**
   * Adds a second member of the same name behind the others.
   *
   * @throws IllegalStateException if the parent is not an object
   */
  public void duplicate(JsonNode root, JsonNode value) {
    if (!(parent(root) instanceof JsonNode.JsonObject object)) {
      throw new IllegalStateException("the parent of " + text + " is not a JSON object");
    }
    object.add(last, value);
  }

  private JsonNode parent(JsonNode root) {
    JsonNode at = root;
    for (String step : parents) {
      JsonNode next = at.find(step).orElse(null);
      if (next == null) {
        next = JsonNode.object();
        at.set(step, next);
      }
      at = next;
    }
    return at;
  }
}
