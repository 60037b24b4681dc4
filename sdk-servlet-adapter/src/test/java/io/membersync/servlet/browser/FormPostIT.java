package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.HttpHeader;
import io.membersync.member.MemberId;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A provider that answers with a form posted across sites, with which Lax cookies do not go. */
@Tag("real")
class FormPostIT {
  private static final Pattern CALLBACK =
      Pattern.compile("https://shop\\.test:[0-9]+/login/callback/poster.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  @Fault("AR-20")
  void theSignUpWorksAlthoughTheFormBringsNoCookies() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn();
    visitor.page().locator("a[href*='start/poster']").click();
    visitor.page().locator("button").waitFor();
    visitor.forgetRequests();
    visitor.page().locator("button").click();
    visitor.isAskedForConsent();

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

    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    assertThat(sites.world().members.valuesOf(new MemberId(visitor.member())))
        .containsEntry("name", "Jung Posted");

    // The handle was good for once.
    visitor.context().clearCookies();
    visitor.page().navigate(callbacks.get(1).url());
    visitor.seesHeading("로그인을 완료하지 못했습니다");
  }

  @Test
  @Fault("AR-20")
  void aFormThatAnotherBrowserWasGivenIsNotUsed() {
    Visitor attacker = sites.visitor();
    attacker.opensSignIn();
    attacker.page().locator("a[href*='start/poster']").click();
    String form =
        attacker.page().locator("form").evaluate("form => form.outerHTML").toString();

    Visitor visitor = sites.visitor();
    visitor.page().navigate(sites.world().atEvil("/post", form));
    visitor.page().locator("button").click();
    visitor.seesHeading("한 번 더 눌러 주세요");
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("guest");
    assertThat(sites.world().members.count()).isZero();
  }

  private static String cookies(Request request) {
    return request.headersArray().stream()
        .filter(header -> header.name.equalsIgnoreCase("cookie"))
        .map((HttpHeader header) -> header.value)
        .findFirst()
        .orElse("");
  }
}
