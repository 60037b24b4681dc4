package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

class SavedRequestsTest {
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/membersync/");
  private final ServletExchange exchange =
      new ServletExchange(request, new MockHttpServletResponse());

  @Test
  void onlyAPageOfThisVerySiteIsOneToComeBackTo() {
    assertThat(path("http://localhost/orders?a=b%20c&continue"))
        .contains("/orders?a=b%20c&continue");
    assertThat(path("/orders")).contains("/orders");
    assertThat(path("https://elsewhere.example/orders")).isEmpty();
    assertThat(path("http://localhost//elsewhere.example")).isEmpty();
    assertThat(path("http://localhost/\\elsewhere")).isEmpty();
    assertThat(path("http://localhost/")).isEmpty();
    assertThat(new SavedRequests(new NullRequestCache()).findPath(exchange)).isEmpty();
  }

  @Test
  void aPageThatIsSavedForTheShopsSignInIsFoundAgainWithItsQuery() {
    SavedRequests saved = new SavedRequests(new HttpSessionRequestCache());
    request.setMethod("POST");
    request.setParameter("code", "zqmark7");

    saved.save(exchange, "/membersync/resume/k3v9?lang=en");

    assertThat(saved.findPath(exchange)).contains("/membersync/resume/k3v9?lang=en");
    SavedRequest held = Objects.requireNonNull(
        new HttpSessionRequestCache().getRequest(request, exchange.response()));
    assertThat(held.getParameterMap()).isEmpty();
    assertThat(held.getRedirectUrl()).startsWith("http://localhost/membersync/resume/k3v9?lang=en");
    saved.forget(exchange);
    assertThat(saved.findPath(exchange)).isEmpty();
  }

  @Test
  void aCacheInACookieKeepsItAsWell() {
    SavedRequests saved = new SavedRequests(new CookieRequestCache());
    MockHttpServletResponse response = new MockHttpServletResponse();
    request.setScheme("https");
    request.setServerPort(8443);

    saved.save(new ServletExchange(request, response), "/orders/1?a=b");
    request.setCookies(response.getCookies());

    assertThat(saved.findPath(exchange)).contains("/orders/1?a=b");
  }

  private Optional<String> path(String url) {
    return new SavedRequests(new NullRequestCache() {
          @Override
          public SavedRequest getRequest(HttpServletRequest asked, HttpServletResponse response) {
            return new SimpleSavedRequest(url);
          }
        })
        .findPath(exchange);
  }
}
