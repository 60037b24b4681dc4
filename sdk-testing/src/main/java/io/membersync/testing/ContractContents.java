package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.profile.Field;
import io.membersync.profile.Gender;
import io.membersync.provider.ErrorKind;
import io.membersync.testing.http.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What is wrong in the answers, member by member, and whom they are about. */
final class ContractContents extends ContractDays {
  private static final String PROFILE = ProviderScript.PROFILE;

  /** No e-mail, name or list of anything. */
  private static final List<String> WRONG = List.of("7", "{\"x\":1}", "[1]", "null", "\"\"");

  ContractContents(ProviderSamples samples) {
    super(samples);
  }

  Stream<DynamicTest> tokens() {
    List<DynamicTest> days = new ArrayList<>();
    String token = ProviderScript.TOKEN;
    bad(days, token, "no access token", Failure.remove("access_token"), End.ANY);
    bad(days, token, "an access token that is a number", set("access_token", "7"), End.ANY);
    bad(days, token, "an access token that is a list", set("access_token", "[\"at\"]"), End.ANY);
    bad(days, token, "an access token that is empty", set("access_token", "\"\""), End.ANY);
    bad(days, token, "an access token twice", Failure.duplicate("access_token", "\"x\""), End.ANY);
    bad(days, token, "another kind of token", set("token_type", "\"mac\""), End.ANY);
    return days.stream();
  }

  private static Failure set(String path, String json) {
    return Failure.set(path, json);
  }

  Stream<DynamicTest> ids() {
    List<DynamicTest> days = new ArrayList<>();
    String profile = samples.answers().get(PROFILE);
    if (profile == null) {
      return Stream.empty();
    }
    String path = samples.subjectAt();
    days.add(dynamicTest(
        "the samples have the id at " + path,
        () -> assertTrue(
            JsonText.parse(profile).filter(json -> hasMember(json, path)).isPresent(),
            "name where it stands: ProviderSamples.subjectAt")));
    bad(days, PROFILE, "nobody", Failure.remove(path), End.ANY);
    bad(days, PROFILE, "an id that is a list", set(path, "[1]"), End.ANY);
    bad(days, PROFILE, "an id that is null", set(path, "null"), End.ANY);
    bad(days, PROFILE, "an id that is empty", set(path, "\"\""), End.ANY);
    bad(days, PROFILE, "an id that is a flag", set(path, "true"), End.ANY);
    bad(days, PROFILE, "an id twice", Failure.duplicate(path, "\"x\""), End.ANY);
    bad(days, PROFILE, "depth without end", Failure.nest("nested", 100), End.ANY);
    return days.stream();
  }

  /** What is no value of its field is left out, and everything else is there. */
  Stream<DynamicTest> values() {
    Good good = good();
    List<DynamicTest> days = new ArrayList<>();
    for (String path : new LinkedHashSet<>(good.paths().values())) {
      WRONG.forEach(json -> days.add(day(path + " is " + json, script -> {
        script.replace(path, json);
        ContractVisit visit = visit(script);
        SignedIn result = signsIn(visit.signIn());
        Map<String, String> left = new LinkedHashMap<>(visit.written());
        for (String field : good.at(path)) {
          String value = left.remove(field);
          assertTrue(
              value == null || isReadAs(value, field, json), () -> field + " is made of " + json);
          String why = result.details().droppedFields().get(field);
          assertTrue(why == null || why.equals("UNREADABLE"), () -> field + " is " + why);
        }
        assertEquals(good.without(good.at(path)), left, "what else stands at the member");
      })));
    }
    return days.stream();
  }

  /** A number may be read as the text it is, and of a gender that it is none of those known. */
  private static boolean isReadAs(String value, String field, String json) {
    return value.equals(json)
        || (field.equals(Field.GENDER.name()) && value.equals(Field.GENDER.toText(Gender.UNKNOWN)));
  }

  /** Nobody is taken for somebody else. */
  Stream<DynamicTest> persons() {
    List<DynamicTest> days = new ArrayList<>();
    String another = another(samples.subject());
    days.add(day("another visitor is another person", script -> {
      ContractVisit visit = visit(script);
      SignedIn first = signsIn(visit.signIn());
      script.nameAnother(Optional.empty(), another);
      SignInResult second = visit.signIn();
      if (second instanceof SignedIn in) {
        assertNotEquals(first.member(), in.member(), "the member of somebody else");
        assertTrue(visit.isKnown(another), "known by the other id");
      } else {
        assertTrue(
            second instanceof SignInResult.NeedsProof,
            () -> "a member, or asked whether it is the one with the same contact: " + second);
      }
    }));
    samples.answers().forEach((step, answer) -> {
      boolean alone = step.equals(PROFILE) && samples.claims().isEmpty();
      boolean naming = step.equals(PROFILE) || answer.contains(samples.subject());
      if (!step.equals(ProviderScript.TOKEN) && !alone && naming) {
        days.add(day(step + ": of somebody else", script -> {
          script.nameAnother(Optional.of(step), another);
          ContractVisit visit = visit(script);
          SignInResult result = visit.signIn();
          assertFalse(visit.isKnown(another), "nobody is taken for somebody else");
          if (result instanceof SignedIn) {
            Good good = good();
            List<String> others = samples.profileHasAnotherId() ? List.of() : fieldsOf(step, good);
            assertEquals(good.without(others), visit.written(), "nothing of somebody else's");
          } else {
            endsBadly(visit, script, result, End.of(ErrorKind.PROTOCOL, ""));
          }
        }));
      }
    });
    return days.stream();
  }

  /** An id of the same form. */
  private static String another(String subject) {
    String last = subject.endsWith("1") ? "2" : "1";
    return subject.substring(0, subject.length() - 1) + last;
  }
}
