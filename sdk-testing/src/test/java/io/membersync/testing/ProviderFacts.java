package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the code cannot say of a provider: the words, the sources and how sure they are. */
final class ProviderFacts {
  static final Map<String, String> CERTAINTY = certainty();

  private static final Map<String, Integer> CELLS =
      Map.of("field", 8, "notice", 8, "quirk", 6, "unlink", 6, "tokens", 6);

  private final Map<String, List<List<String>>> rows;
  private final Map<String, String> answers;

  private ProviderFacts(Map<String, List<List<String>>> rows, Map<String, String> answers) {
    this.rows = rows;
    this.answers = answers;
  }

  private static Map<String, String> certainty() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("documented", "the provider's own page, or the standard's, was read");
    words.put("copy", "somebody's copy of that page was read");
    words.put("reported", "several public sources say so, and the provider does not");
    words.put(
        "unverified", "not read anywhere for this; an option of the provider's class changes it");
    return words;
  }

  static ProviderFacts of(Path folder, DescribedProvider described) {
    Map<String, List<List<String>>> rows = new LinkedHashMap<>();
    for (String line : lines(folder.resolve(described.id() + ".tsv"))) {
      List<String> cells = Arrays.asList(line.split("\t", -1));
      String kind = cells.get(0);
      assertThat(CELLS).as("kinds of rows, in: " + line).containsKey(kind);
      assertThat(cells)
          .as("cells of: " + line)
          .hasSize(CELLS.getOrDefault(kind, 0))
          .allSatisfy(cell -> assertThat(cell).isNotBlank().isEqualTo(cell.strip()));
      int last = cells.size() - 1;
      assertThat(CERTAINTY).as("certainty in: " + line).containsKey(cells.get(last - 2));
      assertThat(URI.create(cells.get(last - 1)).getScheme()).as(line).isEqualTo("https");
      assertThat(LocalDate.parse(cells.get(last))).as(line).isBefore(LocalDate.of(2100, 1, 1));
      rows.computeIfAbsent(kind, any -> new ArrayList<>()).add(cells.subList(1, cells.size()));
    }
    Map<String, String> answers = new LinkedHashMap<>();
    for (String line : lines(folder.resolve(described.id() + ".answers"))) {
      String[] parts = line.split("\t", 2);
      answers.put(parts[0], parts[1]);
    }
    return new ProviderFacts(rows, answers);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of the file, without the kind. */
  List<List<String>> rows(String kind) {
    return rows.getOrDefault(kind, List.of());
  }

  /** The row of a field: opened by, verified, note, certainty, source, date. */
  List<String> field(Field<?> field) {
    return rows("field").stream()
        .filter(row -> row.get(0).equals(field.name()))
        .findFirst()
        .map(row -> row.subList(1, row.size()))
        .orElseThrow();
  }

  /** Refuses a row of something that the code has not, and a thing of the code without a row. */
  void compareWith(Provider provider) {
    Set<String> given = new TreeSet<>();
    provider.descriptor().fields().forEach(field -> given.add(field.name()));
    assertThat(rows("field"))
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(given);
    Set<String> verified = verifiedAtBest(provider);
    for (Field<?> field : provider.descriptor().fields()) {
      List<String> row = field(field);
      String opened = row.get(0);
      assertThat(row.get(1).equals("no"))
          .as("whether the code never takes %s for verified, which says: %s", field, row.get(1))
          .isEqualTo(!verified.contains(field.name()));
      Optional<String> scope = provider.scopeOf(field);
      if (scope.isPresent()) {
        assertThat(opened).as("what opens " + field).isEqualTo(scope.get());
      } else if (!opened.startsWith("console: ") && !isItem(provider, opened)) {
        assertThat(provider.descriptor().scopes()).as("what opens " + field).contains(opened);
      }
    }
    Set<String> names = new HashSet<>();
    provider.descriptor().capabilities().forEach(one -> names.add(one.name()));
    for (Class<?> type : List.of(provider.getClass(), provider.descriptor().getClass())) {
      Arrays.stream(type.getMethods()).forEach(method -> names.add(method.getName()));
    }
    Arrays.stream(Provider.class.getMethods()).forEach(method -> names.add(method.getName()));
    Set<String> others = Set.of("SERVICE_TERMS", "SILENT_SIGN_IN"); // of its other settings
    assertThat(rows("quirk"))
        .extracting(row -> row.get(0))
        .allSatisfy(name -> assertThat(names.contains(name) || others.contains(name))
            .as("a capability or a method: " + name)
            .isTrue());
    assertThat(!rows("unlink").isEmpty())
        .as("a row about unlinking, as there is the call")
        .isEqualTo(provider.unlink("1").isPresent());
    assertThat(!rows("notice").isEmpty())
        .as("a row about notices, as they are received")
        .isEqualTo(ProvidersPageTest.receives(provider));
    assertThat(rows("tokens")).extracting(row -> row.get(0)).containsExactly("access", "refresh");
  }

  private static boolean isItem(Provider provider, String opened) {
    return provider.descriptor().fields().stream()
        .anyMatch(field -> provider.scopeOf(field).equals(Optional.of(opened)));
  }

  /** The fields that the code takes for verified where the provider says all that it can. */
  private Set<String> verifiedAtBest(Provider provider) {
    Map<String, JsonDocument> calls = new LinkedHashMap<>();
    Map<String, String> callback = new LinkedHashMap<>();
    Optional<JsonDocument> identityToken = Optional.empty();
    try {
      for (Map.Entry<String, String> answer : answers.entrySet()) {
        String call = answer.getKey();
        if (call.startsWith("callback.")) {
          callback.put(call.substring("callback.".length()), answer.getValue());
          continue;
        }
        JsonDocument json = JsonDocument.parse(answer.getValue().getBytes(StandardCharsets.UTF_8));
        if (call.equals("id_token")) {
          identityToken = Optional.of(json);
        } else {
          calls.put(call, json);
        }
      }
      Provider.Grant grant = new Provider.Grant(
          Set.copyOf(provider.descriptor().scopes()), false, identityToken.isPresent());
      Profile profile = provider
          .read(new Provider.Answers(
              calls, identityToken, callback, grant, Instant.parse("2026-11-21T00:00:00Z")))
          .profile();
      Set<String> verified = new LinkedHashSet<>();
      for (Field<?> field : provider.descriptor().fields()) {
        if (profile.find(field).filter(FieldValue::isVerified).isPresent()) {
          verified.add(field.name());
        }
        boolean ofItsOwn = field.equals(Field.SHIPPING_ADDRESSES) || field.equals(Field.CHANNELS);
        assertThat(ofItsOwn || profile.find(field).flatMap(FieldValue::value).isPresent())
            .as("the best answers have " + field)
            .isTrue();
      }
      return verified;
    } catch (ProfileException e) {
      throw new AssertionError("the best answers cannot be read", e);
    }
  }
}
