package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What a visitor keeps back: a value, a scope, or what the provider says is declined. */
final class ContractConsents extends ContractDays {
  private static final String SCOPE = "scope";

  ContractConsents(ProviderSamples samples) {
    super(samples);
  }

  /** What is withheld is not there, and everything else is. */
  Stream<DynamicTest> values() {
    Good good = good();
    List<DynamicTest> days = new ArrayList<>();
    Set<String> paths = new LinkedHashSet<>(good.paths().values());
    paths.forEach(path -> days.add(day("without " + path, script -> {
      assertTrue(
          isInSamples(path),
          "read(…) says that " + good.at(path) + " came from " + path
              + ", which no sample has: name the member by its dotted path, as users.0.mail");
      script.withhold(path);
      signsInWith(good.without(good.at(path)), script);
    })));
    days.add(day("without anything but the id", script -> {
      paths.forEach(script::withhold);
      signsInWith(Map.of(), script);
    }));
    return days.stream();
  }

  /** A scope that the token answer does not name any more takes what came by it along. */
  Stream<DynamicTest> scopes() {
    Good good = good();
    Set<String> all = granted();
    return all.stream()
        .map(scope -> day("the scope " + scope + " is not granted", script -> {
          Set<String> rest = new LinkedHashSet<>(all);
          rest.remove(scope);
          script.answer(ProviderScript.TOKEN, tokenWith(rest));
          List<String> lost = lostWith(scope, all, rest, good);
          signsInWith(good.without(lost), script);
          Map<String, Presence> missing = ContractVisit.missing(samples, script, PATIENT);
          lost.forEach(name -> assertTrue(
              missing.get(name) == Presence.WITHHELD || missing.get(name) == Presence.NOT_OFFERED,
              () -> name + " was not granted and is " + missing.get(name)));
        }));
  }

  /** What the provider says was declined. */
  Stream<DynamicTest> declined() {
    Good good = good();
    List<DynamicTest> days = new ArrayList<>();
    for (ProviderSamples.Declined declined : samples.declined()) {
      List<String> withheld = declined.withheld().stream().sorted().toList();
      days.add(day(declined.step() + " says that " + withheld + " is withheld", script -> {
        assertTrue(
            good.written().keySet().containsAll(withheld),
            "on a good day the samples give " + withheld);
        script.answer(declined.step(), declined.body());
        signsInWith(good.without(withheld), script);
        Map<String, Presence> missing = ContractVisit.missing(samples, script, PATIENT);
        withheld.forEach(field -> assertEquals(Presence.WITHHELD, missing.get(field), field));
      }));
    }
    return days.stream();
  }

  private void signsInWith(Map<String, String> expected, ProviderScript script) {
    ContractVisit visit = visit(script);
    signsIn(visit.signIn());
    assertEquals(expected, visit.written(), "what stands at the member");
  }

  private JsonNode.JsonObject token() {
    return (JsonNode.JsonObject)
        JsonText.parse(samples.answers().getOrDefault(ProviderScript.TOKEN, "{}"))
            .orElseGet(JsonNode::object);
  }

  /** By the token answer's own names. */
  private Set<String> granted() {
    return token()
        .find(SCOPE)
        .map(JsonNode::toString)
        .map(text -> text.substring(1, text.length() - 1))
        .map(text -> Stream.of(text.split("[ ,]+"))
            .filter(scope -> !scope.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new)))
        .orElseGet(LinkedHashSet::new);
  }

  private String tokenWith(Set<String> scopes) {
    JsonNode.JsonObject token = token();
    token.set(SCOPE, JsonNode.of(String.join(" ", scopes)));
    return token.toString();
  }

  private List<String> lostWith(String scope, Set<String> all, Set<String> rest, Good good) {
    Provider provider = samples.provider();
    Map<String, String> askedBy = provider.descriptor().scopeAliases();
    String asked = askedBy.getOrDefault(scope, scope);
    Set<String> lost = new LinkedHashSet<>();
    for (Field<?> field : ContractVisit.fields(samples)) {
      if (provider.scopeOf(field).filter(asked::equals).isPresent()) {
        lost.add(field.name());
      }
    }
    List<String> calls = callsWith(rest);
    callsWith(all).stream()
        .filter(call -> !calls.contains(call) && samples.answers().containsKey(call))
        .forEach(call -> lost.addAll(fieldsOf(call, good)));
    lost.retainAll(good.written().keySet());
    return List.copyOf(lost);
  }

  /** The calls that a sign-in with these scopes makes. */
  private List<String> callsWith(Set<String> named) {
    Map<String, String> askedBy = samples.provider().descriptor().scopeAliases();
    Set<String> scopes =
        named.stream().map(scope -> askedBy.getOrDefault(scope, scope)).collect(Collectors.toSet());
    Provider.Grant grant = new Provider.Grant(scopes, true, samples.claims().isPresent());
    return samples.provider().calls(grant).stream()
        .filter(call -> call.requiredScope().map(scopes::contains).orElse(true))
        .map(ProviderCall::name)
        .toList();
  }
}
