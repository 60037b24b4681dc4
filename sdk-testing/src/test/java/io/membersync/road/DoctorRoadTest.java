package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Console;
import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Logged;
import io.membersync.testsupport.TestClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the doctor finds in a set-up, at start, by a call, and from the console. */
class DoctorRoadTest extends RoadFixture {
  private static final Instant LATER = TestClock.START.plus(Duration.ofDays(10));

  @AfterEach
  void backToTheStart() {
    clock.set(TestClock.START);
  }

  private static Notice basic() {
    return Notice.contract("basic")
        .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
        .retention(Period.ZERO)
        .text("ko", "안내", "이름, 연락처")
        .build();
  }

  private static Notice.Builder profile() {
    return Notice.consent("opt_profile", Kind.COLLECT_USE)
        .retention(Period.ZERO)
        .text("ko", "맞춤", "성별");
  }

  private static Notices sound() {
    return Notices.of(
        "Wine Shop",
        Notice.terms("tos").text("ko", "약관", "제1조").askedBy("tos_20260101").build(),
        basic(),
        profile().covers(Purpose.PERSONALISE, Field.GENDER).build());
  }

  private static FieldMapping withGender() {
    return FieldMapping.basic().map(Field.GENDER, "gender");
  }

  private Kakao plainKakao() {
    return Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()));
  }

  /** A shop whose members have a gender. */
  private MemberSync openWithGender(Notices notices) {
    useMembers(withGender());
    return open(shop(notices).mapping(withGender()));
  }

  private static List<String> codes(MemberSync engine, Severity severity) {
    return engine.doctor().findings().stream()
        .filter(found -> found.severity() == severity)
        .map(Finding::code)
        .toList();
  }

  private static List<String> mends(MemberSync engine, String code) {
    return engine.doctor().findings().stream()
        .filter(found -> found.code().equals(code))
        .map(Finding::mend)
        .toList();
  }

  private String printed(int code, String... args) {
    StringWriter out = new StringWriter();
    assertThat(Console.run(sync, args, new PrintWriter(out))).isEqualTo(code);
    return out.toString();
  }

  // ---- what is found

  @Test
  void aSoundShopGetsAdviceOnly() {
    sync = openWithGender(sound());

    assertThat(codes(sync, Severity.ERROR)).isEmpty();
    assertThat(codes(sync, Severity.WARNING)).isEmpty();
    assertThat(codes(sync, Severity.ADVICE)).contains("mapping-contract", "console-setting");
    assertThat(mends(sync, "mapping-contract"))
        .singleElement()
        .asString()
        .contains("notice basic", "PIPA 22(3)");
    assertThat(sync.doctor().findings())
        .filteredOn(found -> found.code().equals("mapping-contract"))
        .extracting(Finding::place)
        .containsExactly("mapping of name, email, phone");
  }

  @Test
  void theGapsOfTheStarterSetAreFoundUntilTheyAreFilled() {
    sync = open(korea());
    assertThat(sync.doctor().findings())
        .filteredOn(found -> found.severity() == Severity.ERROR)
        .isNotEmpty()
        .allSatisfy(found -> assertThat(found.code()).isEqualTo("notice-gap"))
        .extracting(Finding::place)
        .contains("notice tos/ko", "notice basic/ko");

    Notices filled = Notices.korea("Wine Shop").in("ko").withText("tos", "ko", "약관", "제1조");
    sync = open(shop(filled));
    assertThat(sync.doctor().findings())
        .extracting(Finding::place)
        .contains("notice basic/ko")
        .doesNotContain("notice tos/ko", "notice basic/en");
  }

  @Test
  void aFieldThatOnlyALaterVersionCoversIsFoundUntilThen() {
    Notices notices = sound()
        .without("opt_profile")
        .with(profile()
            .covers(Purpose.PERSONALISE, Field.GENDER)
            .effectiveFrom(LATER)
            .build());
    sync = openWithGender(notices);

    assertThat(sync.doctor().findings())
        .filteredOn(found -> found.code().equals("mapping-not-yet"))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.severity()).isEqualTo(Severity.WARNING);
          assertThat(found.place()).isEqualTo("mapping of gender");
          assertThat(found.mend()).contains(LATER.toString(), "'gender'");
        });

    clock.advance(Duration.ofDays(10));
    assertThat(codes(sync, Severity.WARNING)).isEmpty();
  }

  @Test
  void aFieldThatALaterVersionLeavesOutIsFoundBeforehand() {
    Notices notices = sound()
        .with(profile()
            .version(2)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .effectiveFrom(LATER)
            .build());
    sync = openWithGender(notices);

    assertThat(mends(sync, "mapping-no-more"))
        .singleElement()
        .asString()
        .contains("from " + LATER, "'gender'");

    clock.advance(Duration.ofDays(10));
    assertThat(mends(sync, "mapping-no-more"))
        .singleElement()
        .asString()
        .startsWith("no notice in force covers it any more");
  }

  @Test
  void aFieldThatNoVersionCoversIsStillRefused() {
    useMembers(withGender());
    MemberSyncBuilder builder = shop(sound().without("opt_profile")).mapping(withGender());

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("field gender");
  }

  @Test
  void whatAVersionToComeLacksIsFoundBeforehand() {
    Notices notices = sound()
        .with(Notice.contract("basic")
            .version(2)
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE, Field.BIRTHDAY)
            .retention(Period.ZERO)
            .effectiveFrom(LATER)
            .text("ko", "안내", "이름, 연락처, 생일")
            .build());
    sync = open(shop(notices));

    assertThat(sync.doctor().findings())
        .filteredOn(found -> found.severity() == Severity.ERROR)
        .extracting(Finding::code, Finding::place)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("notice-contract", "notice basic v2"));
  }

  @Test
  void aFieldThatIsNeitherMemberSyncsNorMappedIsFound() {
    Notice.Builder points = Notice.consent("third_points", Kind.COLLECT_USE)
        .covers(Purpose.PERSONALISE, Field.text("phonne"), Field.PHONE)
        .covers(Purpose.ORDER_FULFIL, Field.text("phonne"), Field.text("shoe_size"))
        .retention(Period.ZERO)
        .text("ko", "포인트", "글");
    sync = openWithGender(sound().with(points.build()));

    assertThat(unknownFields())
        .hasSize(2)
        .anySatisfy(found -> assertThat(found)
            .startsWith("WARNING notice-field-unknown notice third_points: field phonne is neither")
            .contains("there are age_range, ", ", phone, "))
        .anySatisfy(found -> assertThat(found).contains("field shoe_size is neither"));
    assertThat(printed(1, "doctor")).contains("field phonne");

    FieldMapping mapped = FieldMapping.basic()
        .map(Field.text("shoe_size"), "shoe_size")
        .map(Field.text("phonne"), "phonne");
    useMembers(mapped);
    sync = open(shop(sound().with(points.build())).mapping(mapped));
    assertThat(unknownFields()).as("mapped").isEmpty();
  }

  @Test
  void aFieldOfAVersionToComeIsFoundAndOneOfAnOlderVersionIsNot() {
    Notice.Builder second = profile().version(2).effectiveFrom(LATER);
    sync = openWithGender(sound()
        .with(second
            .covers(Purpose.PERSONALISE, Field.GENDER, Field.text("gendre"))
            .build()));
    assertThat(unknownFields())
        .singleElement()
        .asString()
        .contains("notice opt_profile v2: field gendre");

    sync = openWithGender(sound()
        .with(profile().covers(Purpose.PERSONALISE, Field.text("gendre")).build())
        .with(profile().version(2).covers(Purpose.PERSONALISE, Field.GENDER).build()));
    assertThat(unknownFields()).as("in force no more").isEmpty();
  }

  private List<String> unknownFields() {
    return sync.doctor().findings().stream()
        .filter(found -> found.code().equals("notice-field-unknown"))
        .map(Finding::toString)
        .toList();
  }

  // ---- the provider's console

  @Test
  void whatKakaosConsoleMustHaveIsListed() {
    sync = openWithGender(sound());

    assertThat(mends(sync, "console-setting"))
        .anySatisfy(
            line -> assertThat(line).contains("Redirect URI: " + CALLBACKS.resolve("kakao")))
        .anySatisfy(line ->
            assertThat(line).endsWith("Consent items: name, account_email, phone_number, gender"))
        .anySatisfy(line -> assertThat(line)
            .contains("Service terms", "tos_20260101 (required), opt_profile (optional)"))
        .anySatisfy(line -> assertThat(line).endsWith("OpenID Connect: on"))
        .anySatisfy(line -> assertThat(line).contains("Webhook > Unlink", "webhooks/kakao"))
        .hasSize(5);
  }

  @Test
  void ofWhatTheShopDoesNotUseNothingIsSaid() {
    sync = open(bare(sound())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(plainKakao().withoutServiceTerms())));

    assertThat(mends(sync, "console-setting"))
        .hasSize(2)
        .noneMatch(line -> line.contains("Webhook"))
        .noneMatch(line -> line.contains("OpenID"))
        .noneMatch(line -> line.contains("terms"));
  }

  @Test
  void ofSeveralTermsOnlyThoseThatTheRegistrationAsks() {
    sync = open(bare(sound())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(plainKakao().askingServiceTerms("tos_20260101"))));

    assertThat(mends(sync, "console-setting"))
        .anySatisfy(line -> assertThat(line).endsWith(": tos_20260101 (required)"));
  }

  @Test
  void anotherProviderHasItsRedirectAddress() {
    sync = open(bare(sound())
        .callbacks(CALLBACKS)
        .provider(Provider.of(
            ProviderDescriptor.builder(ProviderId.of("own"))
                .authorization("https://own.example/authorize")
                .token("https://own.example/token", ClientAuth.POST_BODY)
                .build(),
            ClientRegistration.of("client", Secret.of("client-secret")))));

    assertThat(mends(sync, "console-setting"))
        .containsExactly("register the redirect URI " + CALLBACKS.resolve("own"));
  }

  // ---- at start and from the console

  @Test
  void whatIsWrongIsLoggedOnceAtStartAndAdviceIsNot() {
    List<String> lines =
        new ArrayList<>(Logged.during(() -> sync = open(korea())).lines().toList());
    lines.removeIf(line -> !line.contains("notice-") && !line.contains("mapping-"));

    List<String> places = sync.doctor().findings().stream()
        .filter(found -> found.severity() != Severity.ADVICE)
        .map(Finding::place)
        .toList();
    assertThat(lines).as("the same mistake in several places").hasSize(1);
    assertThat(places).hasSizeGreaterThan(4);
    assertThat(lines.get(0)).contains("ERROR notice-gap " + String.join(", ", places) + ": ");
    assertThat(lines.get(0)).contains("gap in square brackets", "Notices.withText(…)");
  }

  @Test
  void theConsolePrintsOneLineForEach() {
    sync = open(korea());
    assertThat(printed(1, "doctor").lines().toList())
        .containsExactlyElementsOf(
            sync.doctor().findings().stream().map(Finding::toString).toList());

    sync = open(shop(sound()));
    assertThat(printed(0, "doctor").lines().toList())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("ADVICE "));
    assertThat(printed(2, "doctor", "now")).contains("doctor");
    assertThat(printed(2)).contains("      doctor".strip());
  }

  @Test
  void theSameSetUpIsToldInTheSameOrderAndNobodyIsCalled() {
    MemberSyncBuilder builder = korea().provider(oldKakao());
    sync = open(builder);
    kakao.forgetRequests();

    List<Finding> once = sync.doctor().findings();

    assertThat(sync.doctor().findings()).isEqualTo(once);
    assertThat(open(korea().provider(oldKakao())).doctor().findings()).isEqualTo(once);
    assertThat(once)
        .filteredOn(found -> found.code().equals("console-setting"))
        .extracting(Finding::place)
        .isSortedAccordingTo(java.util.Comparator.comparing(String::length));
    for (KakaoEndpoint endpoint : KakaoEndpoint.values()) {
      if (endpoint.path().startsWith("/v")) {
        assertThat(kakao.calls(endpoint)).isZero();
      }
    }
  }

  // ---- what the records and the providers' answers show

  @Test
  void aTextThatWasChangedUnderTheSameVersionIsFound() {
    sync = open(shop(asked("제1조")));
    signUpAgreeing();
    assertThat(sync.doctor().findingsInRecords()).isEmpty();

    sync = open(shop(asked("제1조와 제2조")));
    assertThat(sync.doctor().findingsInRecords()).singleElement().satisfies(found -> {
      assertThat(found.code()).isEqualTo("notice-text-changed");
      assertThat(found.severity()).isEqualTo(Severity.ERROR);
      assertThat(found.place()).isEqualTo("notice opt_profile/ko");
      assertThat(found.mend()).contains("as version 1, since 2026-", "editorial()");
    });
    StringWriter printed = new StringWriter();
    assertThat(Console.run(sync, new String[] {"doctor"}, new PrintWriter(printed)))
        .isOne();
    assertThat(printed.toString()).contains("notice-text-changed");

    assertThat(Logged.during(() -> signUpAgreeing("seoyeon"))).contains("notice-text-changed");
  }

  @Test
  void aVersionThatCoversOrKeepsSomethingElseThanBeforeIsFound() {
    sync = open(shop(asked("제1조")));
    signUpAgreeing();
    List<Notice.Builder> changed = List.of(
        optional("제1조").covers(Purpose.PERSONALISE, Field.BIRTHDAY),
        optional("제1조").provides("GiftCo", Purpose.PERSONALISE, Field.PHONE),
        optional("제1조").retention(Period.ofYears(5)),
        optional("제1조").required());
    for (Notice.Builder notice : changed) {
      sync = open(shop(Notices.of("Wine Shop", basic(), notice.build())));
      assertThat(sync.doctor().findingsInRecords()).singleElement().satisfies(found -> {
        assertThat(found.code()).isEqualTo("notice-content-changed");
        assertThat(found.severity()).isEqualTo(Severity.ERROR);
        assertThat(found.place()).isEqualTo("notice opt_profile/ko");
        assertThat(found.mend()).contains("covers", "version 1, since 2026-", "asked again");
      });
    }
    StringWriter printed = new StringWriter();
    assertThat(Console.run(sync, new String[] {"doctor"}, new PrintWriter(printed)))
        .isOne();
    assertThat(printed.toString()).contains("notice-content-changed");
    assertThat(Logged.during(() -> signUpAgreeing("seoyeon"))).contains("notice-content-changed");

    sync = open(shop(asked("제1조")));
    assertThat(sync.doctor().findingsInRecords()).as("taken back").isEmpty();
  }

  private static Notices asked(String text) {
    return Notices.of("Wine Shop", basic(), optional(text).build());
  }

  private static Notice.Builder optional(String text) {
    return Notice.consent("opt_profile", Kind.COLLECT_USE)
        .retention(Period.ZERO)
        .covers(Purpose.PERSONALISE, Field.GENDER)
        .text("ko", "맞춤", text);
  }

  private void signUpAgreeing() {
    signUpAgreeing("haneul");
  }

  private void signUpAgreeing(String person) {
    NeedsConsent needs = needsConsent(signIn(person));
    signedIn(sync.resume(browser, needs.parked(), Answers.none().consent("opt_profile", true)));
  }

  @Test
  void whatTheProvidersConsoleHasOtherwiseIsFound() {
    Notices notices = Notices.of(
        "Wine Shop",
        basic(),
        Notice.terms("tos").text("ko", "약관", "제1조").askedBy("tos_20260101").build(),
        profile()
            .covers(Purpose.PERSONALISE, Field.GENDER)
            .askedBy("profile_2024")
            .build());
    sync = open(shop(notices));
    assertThat(codes()).doesNotContain("notice-tag-unknown", "notice-required-there");

    signIn("haneul", visitor -> visitor.declining("marketing_20260401"));

    assertThat(sync.doctor().findings())
        .filteredOn(found -> found.code().equals("notice-tag-unknown"))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.place()).isEqualTo("notice opt_profile");
          assertThat(found.mend()).contains("[kakao]", "profile_2024");
        });

    sync = open(shop(Notices.of(
        "Wine Shop",
        basic(),
        profile()
            .covers(Purpose.PERSONALISE, Field.GENDER)
            .askedBy("tos_20260101")
            .build())));
    signIn("seoyeon", visitor -> visitor.declining("marketing_20260401"));
    assertThat(codes()).contains("notice-required-there");
  }

  private List<String> codes() {
    return sync.doctor().findings().stream().map(Finding::code).toList();
  }
}
