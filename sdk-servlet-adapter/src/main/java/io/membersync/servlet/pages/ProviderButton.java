package io.membersync.servlet.pages;

import io.membersync.servlet.Page;
import java.util.Set;

/**
 * How a provider's button looks, by brand. A brand without rules here gets the neutral one, with its
 * name in it.
 *
 * <p>Kakao: container #FEE500, symbol #000000, label #000000 at 85 %, corners of 12 px, system font,
 * label "카카오 로그인" or "Login with Kakao", the speech bubble always before it.
 * https://developers.kakao.com/docs/latest/en/kakaologin/design-guide, read 2026-11-21.
 *
 * @param style class of the style sheet
 * @param label in the page's language
 * @param symbol which drawing stands before the label; empty for none
 */
public record ProviderButton(String style, String label, String symbol, String href) {
  private static final Set<String> WITH_RULES = Set.of("KAKAO");

  static ProviderButton of(Page.ProviderLink provider, Texts texts) {
    if (WITH_RULES.contains(provider.brand())) {
      String name = provider.brand().toLowerCase(java.util.Locale.ROOT);
      return new ProviderButton(
          "ms-" + name, texts.text("button." + provider.brand()), name, provider.href());
    }
    return new ProviderButton(
        "ms-neutral", texts.text("button.neutral", provider.name()), "", provider.href());
  }
}
