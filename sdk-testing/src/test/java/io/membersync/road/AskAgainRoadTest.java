package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents;
import io.membersync.Consents.Askable;
import io.membersync.Consents.By;
import io.membersync.Consents.MemberToAsk;
import io.membersync.Consents.MemberToAsk.Reason;
import io.membersync.Consents.State;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingConsents.AtProvider;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoServiceTerm;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old members, and what has become new since they agreed. */
class AskAgainRoadTest extends RoadFixture {
  private static final String SECOND = "tos_20261201";
  private static final Answers TERMS = Answers.none().consent("tos", true);

  private MemberId member = new MemberId("none yet");

  private static Notices before() {
    return Notices.korea("Wine Shop")
        .askedBy("tos", "tos_20260101")
        .askedBy("mkt", "marketing_20260401");
  }

  private static Notices after() {
    return before()
        .with(Notice.terms("tos")
            .version(2)
            .text("ko", "약관", "새 약관")
            .askedBy(SECOND)
            .build());
  }

  @BeforeEach
  void aMemberWhoAgreedToWhatIsRequired() {
    sync = open(shop(before()));
    member = join("haneul");
    clock.advance(Duration.ofDays(1));
  }

  private MemberId join(String person) {
    NeedsConsent needs =
        needsConsent(signIn(person, visitor -> visitor.declining("marketing_20260401")));
    MemberId joined =
        memberOf(sync.resume(browser, needs.parked(), Answers.none().consent("age14", true)));
    runDue();
    return joined;
  }

  /** New required terms, of the shop and in the provider's console. */
  private void raiseTheTerms() {
    kakao.reconfigure(
        app -> app.toBuilder().term(KakaoServiceTerm.required(SECOND, "새 약관")).build());
    sync = open(shop(after()));
    kakao.forgetRequests();
  }

  private URI detour(NeedsConsent needs) {
    AtProvider there = needs.missing().atProvider().orElseThrow();
    return browser.begin(sync, there.provider(), there.signIn());
  }

  private static List<String> asked(NeedsConsent needs) {
    return needs.missing().asked().stream().map(Notice::tag).toList();
  }

  private List<ConsentEvent> granted(String tag) {
    return sync.members().find(member).orElseThrow().consents().stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .filter(event -> event.notice().orElseThrow().tag().equals(tag))
        .toList();
  }

  // ---- at the provider

