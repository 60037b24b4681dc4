package io.membersync.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.htmlunit.BrowserVersion;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.Cookie;

/** Somebody with a browser of their own in front of a shop. */
final class ShopVisitor implements AutoCloseable {
  final WebClient browser = new WebClient(BrowserVersion.CHROME);
  private final SpringShop shop;
  private final String person;

  ShopVisitor(SpringShop shop, String person) {
    this.shop = shop;
    this.person = person;
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
    browser.addRequestHeader("Accept-Language", "en");
  }

  Page open(String path) {
    return open(shop.resolve(path));
  }

  Page open(URI address) {
    try {
      return browser.getPage(address.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String path) {
    return open(path).getWebResponse().getContentAsString();
  }

  /** One request without following where it leads. */
  WebResponse ask(HttpMethod method, URI address) {
    browser.getOptions().setRedirectEnabled(false);
    try {
      return browser.getPage(new WebRequest(address.toURL(), method)).getWebResponse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      browser.getOptions().setRedirectEnabled(true);
    }
  }

  /** Presses the button of the sign-in page; answers where Kakao would be opened. */
  URI begin(String path) {
    return URI.create(ask(HttpMethod.GET, shop.resolve(path)).getResponseHeaderValue("Location"));
  }

  /** Agrees to everything at Kakao, and comes back. */
  Page signIn(String path) {
    return open(callback(path, authorization -> shop.kakao.visitor(person).agree(authorization)));
  }

  URI callback(String path, UnaryOperator<URI> atKakao) {
    return atKakao.apply(begin(path));
  }

  /** A whole sign-up: Kakao, then the shop's notices, all agreed to. */
  Page signUp() {
    return agree(signIn("/membersync/start/kakao"));
  }

  /** Ticks every notice and goes on. */
  static Page agree(Page page) {
    HtmlForm form = ((HtmlPage) page)
        .getForms().stream()
            .filter(one -> !one.getInputsByName("agree").isEmpty())
            .findFirst()
            .orElseThrow(() -> new AssertionError(
                "no notices on this page: " + page.getWebResponse().getContentAsString()));
    try {
      for (var input : form.getInputsByName("agree")) {
        input.setChecked(true);
      }
      return form.getButtonsByName("action").stream()
          .filter(button -> button.getValueAttribute().equals("continue"))
          .findFirst()
          .orElseThrow()
          .click();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String sessionId() {
    Cookie cookie = browser.getCookieManager().getCookie("JSESSIONID");
    return cookie == null ? "none" : cookie.getValue();
  }

  @Override
  public void close() {
    browser.close();
  }
}
