package io.membersync.examples.springshop;

import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.KakaoVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;

/** Somebody with a browser of their own, who presses what is on the pages. */
final class Visitor implements AutoCloseable {
  private final WebClient browser = new WebClient(BrowserVersion.CHROME);
  private final URI shop;
  private final FakeKakao kakao;
  private final KakaoVisitor atKakao;

  Visitor(URI shop, FakeKakao kakao, KakaoPerson person) {
    this.shop = shop;
    this.kakao = kakao;
    this.atKakao = kakao.visitor(person);
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
    browser.addRequestHeader("Accept-Language", "en");
  }

  HtmlPage open(String path) {
    return open(shop.resolve(path));
  }

  private HtmlPage open(URI address) {
    try {
      return browser.getPage(address.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String cookie(String name) {
    return browser.getCookieManager().getCookie(name).getValue();
  }

  /** Follows a link to Kakao, agrees to everything there, and comes back. */
  HtmlPage byKakao(HtmlPage page) {
    return open(atKakao.agree(toKakao(page)));
  }

  /** Follows a link to Kakao, cancels there, and comes back. */
  HtmlPage cancelAtKakao(HtmlPage page) {
    return open(atKakao.cancel(toKakao(page)));
  }

  /** Where the page's button for Kakao leads, unless the page has led there by itself. */
  private URI toKakao(HtmlPage page) {
    HtmlPage there = page.getUrl().toString().startsWith(kakao.baseUri().toString())
        ? page
        : follow(page, "start/kakao");
    return URI.create(there.getUrl().toString());
  }

  HtmlPage follow(HtmlPage page, String hrefPart) {
    return press(page.getAnchors().stream()
        .filter(one -> one.getHrefAttribute().contains(hrefPart))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no link " + hrefPart + " on " + told(page))));
  }

  /** Presses the button of this name and value, whichever form it is in. */
  static HtmlPage submit(HtmlPage page, String value) {
    return press(page.getForms().stream()
        .flatMap(form -> form.getButtonsByName("action").stream())
        .filter(button -> button.getValueAttribute().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no button " + value + " on " + told(page))));
  }

  /** Presses the only button of the form that posts to an address with this part. */
  static HtmlPage send(HtmlPage page, String actionPart) {
    HtmlForm form = form(page, actionPart);
    return press(form.getElementsByTagName("button").get(0));
  }

  static HtmlForm form(HtmlPage page, String actionPart) {
    return page.getForms().stream()
        .filter(form -> form.getActionAttribute().contains(actionPart))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no form " + actionPart + " on " + told(page)));
  }

  static HtmlPage type(HtmlPage page, String name, String value) {
    DomElement input = page.getElementsByName(name).stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no input " + name + " on " + told(page)));
    ((HtmlInput) input).setValue(value);
    return page;
  }

  /** Ticks these notices and joins. */
  static HtmlPage agree(HtmlPage page, String... tags) {
    List<String> wanted = List.of(tags);
    List<DomElement> boxes = page.getElementsByName("agree");
    if (boxes.isEmpty()) {
      throw new AssertionError("no notices on " + told(page));
    }
    boxes.stream()
        .map(HtmlInput.class::cast)
        .filter(box -> wanted.isEmpty() || wanted.contains(box.getValue()))
        .forEach(box -> box.setChecked(true));
    return submit(page, "continue");
  }

  private static HtmlPage press(DomElement element) {
    try {
      return element.click();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String told(HtmlPage page) {
    return page.getUrl() + "\n" + page.getWebResponse().getContentAsString();
  }

  @Override
  public void close() {
    browser.close();
  }
}
