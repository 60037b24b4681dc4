package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Callback;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in at the redirect URI, good and forged. */
class CallbackTest extends RoadFixture {
  @Test
  @Fault("AR-02")
  void aCallbackWithoutStateIsRefused() {
    String code = parameter(callback("haneul"), "code");

    refused(complete("code=" + code), RejectReason.UNKNOWN_STATE);
    refused(complete("code=" + code + "&state="), RejectReason.UNKNOWN_STATE);

    assertNothingHappened();
  }

  @Test
  @Fault("AR-03")
  void everyAlteredCharacterOfTheStateIsNoticed() {
    URI good = callback("haneul");
    String state = parameter(good, "state");
    String code = parameter(good, "code");
    for (int i = 0; i < state.length(); i++) {
      char other = state.charAt(i) == 'a' ? 'b' : 'a';
      String altered = state.substring(0, i) + other + state.substring(i + 1);
      refused(complete("code=" + code + "&state=" + altered), RejectReason.UNKNOWN_STATE);
    }
    assertNothingHappened();

    assertThat(complete(good)).isInstanceOf(SignedIn.class); // forging spent nothing
  }

  @Test
  @Fault("AR-03")
  void theStateOfAFinishedSignInBringsNoOtherCodeToLife() {
    URI first = callback("haneul");
    MemberId member = memberOf(complete(first));
    String otherCode = parameter(callback("doyun"), "code");
    int exchanges = kakao.calls(KakaoEndpoint.TOKEN);

    SignInResult replayed = complete("code=" + otherCode + "&state=" + parameter(first, "state"));

    assertThat(memberOf(replayed)).isEqualTo(member);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(exchanges);
    clock.advance(java.time.Duration.ofMinutes(3));
    refused(
        complete("code=" + otherCode + "&state=" + parameter(first, "state")),
        RejectReason.ALREADY_USED);
    assertThat(members.count()).isOne();
  }

