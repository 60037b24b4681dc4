package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two identities with one Korean linkage identifier (CI). */
class LinkageIdentifierRoadTest extends RoadFixture {
  private static final String CI =
      Base64.getEncoder().encodeToString("a".repeat(64).getBytes(StandardCharsets.US_ASCII));
  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.CI, "ci")
      .map(Field.BIRTH_YEAR, "birth_year")
      .map(Field.BIRTHDAY, "birthday");

  @BeforeEach
  void twoAccountsOfOnePerson() {
    useMembers(MAPPING);
    sync = open(shop().mapping(MAPPING));
    change("haneul", person -> person.ci(CI, Instant.parse("2024-08-19T01:02:03Z")));
    change(
        "seoyeon",
        person -> person
            .ci(CI, Instant.parse("2024-08-19T01:02:03Z"))
            .birthyear("1991")
            .lunarBirthday("0415", false));
  }

  @Test
  @Fault("LK-22")
  void theSameIdentifierAndBirthDateIsTheSamePerson() {
    MemberId member = signUp("haneul");
    assertThat(values(member)).containsEntry("ci", CI);

    SignedIn second = signedIn(signIn("seoyeon"));

    assertThat(second.member()).contains(member);
    assertThat(members.count()).isOne();
    assertThat(events).last().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.LINKED);
      assertThat(event.member()).contains(member);
    });
  }

  @Test
  @Fault("LK-22")
  void theSameIdentifierWithAnotherBirthDateIsOnlyProposed() {
    MemberId member = signUp("haneul");
    change("seoyeon", person -> person.birthyear("1992"));

    NeedsProof needs = needsProof(signIn("seoyeon"));

    assertThat(needs.choices().hints()).noneMatch(hint -> hint.contains(CI.substring(80)));
    assertThat(needs.choices().codes()).isEmpty();
    assertThat(members.count()).isOne();
    assertThat(memberOf(sync.resume(browser, needs.parked(), Answers.none().signedInAs(member))))
        .isEqualTo(member);
  }

  @Test
  @Fault("LK-22")
  void theSameIdentifierWithAnUnknownBirthDateIsOnlyProposed() {
    MemberId member = signUp("haneul");
    members.edit(member, "birthday", Optional.empty());
    needsProof(signIn("seoyeon"));

    members.edit(member, "birthday", Optional.of("--04-15L"));
    change("seoyeon", person -> person.birthyear(null));
    needsProof(signIn("seoyeon"));
  }

  @Test
  void anIdentifierOfTwoMembersDecidesNothing() {
    MemberId member = signUp("haneul");
    members.add(
        Map.of("ci", CI, "birth_year", "1991", "birthday", values(member).get("birthday")));

    needsProof(signIn("seoyeon"));
  }

  @Test
  void aShopThatDoesNotMapItIsNotAskedForIt() {
    useMembers(FieldMapping.basic());
    sync = open(shop());
    signUp("haneul");
    watched.forget();

    signedIn(signIn("seoyeon"));

    assertThat(watched.calls("members.findByContact"))
        .noneMatch(call -> ((ProvenContact) call.arguments().get(0)).field().equals(Field.CI));
  }

  private void change(String key, UnaryOperator<KakaoPerson.Builder> change) {
    kakao.put(change.apply(kakao.person(key).toBuilder()).build());
  }

  private static NeedsProof needsProof(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsProof.class);
    return (NeedsProof) result;
  }
}
