package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a visitor agrees to, and what becomes of it. */
class ConsentRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday").map(Field.GENDER, "gender");

  @BeforeEach
  void mapABirthday() {
    useMembers(WITH_BIRTHDAY);
    sync = open(korea().mapping(WITH_BIRTHDAY));
  }

  @Test
  void aRequiredConsentDeclinedLeavesNothingAndTheProviderIsTold() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignInResult result = sync.resume(
        browser, needs.parked(), Answers.none().consent("tos", false).consent("age14", true));

    assertThat(result).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.REQUIRED_CONSENT_DECLINED);
    assertNobodyBecameAMember();
    assertThat(identity("haneul")).isEmpty();
    assertThat(parkedRowsLeft()).isZero();

    assertThat(runDue()).isOne();

    List<ReceivedRequest> unlinks = kakao.requests(KakaoEndpoint.UNLINK);
    assertThat(unlinks).hasSize(1);
    assertThat(unlinks.get(0).header("Authorization"))
        .contains("KakaoAK " + kakao.app().adminKey());
    assertThat(unlinks.get(0).formParameter("target_id"))
        .contains(String.valueOf(kakao.person("haneul").id()));
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  @Test
  void aRequiredConsentLeftOpenIsADeclinedOne() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignInResult result = sync.resume(browser, needs.parked(), Answers.none().consent("mkt", true));

    assertThat(result).isInstanceOf(Cancelled.class);
    assertNobodyBecameAMember();
  }

  @Test
  void aShopMayKeepTheLinkOfAGivenUpSignUp() {
    sync = open(korea().mapping(WITH_BIRTHDAY).keepAbandonedLinks());
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    sync.resume(browser, needs.parked(), Answers.none().consent("tos", false));
    runDue();

    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isZero();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    assertNobodyBecameAMember();
  }

  @Test
  void anOptionalConsentDeclinedSignsInAndWithholdsItsFields() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignedIn result =
        signedIn(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", false)));

    MemberId member = memberOf(result);
    assertThat(values(member)).containsOnlyKeys("name", "email", "phone");
    assertThat(result.details().droppedFields())
        .containsEntry("birthday", "NO_CONSENT")
        .containsEntry("gender", "NO_CONSENT");
    Members.Report report = sync.members().find(member).orElseThrow();
    assertThat(report.provenance())
        .extracting(Records.Provenance::attribute)
        .contains("email", "phone")
        .hasSize(kind.writesLater() ? 2 : 3); // a mall does not let its names be written
    assertThat(events(report, ConsentEvent.Type.DECLINED)).contains("opt_profile", "mkt");
    assertThat(events(report, ConsentEvent.Type.PRESENTED)).containsExactly("basic");
  }

  @Test
  void anOptionalConsentGivenLetsItsFieldsThroughAndIsNamedAsTheirBasis() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    MemberId member =
        memberOf(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", true)));

    assertThat(values(member)).containsKeys("birthday", "gender");
    Members.Report report = sync.members().find(member).orElseThrow();
    String granted = report.consents().stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED
            && event.notice().orElseThrow().tag().equals("opt_profile"))
        .findFirst()
        .orElseThrow()
        .id();
    assertThat(report.provenance())
        .filteredOn(row -> row.attribute().equals("gender"))
        .extracting(Records.Provenance::basis)
        .containsExactly(granted);
  }

  @Test
  void aKnownMemberIsNotHeldUpByAnOptionalQuestion() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), AGREED));
    Notice news = Notice.consent("news", Notice.Kind.MARKETING_USE)
        .text("en", "News", "By post.")
        .covers(Purpose.MARKETING, Field.EMAIL)
        .build();
    sync = open(shop(Notices.korea("Wine Shop").with(news)).mapping(WITH_BIRTHDAY));

    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
  }

  @Test
  void aRaisedVersionOfRequiredTermsIsAskedAndNothingElse() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), AGREED));
    Notice second = Notice.terms("tos").version(2).text("ko", "약관", "새 약관").build();
    sync = open(shop(Notices.korea("Wine Shop").with(second)).mapping(WITH_BIRTHDAY));

    NeedsConsent again = needsConsent(signIn("haneul"));

    assertThat(again.missing().asked()).extracting(Notice::tag).containsExactly("tos");
    assertThat(memberOf(sync.resume(
            browser, again.parked(), Answers.none().consent("tos", true).consent("age14", true))))
        .isEqualTo(member);
  }

  @Test
  void termsAskedByTheProviderAreNotAskedAgain() {
    sync = open(providersTerms());

    SignedIn result = signedIn(complete(callback("haneul")));

    Members.Report report = sync.members().find(memberOf(result)).orElseThrow();
    assertThat(events(report, ConsentEvent.Type.GRANTED)).containsExactlyInAnyOrder("tos", "mkt");
    assertThat(report.consents()).allSatisfy(event -> {
      assertThat(event.via()).isEqualTo("KAKAO");
      assertThat(event.tenant()).isEqualTo("shop");
    });
  }

  @Test
  void aTermOfAnotherTagAnswersTheNoticeThatSaysSoAndIsToldOtherwise() {
    sync = open(korea());
    String log = Logged.during(() -> needsConsent(complete(callback("haneul"))));
    assertThat(log)
        .contains("provider kakao has asked for the term tos_20260101")
        .contains("Told");

    Notices notices = Notices.korea("Wine Shop").askedBy("tos", "tos_20260101");
    sync = open(shop(notices));
    var needs = needsConsent(complete(callback("doyun")));

    assertThat(needs.missing().asked()).extracting(Notice::tag).doesNotContain("tos");
    assertThatThrownBy(() -> notices.askedBy("mkt", "tos_20260101"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not for tos and mkt");
  }

  @Test
  void aTermDeclinedAtTheProviderIsRecordedAsDeclined() {
    sync = open(providersTerms());

    SignedIn result = signedIn(signIn("haneul", v -> v.declining("marketing_20260401")));

    Members.Report report = sync.members().find(memberOf(result)).orElseThrow();
    assertThat(events(report, ConsentEvent.Type.GRANTED)).containsExactly("tos");
    assertThat(events(report, ConsentEvent.Type.DECLINED)).containsExactly("mkt");
  }

  @Test
  void repeatingASignInAddsNoEvents() {
    sync = open(providersTerms());
    MemberId member = signUp("haneul");
    int before = sync.members().find(member).orElseThrow().consents().size();

    assertThat(signUp("haneul")).isEqualTo(member);

    assertThat(sync.members().find(member).orElseThrow().consents()).hasSize(before);
  }

  @Test
  void aMappedFieldWithoutANoticeIsRefusedAtBuild() {
    FieldMapping mapping = FieldMapping.basic().map(Field.AGE_RANGE, "age_group");
    useMembers(mapping);
    MemberSyncBuilder builder = shop().mapping(mapping);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("age_range")
        .hasMessageContaining("age_group")
        .hasMessageContaining("covers");
  }

  @Test
  @Fault({"TR-06", "T04", "CL-13"})
  void onlyWhatTheTokenAnswerGrantsIsTakenAndTheRestIsToldOnce() {
    Map<Failure, Set<String>> named = new LinkedHashMap<>();
    named.put(
        Failure.remove("scope"), // as asked
        Set.of("name", "email", "phone", "birthday", "gender"));
    named.put(Failure.set("scope", "\"\""), Set.of());
    named.put(Failure.set("scope", "\"openid account_email\""), Set.of("email"));
    named.forEach((failure, granted) -> {
      freshShop();
      mapABirthday();
      kakao.failNext(KakaoEndpoint.TOKEN, failure);
      NeedsConsent needs = needsConsent(complete(callback("haneul")));

      SignedIn result =
          signedIn(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", true)));

      Set<String> written = new HashSet<>(values(memberOf(result)).keySet());
      if (kind.writesLater() && !granted.contains("name")) {
        written.remove("name"); // a mall makes its members with a name of its own
      }
      assertThat(written).isEqualTo(granted);
      Set<String> dropped = new HashSet<>(Set.of("name", "email", "phone", "birthday", "gender"));
      dropped.removeAll(granted);
      assertThat(result.details().droppedFields().keySet()).isEqualTo(dropped);
      assertThat(result.details().droppedFields().values())
          .allMatch("PROVIDER_NOT_GRANTED"::equals);
    });
  }

  @Test
  @Fault({"T04", "CL-13"})
  void aFieldWithoutItsGrantIsWarnedOfOnceAndNeverWrittenLater() {
    kakao.failUntilCleared(
        KakaoEndpoint.TOKEN, Failure.set("scope", "\"name account_email phone_number birthday\""));
    String log = Logged.during(() -> {
      NeedsConsent needs = needsConsent(complete(callback("haneul")));
      MemberId member =
          memberOf(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", true)));
      assertThat(signedIn(signIn("haneul")).details().droppedFields())
          .containsExactly(Map.entry("gender", "PROVIDER_NOT_GRANTED"));
      assertThat(values(member)).containsKey("birthday").doesNotContainKey("gender");
    });

    assertThat(log).containsOnlyOnce("sends the field gender though its token answer");
  }

  @Test
  @Fault("T02")
  void whatTheProviderMayGiveIsNotTakenWithoutTheShopsOwnNotice() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignedIn result =
        signedIn(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", false)));

    assertThat(result.details().droppedFields())
        .containsOnly(Map.entry("birthday", "NO_CONSENT"), Map.entry("gender", "NO_CONSENT"));
    assertThat(values(memberOf(result))).doesNotContainKeys("birthday", "gender");
    assertThat(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedItems())
        .as("granted at Kakao all the same")
        .contains("birthday", "gender");
  }

  @Test
  @Fault("T03")
  void whatTheProviderDoesNotGiveIsNotErasedInTheShop() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    MemberId member =
        memberOf(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", true)));
    String birthday = values(member).get("birthday");
    assertThat(birthday).isNotNull();
    kakao.link(kakao.person("haneul"), link -> link.withholding("birthday"));
    kakao.put(kakao.person("haneul").toBuilder().gender("male").build());

    SignedIn again = signedIn(signIn("haneul"));

    assertThat(values(member)).containsEntry("birthday", birthday);
    assertThat(again.details().droppedFields()).isEmpty();
    assertThat(sync.consents().hasAgreed(member, "opt_profile")).isTrue();
  }

  @Test
  @Fault("TR-07")
  void whatTheProviderSendsUnaskedIsNotWritten() {
    useMembers(FieldMapping.basic());
    sync = open(korea());
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    MemberId member =
        memberOf(sync.resume(browser, needs.parked(), AGREED.consent("opt_profile", true)));

    assertThat(values(member)).containsOnlyKeys("name", "email", "phone");
  }

  private MemberSyncBuilder providersTerms() {
    return shop(told()
            .with(Notice.terms("tos")
                .text("ko", "약관", "…")
                .askedBy("tos_20260101")
                .build())
            .with(Notice.consent("mkt", Notice.Kind.MARKETING_USE)
                .text("ko", "마케팅", "…")
                .askedBy("marketing_20260401")
                .build()))
        .mapping(WITH_BIRTHDAY);
  }

  private static List<String> events(Members.Report report, ConsentEvent.Type type) {
    return report.consents().stream()
        .filter(event -> event.type() == type)
        .map(event -> event.notice().orElseThrow().tag())
        .toList();
  }

  // ---- a text that changes on the way

  @Test
  @Fault("T72")
  void anAgreementToATextThatWasReplacedSinceDoesNotCountForTheNewOne() {
    FieldMapping mapping = FieldMapping.basic().required(); // the phone
    useMembers(mapping);
    sync = open(shop(rules(1)).mapping(mapping));
    NeedsConsent needs =
        needsConsent(signIn("haneul", visitor -> visitor.withholding("phone_number")));
    SignInResult fields =
        sync.resume(browser, needs.parked(), Answers.none().consent("rules", true));
    assertThat(fields).isInstanceOf(SignInResult.NeedsFields.class);

    sync = open(shop(rules(2)).mapping(mapping));
    Answers phone = Answers.none().field(Field.PHONE, "010-1234-5678");
    NeedsConsent again = needsConsent(sync.resume(browser, needs.parked(), phone));

    assertThat(again.missing().asked()).extracting(Notice::version).containsExactly(2);
    assertThat(
            needsConsent(sync.resume(browser, needs.parked(), Answers.none())).parked())
        .as("the old answer does not count for what is shown now")
        .isEqualTo(needs.parked());
    assertNobodyBecameAMember();
    MemberId member =
        memberOf(sync.resume(browser, needs.parked(), Answers.none().consent("rules", true)));
    assertThat(granted(member)).containsExactly(2);
  }

  @Test
  void anAnswerCountsOnlyForTheTextThatThePageHad() {
    sync = open(shop(rules(1)));
    NeedsConsent needs = needsConsent(signIn("haneul"));

    sync = open(shop(rules(2)
        .with(Notice.consent("news", Notice.Kind.MARKETING_USE)
            .text("en", "News", "Letters.")
            .build())));
    Answers old = Answers.none().consent("rules", true);
    NeedsConsent again = needsConsent(sync.resume(browser, needs.parked(), old));

    assertThat(again.missing().asked()).extracting(Notice::tag).containsExactly("rules", "news");
    assertNobodyBecameAMember();
    MemberId member = memberOf(sync.resume(
        browser, again.parked(), Answers.none().consent("rules", true).consent("news", true)));
    assertThat(granted(member)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void whatWasAnsweredToATextThatStayedIsNotLostWhenAnotherIsAskedAgain() {
    Notice news = Notice.consent("news", Notice.Kind.MARKETING_USE)
        .text("en", "News", "Letters.")
        .build();
    sync = open(shop(rules(1).with(news)));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    sync = open(shop(rules(2).with(news)));
    NeedsConsent again = needsConsent(sync.resume(
        browser, needs.parked(), Answers.none().consent("rules", true).consent("news", true)));
    assertThat(again.missing().asked()).extracting(Notice::tag).containsExactly("rules");

    MemberId member =
        memberOf(sync.resume(browser, again.parked(), Answers.none().consent("rules", true)));

    assertThat(sync.members().find(member).orElseThrow().consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("rules", "news");
  }

  private static Notices rules(int version) {
    return told()
        .with(Notice.terms("rules")
            .version(version)
            .text("en", "Rules", "Rules of edition " + version + ".")
            .build());
  }

  private List<Integer> granted(MemberId member) {
    return sync.members().find(member).orElseThrow().consents().stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .map(event -> event.notice().orElseThrow().version())
        .toList();
  }

  @Test
  @Fault("T53")
  void whatIsAddedToAVersionInPlaceIsNotAgreedToByWhoAgreedBefore() {
    Use personal = Use.of(Purpose.PERSONALISE);
    Use gift = Use.by("GiftCo", Purpose.PERSONALISE);
    Notice.Builder before = Notice.consent("gifts", Notice.Kind.COLLECT_USE)
        .covers(Purpose.PERSONALISE, Field.GENDER)
        .text("ko", "선물", "성별");
    Notice sms =
        Notice.advertising("ad", Notice.Medium.SMS).text("ko", "광고", "글").build();
    Notice use = Notice.consent("news", Notice.Kind.MARKETING_USE)
        .covers(Purpose.MARKETING, Field.PHONE)
        .text("ko", "소식", "글")
        .build();
    sync = open(shop(told().with(before.build()).with(sms).with(use)));
    MemberId member = agreesTo("haneul", "gifts", "ad", "news");
    assertThat(sync.consents().mayUse(member, Field.GENDER, personal).allowed()).isTrue();

    for (String text : List.of("성별", "성별과 생일")) {
      Notice wider = Notice.consent("gifts", Notice.Kind.COLLECT_USE)
          .covers(Purpose.PERSONALISE, Field.GENDER, Field.BIRTHDAY)
          .provides("GiftCo", Purpose.PERSONALISE, Field.PHONE)
          .text("ko", "선물", text)
          .build();
      Notice push =
          Notice.advertising("ad", Notice.Medium.PUSH).text("ko", "광고", "글").build();
      sync = open(shop(told().with(wider).with(push).with(use)));
      assertThat(sync.consents().mayUse(member, Field.GENDER, personal).allowed())
          .as("it was agreed to")
          .isTrue();
      assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, personal))
          .isEqualTo(new Verdict(false, "SUPERSEDED"));
      assertThat(sync.consents().mayUse(member, Field.PHONE, gift))
          .isEqualTo(new Verdict(false, "SUPERSEDED"));
      assertThat(sync
              .consents()
              .findObstacles(member, Notice.Medium.PUSH, Message.Kind.ADVERTISING, clock.instant())
              .stream()
              .map(Obstacle::code))
          .as("agreed to for text messages")
          .containsExactly("NO_CONSENT");
      signedIn(signIn("haneul")); // and is not asked again and again
    }
    MemberId other = agreesTo("seoyeon", "gifts", "ad", "news");
    assertThat(sync.consents().mayUse(other, Field.PHONE, gift).allowed())
        .as("who saw the new text agrees to what it covers")
        .isTrue();
  }

  private MemberId agreesTo(String person, String... tags) {
    NeedsConsent needs = needsConsent(signIn(person));
    Answers answers = Answers.none();
    for (String tag : tags) {
      answers = answers.consent(tag, true);
    }
    return memberOf(sync.resume(browser, needs.parked(), answers));
  }
}