  @Test
  @Fault({"AR-04", "RC-07"})
  void withoutTheCookieTheCodeStaysUnusedAndOneButtonStartsAgain() {
    URI authorization =
        browser.begin(sync, Kakao.ID, SignIn.returningTo("/cart").from("store12"));
    URI callback = kakao.visitor("haneul").agree(authorization);

    for (TestBrowser other : List.of(new TestBrowser(), browserThatBegan())) {
      Rejected rejected =
          refused(other.complete(sync, Kakao.ID, callback), RejectReason.OTHER_BROWSER);
      assertThat(rejected.details().mayStartAgain()).isTrue();
      assertThat(rejected.details().entry()).contains("store12");
      assertThat(rejected.details().returnPath()).isEqualTo("/");
    }
    assertNothingHappened();

    assertThat(complete(callback)).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault({"AR-04", "RC-07"})
  void theButtonIsOfferedOnceAndNeverForAForeignState() {
    URI again = browser.begin(sync, Kakao.ID, SignIn.returningTo("/").again());
    URI callback = kakao.visitor("haneul").agree(again);
    browser.clear();

    assertThat(refused(complete(callback), RejectReason.OTHER_BROWSER).details().mayStartAgain())
        .isFalse();
    assertThat(refused(complete("code=x&state=" + "a".repeat(48)), RejectReason.UNKNOWN_STATE)
            .details()
            .mayStartAgain())
        .isFalse();
  }

  @Test
  @Fault({"AR-04", "RC-07"})
  void askingAMemberAgainIsNeverRestartedByAButton() {
    MemberId member = signUp("haneul");
    URI authorization = browser.begin(
        sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
    URI callback = kakao.visitor("haneul").agree(authorization);
    browser.clear();

    assertThat(refused(complete(callback), RejectReason.OTHER_BROWSER).details().mayStartAgain())
        .isFalse();
  }

  @Test
  @Fault("AR-05")
  void anAttackersReadyCallbackSignsNobodyIn() {
    MemberId victim = signUp("haneul");
    TestBrowser victimsBrowser = browser;
    var identities = sync.members().find(victim).orElseThrow().identities();
    int exchanges = kakao.calls(KakaoEndpoint.TOKEN);

    TestBrowser attacker = new TestBrowser();
    URI forged =
        kakao.visitor("doyun").agree(attacker.begin(sync, Kakao.ID, SignIn.returningTo("/")));

    refused(new TestBrowser().complete(sync, Kakao.ID, forged), RejectReason.OTHER_BROWSER);
    refused(victimsBrowser.complete(sync, Kakao.ID, forged), RejectReason.OTHER_BROWSER);
    victimsBrowser.begin(
        sync, Kakao.ID, SignIn.askingAgain(victim, List.of("gender"), List.of(), "/me"));
    refused(victimsBrowser.complete(sync, Kakao.ID, forged), RejectReason.OTHER_BROWSER);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isEqualTo(exchanges);
    assertThat(members.count()).isOne();
    assertThat(sync.members().find(victim).orElseThrow().identities()).isEqualTo(identities);
  }

  @Test
  @Fault("AR-06")
  void aCallbackAtAnotherProvidersAddressIsRefused() {
    sync = open(shop().provider(oldKakao()));
    URI callback = callback("haneul");

    refused(browser.complete(sync, OLD, callback), RejectReason.UNKNOWN_STATE);

    assertNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "line\r\nSet-Cookie: a=b",
        "가나다",
        "",
      })
  @Fault("AR-13")
  void cancellingIsCancellingWhateverTheDescriptionSays(String description) {
    cancels(description);
  }

  @Test
  @Fault("AR-13")
  void aDescriptionOfTenKilobytesIsNotRepeated() {
    cancels("<b>".repeat(3500));
  }

  private void cancels(String description) {
    URI cancelled = kakao.visitor("haneul").cancel(begin());
    URI callback = URI.create("http://localhost/?error=access_denied&state="
        + parameter(cancelled, "state") + "&error_description=" + encode(description));

    SignInResult result = complete(callback);

    assertThat(result).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) result).reason()).isEqualTo(CancelReason.VISITOR);
    assertThat(((Cancelled) result).details().returnPath()).isEqualTo("/cart");
    if (description.length() > 1) {
      assertThat(result.toString()).doesNotContain(description);
    }
    assertNothingHappened();
  }

  @Test
  @Fault("AR-16")
  void repeatedParametersAreRefusedWhicheverIsGood() {
    URI good = callback("haneul");
    String code = parameter(good, "code");
    String state = parameter(good, "state");
    String iss = encode("https://kauth.kakao.com");
    String both = "code=" + code + "&state=" + state;
    List<String> queries = List.of(
        both + "&state=bad",
        "state=bad&" + both,
        both + "&code=bad",
        "code=bad&" + both,
        both + "&iss=" + iss + "&iss=bad",
        both + "&iss=bad&iss=" + iss,
        both + "&code=" + code,
        both + "&%73tate=" + state);

    for (String query : queries) {
      refused(complete(query), RejectReason.MALFORMED);
    }

    assertNothingHappened();
    assertThat(complete(good)).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-17")
  void aMalformedCodeIsRefusedBeforeAnyCall() {
    String state = parameter(callback("haneul"), "state");
    List<String> codes = List.of(
        "",
        "a".repeat(4097),
        "a".repeat(64 * 1024),
        "a%00b",
        "a%0d%0ab",
        "a%0Ab",
        "a%",
        "a%4",
        "a%zz",
        "%ff%fe",
        "%c3%28",
        "%ed%a0%80",
        "a\u0000b",
        "a\r\nb");

    String log = Logged.during(() -> {
      for (String code : codes) {
        refused(complete("code=" + code + "&state=" + state), RejectReason.MALFORMED);
      }
    });

    assertThat(log.lines())
        .as("a line each")
        .hasSize(codes.size())
        .allMatch(line -> line.endsWith("kakao refused at check: MALFORMED"));

    assertNothingHappened();
  }

  @Test
  @Fault("AR-17")
  void aCodeOfFourKilobytesIsUsed() {
    String state = parameter(callback("haneul"), "state");
    String code = "a".repeat(4096);

    SignInResult result = complete("code=" + code + "&state=" + state);

    refused(result, RejectReason.CODE_DEAD); // the provider does not know it
    assertThat(kakao.requests(KakaoEndpoint.TOKEN)).hasSize(1);
    assertThat(kakao.requests(KakaoEndpoint.TOKEN).get(0).formParameter("code")).contains(code);
    assertNobodyBecameAMember();
  }

  @Test
  @Fault("AR-22")
  void tokensInTheCallbackAreRefused() {
    URI good = callback("haneul");
    String token = kakao.issueAccessToken(kakao.person("haneul"));
    for (String name : List.of("access_token", "id_token", "refresh_token")) {
      refused(complete(with(good, name, token)), RejectReason.MALFORMED);
      refused(
          complete("state=" + parameter(good, "state") + "&" + name + "=" + token),
          RejectReason.MALFORMED);
    }
    // A fragment never reaches the server; what a page of the shop would send on has no code.
    refused(complete("state=" + parameter(good, "state")), RejectReason.MALFORMED);

    assertNothingHappened();
    assertThat(complete(good)).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("RC-06")
  void aReturnPathInTheCallbackIsIgnored() {
    URI callback = callback("haneul");
    String query = callback.getRawQuery() + "&return=%2Fevil&returnPath=%2F%2Fevil.example"
        + "&return_to=https%3A%2F%2Fevil.example&entry=evil";

    SignedIn result = signedIn(complete(query));

    assertThat(result.details().returnPath()).isEqualTo("/cart");
    assertThat(result.details().entry()).isEmpty();
  }

  @Test
  void aClosedEngineSaysThatItIsClosed() {
    sync.close();

    assertThatThrownBy(() -> complete("code=c&state=s"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(this::begin)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aCallbackWithoutAQueryIsMalformedOrUnknown() {
    refused(sync.complete(browser, Callback.query(Kakao.ID, null)), RejectReason.UNKNOWN_STATE);
  }

  private TestBrowser browserThatBegan() {
    TestBrowser other = new TestBrowser();
    other.begin(sync, Kakao.ID, SignIn.returningTo("/other"));
    return other;
  }
}
