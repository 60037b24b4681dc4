package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Preview;
import io.membersync.Preview.Effect;
import io.membersync.Preview.Reason;
import io.membersync.Preview.Status;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sign-in would write, found out without writing it. */
class PreviewRoadTest extends RoadFixture {
  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .map(Field.PHONE, "phone")
      .rule(SyncRule.ASK)
      .map(Field.GENDER, "gender")
      .firstSignInOnly()
      .map(Field.PICTURE, "picture")
      .rule(SyncRule.PROVIDER);

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void aPreviewTellsLineByLineWhatTheNextSignInThenDoes() {
    MemberId member = keepingTokens();
    members.edit(member, "name", Optional.of("Edited"));
    change(person -> person
        .name("Kim Other")
        .email("new@shop.example")
        .phoneNumber("+82 10-5550-9876")
        .pictures("img.example/111.jpg", "img.example/641.jpg"));
    watched.forget();

    Preview preview = sync.members().preview(member, Kakao.ID);

    assertThat(preview.status()).isEqualTo(Status.COMPARED);
    assertThat(preview.member()).contains(member);
    assertThat(preview.provider()).isEqualTo(Kakao.ID);
    assertThat(preview.lines())
        .extracting(Preview.Line::toString)
        .containsExactly(
            "name: KEEP (EDITED)",
            "email: WRITE (OWN_VALUE)",
            "phone: ASK (DIFFERS)",
            "gender: KEEP (FIRST_SIGN_IN_ONLY)",
            "picture: WRITE (RULE)");
    assertNothingWritten();

    Map<String, String> before = values(member);
    signUp("haneul");
    for (Preview.Line line : preview.lines()) {
      assertThat(Optional.ofNullable(before.get(line.attribute()))).isEqualTo(line.revealHeld());
      assertThat(Optional.ofNullable(values(member).get(line.attribute())))
          .isEqualTo(line.effect() == Effect.WRITE ? line.revealOffered() : line.revealHeld());
    }
    assertThat(sync.members().questions(member)).hasSize(1);
    assertThat(sync.members().preview(member, Kakao.ID).isChanging()).isFalse();
  }

  @Test
  void aPreviewPrintsNoValue() {
    MemberId member = keepingTokens();
    change(person -> person.email("new@shop.example"));

    Preview preview = sync.members().preview(member, Kakao.ID);

    assertThat(preview.isChanging()).isTrue();
    assertThat(preview.toString())
        .contains("email: WRITE (OWN_VALUE)")
        .doesNotContain("@", "Haneul", "5550");
    assertThat(line(preview, "email").revealOffered()).contains("new@shop.example");
    assertThat(line(preview, "email").revealHeld()).contains("haneul@shop.example");
    assertThat(line(preview, "email").isHeld()).isTrue();
    assertThat(line(preview, "email").field()).isEqualTo(Field.EMAIL);
  }

