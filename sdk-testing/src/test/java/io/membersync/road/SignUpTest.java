package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignUpTest {
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final Records records = Records.inMemory();
  private final InMemoryMemberStore members = new InMemoryMemberStore(FieldMapping.basic());
  private final TestBrowser browser = new TestBrowser();
  private MemberSync sync;

  @BeforeEach
  void start() {
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
    sync = MemberSync.builder(members, Notices.korea("Wine Shop"))
        .provider(kakao.provider())
        .callbacks(CALLBACKS)
        .records(records)
        .http(RoadFixture.PATIENT)
        .build();
  }

  @AfterEach
  void stop() {
    sync.close();
    kakao.close();
  }

  @Test
  void aVisitorBecomesAMemberWithFieldsProvenanceAndConsents() {
    URI authorization =
        browser.begin(sync, Kakao.ID, SignIn.returningTo("/cart").from("store12"));
    SignInResult first =
        browser.complete(sync, Kakao.ID, kakao.visitor("haneul").agree(authorization));

    assertThat(first).isInstanceOf(NeedsConsent.class);
    NeedsConsent needs = (NeedsConsent) first;
    assertThat(needs.missing().asked()).extracting(Notice::tag).contains("tos", "mkt");
    assertThat(members.count()).isZero();

    Answers answers = Answers.none().consent("tos", true).consent("age14", true);
    SignInResult second = sync.resume(browser, needs.parked(), answers);

    assertThat(second).isInstanceOf(SignedIn.class);
    SignedIn signedIn = (SignedIn) second;
    assertThat(signedIn.details().isNewMember()).isTrue();
    assertThat(signedIn.details().returnPath()).isEqualTo("/cart");
    assertThat(members.valuesOf(signedIn.member().orElseThrow()))
        .containsEntry("name", "Kim Haneul")
        .containsEntry("email", "haneul@shop.example")
        .containsEntry("phone", "+821055501234");
    Members.Report report = sync.members().find(signedIn.member().orElseThrow()).orElseThrow();
    assertThat(report.provenance()).hasSize(3).allMatch(row -> row.origin().equals("kakao"));
    assertThat(report.consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .extracting(event -> event.notice().orElseThrow().tag())
        .containsExactlyInAnyOrder("tos", "age14");
  }
}
