package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.HttpHeader;
import io.membersync.member.MemberId;
import io.membersync.provider.apple.Apple;
import io.membersync.testing.AppleEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apple answers with a form posted across sites, with which Lax cookies do not go. */
@Tag("real")
class FormPostIT {
  private static final Pattern CALLBACK =
      Pattern.compile("https://shop\\.test:[0-9]+/login/callback/apple.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  @Fault("AR-20")
  void theSignUpWorksAlthoughTheFormBringsNoCookies() {
    Visitor visitor = sites.visitor();
    standsBeforeTheForm(visitor);
    visitor.forgetRequests();
    visitor.continuesFromApple().isAskedForConsent();

    List<Request> callbacks = visitor.requests().stream()
        .filter(request -> CALLBACK.matcher(request.url()).matches())
        .toList();
    assertThat(callbacks).extracting(Request::method).containsExactly("POST", "GET");
    assertThat(cookies(callbacks.get(0))).doesNotContain("__Host-ms");
    assertThat(callbacks.get(0).response().status()).isEqualTo(303);
    assertThat(cookies(callbacks.get(1))).containsPattern("__Host-ms[0-3]=");
    assertThat(URI.create(callbacks.get(1).url()).getRawQuery())
        .startsWith("handle=")
        .doesNotContain("code", "state");

    signsUp(visitor);
    assertThat(nameOf(visitor)).isEqualTo("김하늘");

    // The handle was good for once.
    visitor.context().clearCookies();
    visitor.page().navigate(callbacks.get(1).url());
    visitor.seesHeading("로그인을 완료하지 못했습니다");
  }

  @Test
  @Fault("AR-20")
  void aFormThatAnotherBrowserWasGivenIsNotUsed() {
    Visitor attacker = sites.visitor();
    standsBeforeTheForm(attacker);
    String form =
        attacker.page().locator("form").evaluate("form => form.outerHTML").toString();

    Visitor visitor = sites.visitor();
    visitor.page().navigate(sites.world().atEvil("/post", form));
    visitor.continuesFromApple().seesHeading("한 번 더 눌러 주세요");
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("guest");
    assertThat(sites.world().members.count()).isZero();
    assertThat(sites.world().apple.calls(AppleEndpoint.TOKEN)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "get, application/x-www-form-urlencoded, 로그인을 완료하지 못했습니다",
    "post, text/plain, 요청을 처리하지 못했습니다",
    "post, multipart/form-data, 요청을 처리하지 못했습니다"
  })
  @Fault("AR-20")
  void theSameAnswerInAnyOtherWayIsRefusedInTheRightBrowserToo(
      String method, String type, String heading) {
    Visitor visitor = sites.visitor();
    standsBeforeTheForm(visitor);
    visitor
        .page()
        .locator(Visitor.FORM_OF_APPLE)
        .evaluate(
            "(form, [method, type]) => { form.method = method; form.enctype = type; }",
            List.of(method, type));
    visitor.continuesFromApple().seesHeading(heading);
    assertThat(sites.world().apple.calls(AppleEndpoint.TOKEN)).isZero();
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("guest");

    // Nothing was spent.
    visitor.opensSignIn().presses(Apple.ID).continuesFromApple();
    visitor.isAskedForConsent();
  }

  @Test
  @Fault("AR-20")
  void whatTheBrowserSaysOfTheUserIsANameThatNobodyHasVerified() {
    Visitor visitor = sites.visitor();
    standsBeforeTheForm(visitor);
    visitor.page().locator("input[name=user]").evaluate("""
        input => { input.value = JSON.stringify({
          name: {firstName: 'Mallory', lastName: '<b>', middleName: 'x'},
          email: 'admin@shop.example', email_verified: true, sub: 'somebody-else'}); }""");
    visitor.continuesFromApple().isAskedForConsent();
    signsUp(visitor);

    MemberId member = new MemberId(visitor.member());
    assertThat(sites.world().members.valuesOf(member))
        .containsEntry("email", "haneul@shop.example")
        .hasEntrySatisfying("name", name -> assertThat(name).startsWith("Mallory"));
    assertThat(sites.world().sync.members().find(member).orElseThrow().provenance())
        .filteredOn(row -> row.attribute().equals("name"))
        .singleElement()
        .satisfies(row -> assertThat(row.verifiedBy()).isEmpty());
  }

  @Test
  @Fault("AR-20")
  void theNameComesTheFirstTimeOnlyAndStays() {
    Visitor visitor = sites.visitor();
    standsBeforeTheForm(visitor);
    assertThat(visitor.page().locator("input[name=user]").count()).isOne();
    visitor.continuesFromApple().isAskedForConsent();
    signsUp(visitor);

    visitor.isForgottenByTheShop().opensSignIn().presses(Apple.ID);
    visitor.page().locator(Visitor.FORM_OF_APPLE).waitFor();
    assertThat(visitor.page().locator("input[name=user]").count()).isZero();
    visitor.continuesFromApple().arrivesAt("/cart");
    assertThat(nameOf(visitor)).isEqualTo("김하늘");
  }

  private static void standsBeforeTheForm(Visitor visitor) {
    visitor.opensSignIn().presses(Apple.ID).isPerson("haneul").agreesToEverything();
    visitor.page().locator(Visitor.FORM_OF_APPLE).waitFor();
  }

  private static void signsUp(Visitor visitor) {
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  private String nameOf(Visitor visitor) {
    return sites.world().members.valuesOf(new MemberId(visitor.member())).getOrDefault("name", "");
  }

  private static String cookies(Request request) {
    return request.headersArray().stream()
        .filter(header -> header.name.equalsIgnoreCase("cookie"))
        .map((HttpHeader header) -> header.value)
        .findFirst()
        .orElse("");
  }
}