  @Test
  void whatTheProviderDoesNotGiveIsALineOfItsOwn() {
    MemberId member = keepingTokens();
    kakao.link(kakao.person("haneul"), link -> link.withholding("phone_number"));
    change(person -> person.email("no address").name(null));

    Preview preview = sync.members().preview(member, Kakao.ID);

    assertThat(line(preview, "phone").reason()).isEqualTo(Reason.WITHHELD);
    assertThat(line(preview, "name").reason()).isEqualTo(Reason.EMPTY);
    assertThat(line(preview, "email").effect()).isEqualTo(Effect.LEAVE_OUT);
    assertThat(line(preview, "email").reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(preview.isChanging()).isFalse();
  }

  @Test
  void aListIsPreviewedInItsOrderAndNobodyStopsTheOthers() {
    MemberId one = keepingTokens();
    MemberId stranger = members.add(Map.of("name", "Stranger"));
    MemberId blocked = signUp("seoyeon");
    members.setStatus(blocked, MemberRecord.Status.BLOCKED);
    MemberId two = signUp("doyun");

    List<Preview> previews =
        sync.members().previews(List.of(one, stranger, blocked, two), Kakao.ID);

    assertThat(previews)
        .extracting(Preview::status)
        .containsExactly(Status.COMPARED, Status.NOT_LINKED, Status.NOT_ADMITTED, Status.COMPARED);
    assertThat(previews)
        .extracting(preview -> preview.member().orElseThrow())
        .containsExactly(one, stranger, blocked, two);
  }

  @Test
  void withoutATokenOrAnAnswerThereIsNothingToCompare() {
    MemberId member = keepingTokens();
    kakao.failNext(KakaoEndpoint.USER_ME, Failure.raw(503, Map.of(), ""));
    assertThat(sync.members().preview(member, Kakao.ID).status()).isEqualTo(Status.PROVIDER_FAILED);
    kakao.failNext(KakaoEndpoint.USER_ME, Failure.set("id", "4021987799"));
    Preview ofAnother = sync.members().preview(member, Kakao.ID);
    assertThat(ofAnother.status()).isEqualTo(Status.PROVIDER_FAILED);
    assertThat(ofAnother.lines()).as("nothing of somebody else's").isEmpty();

    clock.advance(Duration.ofHours(13));
    Preview refreshed = sync.members().preview(member, Kakao.ID);
    assertThat(refreshed.status()).isEqualTo(Status.COMPARED);

    sync = open(shop().mapping(MAPPING).tokens(Kakao.ID, TokenPolicy.DISCARD));
    signUp("haneul");
    Preview without = sync.members().preview(member, Kakao.ID);
    assertThat(without.status()).isEqualTo(Status.NO_TOKEN);
    assertThat(without.lines()).isEmpty();
  }

  @Test
  void aSignInUnderWayIsPreviewedWithWhatIsAnsweredSoFar() {
    FieldMapping mapping = MAPPING.map(Field.BIRTHDAY, "birthday");
    useMembers(mapping);
    sync = open(korea().mapping(mapping));
    NeedsConsent needs = needsConsent(signIn("haneul"));

    Preview preview = sync.preview(browser, needs.parked()).orElseThrow();

    assertThat(preview.member()).isEmpty();
    assertThat(line(preview, "name").effect()).isEqualTo(Effect.WRITE);
    assertThat(line(preview, "name").reason()).isEqualTo(Reason.NEW_MEMBER);
    assertThat(line(preview, "birthday").effect()).isEqualTo(Effect.LEAVE_OUT);
    assertThat(line(preview, "birthday").reason()).isEqualTo(Reason.NO_CONSENT);
    assertThat(members.count()).isZero();
    assertThat(sync.preview(new TestBrowser(), needs.parked())).isEmpty();
  }

  @Test
  void aMemberWhoWasFoundAndNotProvenIsNotPreviewed() {
    useMembers(MAPPING);
    sync = open(shop().mapping(MAPPING.required()));
    members.add(Map.of("email", "haneul@shop.example", "name", "Old Name"));
    NeedsProof needs = (NeedsProof) signIn("haneul");

    Preview before = sync.preview(browser, needs.parked()).orElseThrow();

    assertThat(before.member()).isEmpty();
    assertThat(before.lines()).noneMatch(Preview.Line::isHeld);
    sync.resume(browser, needs.parked(), Answers.cancel());
    assertThat(sync.preview(browser, needs.parked())).isEmpty();
  }

  private MemberId keepingTokens() {
    useMembers(MAPPING);
    sync = open(shop().mapping(MAPPING).tokens(Kakao.ID, TokenPolicy.KEEP));
    return signUp("haneul");
  }

  private static Preview.Line line(Preview preview, String attribute) {
    return preview.lines().stream()
        .filter(line -> line.attribute().equals(attribute))
        .findFirst()
        .orElseThrow();
  }

  private void assertNothingWritten() {
    for (String write : List.of(
        "members.update",
        "members.create",
        "identities.link",
        "evidence.append",
        "evidence.putProvenance",
        "offers.put",
        "attempts.claim",
        "attempts.park",
        "tasks.add")) {
      assertThat(watched.calls(write)).as(write).isEmpty();
    }
  }

  private void change(UnaryOperator<KakaoPerson.Builder> change) {
    kakao.put(change.apply(kakao.person("haneul").toBuilder()).build());
  }
}
