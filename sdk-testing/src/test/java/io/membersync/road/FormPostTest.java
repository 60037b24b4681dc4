package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Callback;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.Capability;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that answers by a form POST from its own site, which brings no Lax cookies. */
class FormPostTest extends RoadFixture {
  private SmallProvider small = new SmallProvider();
  private String form = "";

  @BeforeEach
  void beginAtASmallProvider() {
    small.close();
    small = new SmallProvider();
    small.profile = "{\"sub\":\"u1\",\"email\":\"u1@shop.example\",\"email_verified\":true}";
    sync =
        open(shop().provider(small.provider(Capability.FORM_POST, Capability.SENDS_FIELDS_ONCE)));
    URI uri = browser.begin(sync, SmallProvider.ID, SignIn.returningTo("/cart"));
    form = "code=c1&state=" + parameter(uri, "state")
        + "&user=%7B%22name%22%3A%7B%22firstName%22%3A%22Mallory%22%7D%7D";
  }

  @AfterEach
  void closeProvider() {
    small.close();
  }

  @Test
  @Fault("AR-20")
  void aFormIsTakenWithoutCookiesAndFinishedByTheBrowserThatBegan() {
    String query = post(form).orElseThrow();

    assertThat(query).matches("handle=[A-Za-z0-9_-]+");
    assertThat(small.exchanges()).isEmpty();
    SignedIn result = signedIn(get(browser, query));
    assertThat(result.details().returnPath()).isEqualTo("/cart");
    assertThat(small.exchanges()).hasSize(1);
  }

  @Test
  @Fault("AR-20")
  void anotherBrowserWithTheHandleIsRefused() {
    String query = post(form).orElseThrow();

    refused(get(new TestBrowser(), query), RejectReason.OTHER_BROWSER);

    assertThat(small.exchanges()).isEmpty();
    assertNobodyBecameAMember();
  }

  @Test
  @Fault("AR-20")
  void aHandleIsGoodOnceAndForAMinute() {
    String used = post(form).orElseThrow();
    assertThat(get(browser, used)).isInstanceOf(SignedIn.class);
    refused(get(browser, used), RejectReason.MALFORMED);

    String old = post(form).orElseThrow();
    clock.advance(Duration.ofSeconds(61));
    refused(get(browser, old), RejectReason.MALFORMED);
    assertThat(small.exchanges()).hasSize(1);
  }

  @Test
  @Fault("AR-20")
  void theSameAnswerByGetIsRefusedAndSpendsNothing() {
    watched.forget();

    refused(get(browser, form), RejectReason.MALFORMED);
    refused(get(browser, form.replace("code=c1", "error=access_denied")), RejectReason.MALFORMED);

    assertThat(watched.calls("attempts.claim")).isEmpty();
    assertThat(small.exchanges()).isEmpty();
    assertNobodyBecameAMember();
    assertThat(get(browser, post(form).orElseThrow())).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-20")
  void aCancelledFormEndsByItsHandle() {
    SignInResult result =
        get(browser, post(form.replace("code=c1", "error=access_denied")).orElseThrow());

    assertThat(result).isInstanceOf(SignInResult.Cancelled.class);
  }

  @Test
  @Fault("AR-20")
  void aFormOfAnyOtherKindIsRefused() {
    assertThat(post("code=c1&state=forged")).isEmpty();
    assertThat(post(form + "&state=twice")).isEmpty();
    assertThat(post("{\"code\":\"c1\"}")).isEmpty();
    assertThat(sync.receiveForm(Callback.query(SmallProvider.ID, form))).isEmpty();
    URI kakaos = begin();
    assertThat(
            sync.receiveForm(Callback.form(Kakao.ID, "code=c&state=" + parameter(kakaos, "state"))))
        .isEmpty();
    Callback unredirected = Callback.form(SmallProvider.ID, form);
    assertThatThrownBy(() -> sync.complete(browser, unredirected))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("receiveForm");
    assertThat(watched.calls("attempts.park")).isEmpty();
    assertThat(small.exchanges()).isEmpty();
  }

  @Test
  @Fault("AR-20")
  void theUserFieldOfTheFormIsNotBelieved() {
    SignedIn result = signedIn(get(browser, post(form).orElseThrow()));

    assertThat(values(memberOf(result)))
        .containsEntry("email", "u1@shop.example")
        .doesNotContainValue("Mallory");
  }

  private Optional<String> post(String body) {
    return sync.receiveForm(Callback.form(SmallProvider.ID, body));
  }

  private SignInResult get(TestBrowser from, String query) {
    return sync.complete(from, Callback.query(SmallProvider.ID, query));
  }
}
