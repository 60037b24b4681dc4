package io.membersync.testing.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query string or a form, in their order and with repetitions. Immutable. */
public final class Parameters {
  public static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Reads {@code a=b&c=d}; a broken percent sign is taken as it stands instead of failing. */
  public static Parameters parse(String encoded) {
    if (encoded.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.computeIfAbsent(decode(name), any -> new ArrayList<>()).add(decode(value));
    }
    return new Parameters(values);
  }

  /** The first value of this name. */
  public Optional<String> find(String name) {
    List<String> all = values.get(name);
    return all == null ? Optional.empty() : Optional.of(all.get(0));
  }

  /** The first value of this name, unless it is empty. */
  public Optional<String> findText(String name) {
    return find(name).filter(value -> !value.isEmpty());
  }

  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public Set<String> names() {
    return new LinkedHashSet<>(values.keySet());
  }

  /** The first name that stands more than once. */
  public Optional<String> findRepeated() {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** These parameters with the ones of {@code other} behind them. */
  public Parameters with(Parameters other) {
    Map<String, List<String>> both = new LinkedHashMap<>();
    values.forEach((name, all) -> both.put(name, new ArrayList<>(all)));
    other.values.forEach(
        (name, all) -> both.computeIfAbsent(name, any -> new ArrayList<>()).addAll(all));
    return new Parameters(both);
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return text;
    }
  }
}
