package io.membersync.servlet.pages;

import io.membersync.SignInResult.CodeWay;
import io.membersync.SignInResult.MissingFields;
import io.membersync.consent.Notice;
import io.membersync.servlet.Page;
import io.membersync.servlet.PageDetails;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the templates ask beside the page. */
public final class View {
  private static final int SHORT = 200;

  private final PageDetails details;
  private final Look look;
  private final String styleVersion;
  private final Texts texts;

  View(PageDetails details, Look look, String styleVersion) {
    this.details = details;
    this.look = look;
    this.styleVersion = styleVersion;
    this.texts = Texts.in(details.language());
  }

  public PageDetails details() {
    return details;
  }

  public String text(String key, Object... arguments) {
    return texts.text(key, arguments);
  }

  public String language() {
    return texts.language().getLanguage();
  }

  public List<String> stylesheets() {
    String own = details.base() + "style.css?v=" + styleVersion;
    return look.stylesheet().map(shops -> List.of(own, shops)).orElse(List.of(own));
  }

  /** HTML of the shop; empty for none. */
  public String header() {
    return look.header().apply(details.language());
  }

  /** HTML of the shop; empty for none. */
  public String footer() {
    return look.footer().apply(details.language());
  }

  /** What the consent centre says of this page. */
  public CentreView centre(Page.Centre page) {
    return new CentreView(page, texts, look.fieldLabels());
  }

  public ProviderButton button(Page.ProviderLink provider) {
    return ProviderButton.of(provider, texts);
  }

  /**
   * Whether a notice's text stands open on the page. Long terms are folded, as they are read where
   * wanted; whatever the law wants to be seen before a consent is not.
   */
  public boolean standsOpen(Page.ShownNotice shown) {
    Notice.Kind kind = shown.notice().kind();
    boolean mayBeFolded = kind == Notice.Kind.TERMS || kind == Notice.Kind.POLICY;
    return !mayBeFolded || shown.text().body().length() <= SHORT;
  }

  /** The contact that a code has been sent to, whose input stands first. */
  public Optional<CodeWay> sentCode(Page.Proof page) {
    return page.choices().codes().stream()
        .filter(way -> way.sentUntil().isPresent())
        .findFirst();
  }

  /** The contacts that a code could be sent to beside it. */
  public List<CodeWay> unsentCodes(Page.Proof page) {
    return page.choices().codes().stream()
        .filter(way -> way.sentUntil().isEmpty())
        .toList();
  }

  /** What went wrong with a code just now; it is told once, however many contacts there are. */
  public Optional<String> codeFault(Page.Proof page) {
    return page.choices().codes().stream()
        .flatMap(way -> way.fault().stream())
        .findFirst()
        .map(fault -> text("code.fault." + fault.name().toLowerCase(Locale.ROOT)));
  }

  public List<FieldControl> controls(
      List<MissingFields.Missing> missing, Map<String, String> typed) {
    return missing.stream()
        .map(one -> FieldControl.of(one, typed, texts, look.fieldLabels()))
        .toList();
  }
}
