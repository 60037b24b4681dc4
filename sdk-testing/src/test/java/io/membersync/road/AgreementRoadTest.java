package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Act;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written down of an agreement, and how often. */
class AgreementRoadTest extends RoadFixture {
  private static final FieldMapping WIDE = FieldMapping.basic()
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.CHANNELS, "channels")
      .map(Field.SHIPPING_ADDRESSES, "addresses");

  @BeforeEach
  void aShopWithOptions() {
    useMembers(WIDE);
    sync = open(korea().mapping(WIDE));
  }

  private static Answers all(NeedsConsent needs, boolean agreed) {
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), agreed || notice.isRequired());
    }
    return answers;
  }

  private List<ConsentEvent> events(MemberId member) {
    return sync.members().find(member).orElseThrow().consents();
  }

  private List<String> tags(MemberId member, ConsentEvent.Type type) {
    return events(member).stream()
        .filter(event -> event.type() == type)
        .map(event -> event.notice().orElseThrow().tag())
        .toList();
  }

  @Test
  @Fault("T01")
  void whoLeavesAllOptionsOpenIsAMemberAndTheirFieldsStayOut() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignedIn result = signedIn(sync.resume(browser, needs.parked(), all(needs, false)));

    MemberId member = memberOf(result);
    assertThat(tags(member, ConsentEvent.Type.GRANTED)).containsExactly("tos", "age14");
    assertThat(tags(member, ConsentEvent.Type.DECLINED))
        .containsExactly("opt_profile", "mkt", "ad_sms", "ad_email", "ad_messenger");
    assertThat(result.details().droppedFields()).containsEntry("birthday", "NO_CONSENT");
    assertThat(values(member))
        .containsKeys("name", "email", "phone", "addresses")
        .doesNotContainKey("birthday");
    assertThat(sync.members().find(member).orElseThrow().provenance())
        .isNotEmpty()
        .extracting(Records.Provenance::basis)
        .containsOnly("basic/1");
  }

  @Test
  @Fault("CL-02")
  void withoutAMarketingConsentThereIsNeitherMarkNorField() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));

    SignedIn result =
        signedIn(sync.resume(browser, needs.parked(), all(needs, true).consent("mkt", false)));

    MemberId member = memberOf(result);
    assertThat(sync.consents().hasAgreed(member, "mkt")).isFalse();
    assertThat(result.details().droppedFields()).containsEntry("channels", "NO_CONSENT");
    assertThat(values(member)).doesNotContainKey("channels");
    assertThat(sync.consents()
            .findObstacles(member, Notice.Medium.SMS, Message.Kind.ADVERTISING, clock.instant()))
        .extracting(obstacle -> obstacle.code())
        .contains("NO_MARKETING_USE");
  }

  @Test
  @Fault({"T07", "CL-01"})
  void agreeingToAllIsAnAgreementToEachOfItsOwnText() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    assertThat(needs.missing().asked()).hasSize(7);

    MemberId member = memberOf(sync.resume(browser, needs.parked(), all(needs, true)));

    List<ConsentEvent> granted = events(member).stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .toList();
    assertThat(granted).hasSize(7).allSatisfy(event -> {
      ConsentEvent.NoticeReference reference = event.notice().orElseThrow();
      Notice notice = sync.notices().find(reference.tag()).orElseThrow();
      assertThat(reference.version()).isEqualTo(1);
      assertThat(reference.sha256()).isEqualTo(notice.textIn("ko").sha256());
      assertThat(reference.language()).isEqualTo("ko");
      assertThat(event.occurredAt()).isEqualTo(clock.instant());
      assertThat(event.channel()).isEqualTo(ConsentEvent.Channel.WEB);
      assertThat(event.act()).isEqualTo(Act.TICK);
      assertThat(event.presentationId()).isPresent();
    });
    assertThat(granted)
        .extracting(ConsentEvent::presentationId)
        .containsOnly(granted.get(0).presentationId());
    assertThat(new HashSet<>(granted.stream().map(ConsentEvent::id).toList())).hasSize(7);
    assertThat(new HashSet<>(
            granted.stream().map(event -> event.notice().orElseThrow().sha256()).toList()))
        .hasSize(7);
    assertThat(granted)
        .allSatisfy(event -> assertThat(
                books.consents().textsOf(SHOP, event.notice().orElseThrow().tag(), 1))
            .extracting(Records.NoticeText::sha256)
            .contains(event.notice().orElseThrow().sha256()));
  }

  @Test
  @Fault("T08")
  void theSameFormThreeTimesIsOneAgreement() {
    NeedsConsent needs = needsConsent(complete(callback("haneul")));
    Answers answers = all(needs, true);
    SignedIn first = signedIn(sync.resume(browser, needs.parked(), answers));
    MemberId member = memberOf(first);
    List<ConsentEvent> written = events(member);

    for (int i = 0; i < 2; i++) {
      assertThat(memberOf(sync.resume(browser, needs.parked(), answers))).isEqualTo(member);
    }

    assertThat(events(member)).isEqualTo(written);
    assertThat(tags(member, ConsentEvent.Type.GRANTED)).doesNotHaveDuplicates().hasSize(7);
  }

  @Test
  @Fault("CL-15")
  void theSameCallbackTwiceIsOneAgreement() {
    useMembers(FieldMapping.basic());
    sync = open(shop(told()
        .with(Notice.terms("tos").text("ko", "약관", "…").askedBy("tos_20260101").build())));
    URI callback = callback("haneul");
    MemberId member = memberOf(complete(callback));
    List<ConsentEvent> written = events(member);

    assertThat(memberOf(complete(callback))).isEqualTo(member);

    assertThat(tags(member, ConsentEvent.Type.GRANTED)).containsExactly("tos");
    assertThat(events(member)).isEqualTo(written);
  }

  @Test
  @Fault("CL-03")
  void whatTheProvidersListLacksOrSaysOddlyIsNoAgreement() {
    useMembers(FieldMapping.basic());
    Notices notices = told()
        .with(Notice.terms("tos").text("ko", "약관", "…").askedBy("tos_20260101").build())
        .with(Notice.consent("mkt", Notice.Kind.MARKETING_USE)
            .text("ko", "마케팅", "…")
            .askedBy("marketing_20260401")
            .build());
    sync = open(shop(notices));
    kakao.failNext(
        KakaoEndpoint.SERVICE_TERMS,
        Failure.text(json -> json.replaceFirst(
            "(\"marketing_20260401\".*?\"agreed_at\":)\"[^\"]*\"", "$1\"yesterday\"")));
    SignedIn result = signedIn(complete(callback("haneul")));
    MemberId member = memberOf(result);
    assertThat(tags(member, ConsentEvent.Type.GRANTED)).containsExactly("tos");
    assertThat(tags(member, ConsentEvent.Type.DECLINED)).containsExactly("mkt");

    kakao.failNext(
        KakaoEndpoint.SERVICE_TERMS,
        Failure.set("service_terms", "[{\"tag\":\"marketing_20260401\",\"agreed\":false}]"));
    browser = new io.membersync.testing.TestBrowser();
    NeedsConsent needs = needsConsent(complete(callback("doyun")));
    assertThat(needs.missing().asked()).extracting(Notice::tag).containsExactly("tos");
  }

  @Test
  @Fault("T68")
  void whatOneVisitorTickedIsNotAnothersWhoComesByTheSameBrowser() {
    FieldMapping mapping = FieldMapping.basic().required();
    useMembers(mapping);
    sync = open(korea().mapping(mapping));
    NeedsConsent needs =
        needsConsent(signIn("haneul", visitor -> visitor.withholding("phone_number")));
    SignInResult waits = sync.resume(browser, needs.parked(), all(needs, true));
    assertThat(waits).as("ticked, and no member yet").isInstanceOf(SignInResult.NeedsFields.class);
    clock.advance(Duration.ofMinutes(1));

    NeedsConsent other =
        needsConsent(browser.signIn(sync, Kakao.ID, kakao.visitor("seoyeon")::agree));

    assertThat(other.missing().asked()).hasSize(7);
    MemberId member = memberOf(sync.resume(browser, other.parked(), all(other, false)));
    assertThat(tags(member, ConsentEvent.Type.GRANTED)).containsExactly("tos", "age14");
    assertThat(events(member))
        .extracting(event -> event.presentationId().orElse(""))
        .containsOnly(events(member).get(0).presentationId().orElseThrow());
    assertThat(Set.copyOf(tags(member, ConsentEvent.Type.DECLINED))).contains("mkt", "ad_sms");
  }
}