  @Test
  @Fault({"T35", "CL-09"})
  void newRequiredTermsAreAskedOnTheProvidersScreenOnceAndNothingElse() {
    raiseTheTerms();
    browser = new io.membersync.testing.TestBrowser();
    NeedsConsent needs = needsConsent(complete(kakao
        .visitor("haneul")
        .agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/cart?step=2").from("store12")))));

    assertThat(asked(needs)).as("what was declined a day ago is left out").containsExactly("tos");
    assertThat(needs.missing().atProvider().orElseThrow().provider()).isEqualTo(Kakao.ID);
    URI authorization = detour(needs);
    assertThat(parameter(authorization, "service_terms")).isEqualTo(SECOND);
    assertThat(authorization.getRawQuery()).doesNotContain("scope=");
    SignInResult.SignedIn result = signedIn(complete(kakao.visitor("haneul").agree(authorization)));

    assertThat(memberOf(result)).isEqualTo(member);
    assertThat(result.details().returnPath()).isEqualTo("/cart?step=2");
    assertThat(result.details().entry()).contains("store12");
    Instant at = kakao
        .findLink(kakao.person("haneul"))
        .orElseThrow()
        .agreedTerms()
        .get(SECOND)
        .agreedAt();
    assertThat(granted("tos")).hasSize(2); // what was agreed to before stays
    assertThat(granted("tos").get(1)).satisfies(event -> {
      assertThat(event.notice().orElseThrow().version()).isEqualTo(2);
      assertThat(event.via()).isEqualTo("KAKAO");
      assertThat(event.act()).isEqualTo(Act.PROVIDER_SCREEN);
      assertThat(event.occurredAt()).isEqualTo(at);
    });
    assertThat(parkedRowsLeft()).isZero();
    assertThat(memberOf(signIn("haneul"))).as("and never again").isEqualTo(member);
  }

  @Test
  @Fault("T35")
  void whoComesBackWithoutHavingAgreedIsAskedByTheShopAndNotSentRoundInACircle() {
    Map<String, Function<URI, URI>> ways = new LinkedHashMap<>();
    ways.put("cancelled", authorization -> kakao.visitor("haneul").cancel(authorization));
    ways.put("the provider's error", authorization -> error(authorization, "server_error"));
    ways.put("a wrong setting", authorization -> error(authorization, "misconfigured"));
    ways.put("the provider is down", authorization -> {
      kakao.failNext(KakaoEndpoint.TOKEN, Failure.status(503));
      return kakao.visitor("haneul").agree(authorization);
    });
    ways.put("switched off", authorization -> {
      sync.switches().set(Kakao.ID, Position.OFF);
      return kakao.visitor("haneul").agree(authorization);
    });
    ways.put("somebody else", authorization -> kakao.visitor("doyun").agree(authorization));
    ways.put("late", authorization -> {
      clock.advance(Duration.ofMinutes(11));
      return kakao.visitor("haneul").agree(authorization);
    });
    ways.forEach((how, way) -> {
      freshShop();
      aMemberWhoAgreedToWhatIsRequired();
      raiseTheTerms();
      NeedsConsent needs = needsConsent(signIn("haneul"));
      URI callback = way.apply(detour(needs));

      NeedsConsent page = needsConsent(complete(callback));

      assertThat(page.parked()).as(how).isEqualTo(needs.parked());
      assertThat(page.missing().atProvider()).as(how).isEmpty();
      assertThat(asked(page)).as(how).containsExactly("tos");
      assertThat(needsConsent(complete(callback)).missing().atProvider())
          .as(how)
          .isEmpty();
      assertThat(memberOf(sync.resume(browser, page.parked(), TERMS))).as(how).isEqualTo(member);
      assertThat(granted("tos").get(1).act()).as(how).isEqualTo(Act.TICK);
    });
  }

  private static URI error(URI authorization, String code) {
    return URI.create(CALLBACKS.resolve("kakao") + "?error=" + code + "&state="
        + encode(parameter(authorization, "state")));
  }

  @Test
  void whatIsParkedAndGoneLeavesTheAnswerAsItIs() {
    raiseTheTerms();
    URI authorization = detour(needsConsent(signIn("haneul")));
    clock.advance(Duration.ofMinutes(31));
    runDue();

    refused(complete(error(authorization, "access_denied")), SignInResult.RejectReason.EXPIRED);
  }

  @Test
  void thePageAsksAtOnceWhereTheProviderCannot() {
    raiseTheTerms();
    sync.switches().set(Kakao.ID, Position.HIDDEN);
    assertThat(needsConsent(signIn("haneul")).missing().atProvider())
        .as("hidden")
        .isEmpty();
    sync.switches().set(Kakao.ID, Position.ON);

    Notice age = Notice.terms("age14").version(2).text("ko", "나이", "만 14세").build();
    sync = open(shop(after().with(age)));
    assertThat(needsConsent(signIn("haneul")).missing().atProvider())
        .as("one of two is none of the provider's")
        .isEmpty();

    kakao.reconfigure(
        app -> app.toBuilder().terms(KakaoServiceTerm.optional(SECOND, "새 약관")).build());
    sync = open(shop(after()));
    assertThat(needsConsent(signIn("haneul")).missing().atProvider())
        .as("Kakao shows no screen without a required term")
        .isEmpty();

    kakao.failNext(KakaoEndpoint.SERVICE_TERMS, Failure.status(503));
    assertThat(needsConsent(signIn("haneul")).missing().atProvider())
        .as("its terms are not known")
        .isEmpty();
  }

  @Test
  void itIsOfferedOnce() {
    raiseTheTerms();
    URI callback = callback("haneul");
    NeedsConsent needs = needsConsent(complete(callback));
    assertThat(needs.missing().atProvider()).isPresent();

    assertThat(needsConsent(complete(callback)).missing().atProvider())
        .as("a double click")
        .isEmpty();
    assertThat(needsConsent(sync.resume(browser, needs.parked(), Answers.none()))
            .missing()
            .atProvider())
        .as("a reload")
        .isEmpty();
  }

  @Test
  void anOptionalNoticeIsNoReasonForADetour() {
    kakao.reconfigure(
        app -> app.toBuilder().term(KakaoServiceTerm.required("news_1", "소식")).build());
    Notice news = Notice.consent("news", Notice.Kind.MARKETING_USE)
        .text("ko", "소식", "글")
        .covers(Purpose.MARKETING, Field.EMAIL)
        .askedBy("news_1")
        .build();
    sync = open(shop(before().with(news)));

    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
  }

  @Test
  @Fault("CL-09")
  void aVersionThatSaysSomethingElseIsAskedAndOneInOtherWordsIsNot() {
    Notice words =
        Notice.terms("tos").version(2).editorial().text("ko", "약관", "고친 글").build();
    sync = open(shop(before().with(words)));
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);

    Notice third = Notice.terms("tos").version(3).text("ko", "약관", "다른 글").build();
    sync = open(shop(before().with(words).with(third)));
    assertThat(asked(needsConsent(signIn("haneul")))).containsExactly("tos");
  }

  // ---- when

  private static Notices withNews() {
    return after()
        .with(Notice.consent("news", Notice.Kind.MARKETING_USE)
            .text("ko", "소식", "글")
            .covers(Purpose.MARKETING, Field.EMAIL)
            .build());
  }

  private Askable askable(String tag) {
    return sync.consents().askable(member).stream()
        .filter(one -> one.tag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Fault("T56")
  void whoPutsAQuestionOffForSevenDaysIsNotAskedBeforeTheMinute() {
    sync = open(shop(withNews()));
    assertThat(askable("news"))
        .isEqualTo(new Askable("news", false, State.NOT_ASKED, Optional.empty()));
    Instant pressed = clock.instant();

    assertThat(sync.consents().defer(member, Set.of("news"), Duration.ofDays(7)))
        .isTrue();

    Instant until = Instant.ofEpochMilli(pressed.plus(Duration.ofDays(7)).toEpochMilli());
    assertThat(askable("news"))
        .isEqualTo(new Askable("news", false, State.NOT_ASKED, Optional.of(until)));
    clock.set(until.minus(Duration.ofMinutes(1)));
    assertThat(asked(needsConsent(signIn("haneul")))).containsExactly("tos");
    assertThat(askable("news").notBefore()).contains(until);
    clock.set(until);
    assertThat(asked(needsConsent(signIn("haneul")))).containsExactly("tos", "news");
    assertThat(askable("news").notBefore()).isEmpty();
  }

  @Test
  void whatCannotBePutOffIsNamed() {
    Consents consents = sync.consents();
    Duration week = Duration.ofDays(7);
    assertThatThrownBy(() -> consents.defer(member, Set.of("tos"), week))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tos");
    assertThatThrownBy(() -> consents.defer(member, Set.of("basic"), week))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> consents.defer(member, Set.of("mkt"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThat(consents.defer(new MemberId("999999"), Set.of("mkt"), week)).isFalse();
    assertThatThrownBy(() -> korea().askAgainAfter(Duration.ofDays(6)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void puttingAQuestionOffChangesNothingThatWasSaid() {
    sync.consents().defer(member, Set.of("mkt", "ad_sms"), Duration.ofDays(7));

    assertThat(askable("mkt").state()).isEqualTo(State.DECLINED);
    assertThat(sync.consents().hasAgreed(member, "tos")).isTrue();
  }

  @Test
  void whatWasDeclinedOrWithdrawnRestsForNinetyDaysAndMayBeGivenAllTheSame() {
    Instant declined = clock.instant().minus(Duration.ofDays(1));
    assertThat(askable("ad_sms").state()).isEqualTo(State.DECLINED);
    assertThat(askable("ad_sms").notBefore().orElseThrow())
        .isBetween(
            declined.plus(Duration.ofDays(90)).minusSeconds(5),
            declined.plus(Duration.ofDays(90)).plusSeconds(5));
    sync = open(shop(after()));
    clock.advance(Duration.ofDays(88));
    assertThat(asked(needsConsent(signIn("haneul")))).containsExactly("tos");

    sync = open(shop(after()
        .with(Notice.advertising("ad_sms", Notice.Medium.SMS)
            .version(2)
            .text("ko", "광고 문자", "새 글")
            .build())));
    assertThat(asked(needsConsent(signIn("haneul"))))
        .as("in another version, too")
        .containsExactly("tos");
    clock.advance(Duration.ofDays(1).plusSeconds(5));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(asked(needs)).containsExactly("tos", "ad_sms");
    memberOf(sync.resume(browser, needs.parked(), TERMS.consent("ad_sms", true)));
    assertThat(sync.consents().askable(member)).extracting(Askable::tag).doesNotContain("ad_sms");

    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);

    assertThat(askable("ad_sms").state()).isEqualTo(State.WITHDRAWN);
    assertThat(askable("ad_sms").notBefore()).isPresent();
    sync = open(shop(after()).askAgainAfter(Duration.ofDays(180)));
    assertThat(askable("ad_sms").notBefore().orElseThrow())
        .isAfter(clock.instant().plus(Duration.ofDays(179)));
  }

  @Test
  void whoHasAgreedSinceIsAskedAboutTheNextVersion() {
    assertThat(askable("ad_sms").notBefore()).as("declined").isPresent();
    agree("ad_sms");
    clock.advance(Duration.ofMinutes(1));
    sync = open(shop(after().with(smsVersion(2))));

    assertThat(askable("ad_sms"))
        .isEqualTo(new Askable("ad_sms", false, State.SUPERSEDED, Optional.empty()));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(asked(needs)).containsExactly("tos", "ad_sms");

    memberOf(sync.resume(browser, needs.parked(), TERMS.consent("ad_sms", false)));
    sync = open(shop(after().with(smsVersion(2)).with(smsVersion(3))));
    assertThat(askable("ad_sms").notBefore()).as("declined since").isPresent();
  }

  @Test
  void whatWasPutOffStaysSoWhenItWasAgreedToSince() {
    sync = open(shop(before()).askAgainAfter(Duration.ofDays(7)));
    sync.consents().defer(member, Set.of("ad_sms"), Duration.ofDays(30));
    Instant until = askable("ad_sms").notBefore().orElseThrow();
    agree("ad_sms");
    sync = open(shop(before().with(smsVersion(2))).askAgainAfter(Duration.ofDays(7)));

    assertThat(askable("ad_sms").notBefore()).contains(until);
  }

  private void agree(String tag) {
    clock.advance(Duration.ofMinutes(1));
    assertThat(sync.consents()
            .agree(member, List.of(sync.notices().find(tag).orElseThrow().referenceIn("ko"))))
        .isEqualTo(Consents.Agreed.AGREED);
  }

  private static Notice smsVersion(int version) {
    return Notice.advertising("ad_sms", Notice.Medium.SMS)
        .version(version)
        .text("ko", "광고 문자", "글 " + version)
        .build();
  }

  @Test
  void whatIsRequiredWaitsForNothing() {
    sync = open(shop(after()));

    assertThat(askable("tos"))
        .isEqualTo(new Askable("tos", true, State.SUPERSEDED, Optional.empty()));
    assertThat(sync.consents().askable(new MemberId("999999")))
        .as("of somebody unknown nothing is known")
        .allMatch(one -> one.state() == State.NOT_ASKED && one.notBefore().isEmpty());
  }

  // ---- who

  private Set<MemberToAsk> toAsk(Instant endingBefore) {
    List<MemberToAsk> found = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Consents.MembersToAsk page = sync.consents().toAskAgain(endingBefore, next, 2);
      found.addAll(page.members());
      next = page.next();
    } while (next.isPresent());
    assertThat(found).doesNotHaveDuplicates();
    return new HashSet<>(found);
  }

  @Test
  void whoMustBeAskedIsToldPageByPageWithTheReason() {
    assertThat(toAsk(clock.instant())).isEmpty();
    MemberId doyun = join("doyun");
    sync = open(shop(before()));
    NeedsConsent needs = needsConsent(signIn("seoyeon"));
    MemberId seoyeon = memberOf(sync.resume(
        browser, needs.parked(), Answers.none().consent("age14", true).consent("ad_sms", true)));
    Notice rules = Notice.terms("rules").text("ko", "규칙", "글").build();
    Notice sms = Notice.advertising("ad_sms", Notice.Medium.SMS)
        .version(2)
        .text("ko", "광고 문자", "새 글")
        .build();
    sync = open(shop(before().with(rules).with(sms)));

    assertThat(toAsk(clock.instant()))
        .containsExactlyInAnyOrder(
            toAsk(member, "rules", Reason.REQUIRED),
            toAsk(doyun, "rules", Reason.REQUIRED),
            toAsk(seoyeon, "rules", Reason.REQUIRED),
            toAsk(seoyeon, "ad_sms", Reason.SUPERSEDED));

    sync.consents().defer(seoyeon, Set.of("ad_sms"), Duration.ofDays(7));
    sync.members().left(doyun);
    assertThat(toAsk(clock.instant())).hasSize(3).anySatisfy(one -> {
      assertThat(one.member()).isEqualTo(seoyeon);
      assertThat(one.notBefore()).isPresent();
    });
    assertThatThrownBy(() -> sync.consents().toAskAgain(clock.instant(), Optional.of("gone/1"), 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoHasAgreedToAVersionThatWentIsAmongThem() {
    sync = open(shop(before()
        .with(Notice.terms("tos")
            .version(2)
            .effectiveFrom(clock.instant())
            .text("ko", "약관", "둘째 글")
            .build())));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(browser, needs.parked(), Answers.none().consent("tos", true)));
    assertThat(toAsk(clock.instant())).isEmpty();

    sync = open(shop(before())); // the new version was taken back

    assertThat(toAsk(clock.instant())).containsExactly(toAsk(member, "tos", Reason.SUPERSEDED));
    assertThat(needsConsent(signIn("haneul")).missing().asked())
        .extracting(Notice::tag)
        .contains("tos");
  }

  private static MemberToAsk toAsk(MemberId of, String tag, Reason reason) {
    return new MemberToAsk(of, tag, reason, Optional.empty());
  }

  @Test
  void whoseAgreementRunsOutIsAmongThem() {
    Instant end = clock.instant().plus(Duration.ofDays(30));
    var person = books.identities().findPersonOf(SHOP, member).orElseThrow().id();
    Notice notice = before().find("ad_email").orElseThrow();
    clock.advance(Duration.ofSeconds(1));
    books
        .evidence()
        .append(
            SHOP,
            List.of(new ConsentEvent(
                "imported-1",
                SHOP.value(),
                person.toString(),
                ConsentEvent.Type.IMPORTED,
                Optional.of(notice.referenceIn("ko")),
                clock.instant(),
                clock.instant(),
                ConsentEvent.Actor.OPERATOR,
                ConsentEvent.Channel.IMPORT,
                "NONE",
                Act.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(end),
                List.of(),
                ConsentEvent.Quality.WEAK,
                Optional.empty())));

    assertThat(toAsk(end)).isEmpty();
    assertThat(toAsk(end.plusMillis(1)))
        .extracting(MemberToAsk::tag, MemberToAsk::reason)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("ad_email", Reason.EXPIRING));
    clock.set(end);
    assertThat(toAsk(clock.instant())).hasSize(1);
  }
}
