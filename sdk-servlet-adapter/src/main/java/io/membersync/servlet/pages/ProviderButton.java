package io.membersync.servlet.pages;

import io.membersync.servlet.Page;
import java.util.Locale;
import java.util.Set;

/**
 * How a provider's button looks, by brand. A brand without rules here gets the neutral one, with its
 * name in it. All are of one size and weight, as Google and Apple ask; their labels are as large as
 * Kakao allows, a third of the height. Colours of a brand do not change with the shop's style.
 *
 * <ul>
 *   <li><b>Kakao</b>: container #FEE500, symbol #000000, label #000000 at 85 %, corners of 12 px, system
 *       font, label "카카오 로그인" or "Login with Kakao", the speech bubble always before it, at the left or
 *       beside the label. Documented.
 *       https://developers.kakao.com/docs/latest/en/kakaologin/design-guide, read 2026-11-21.
 *   <li><b>Naver</b>: #03A94D, not the company's #03C75A, with N and label #FFFFFF; N of 16 px or more and
 *       taller than the label, at the left, the label in the middle of the rest; wording free as long as it
 *       says that one signs in with Naver. White on that green has 3.09 : 1, enough for large bold text
 *       only, so the label is both. Corners: not documented. Certainty: second-hand, by public
 *       repositories that quote https://developers.naver.com/docs/login/bi/bi.md, read 2026-11-23; the
 *       page itself was not to be had.
 *   <li><b>Google</b>: fill #FFFFFF, stroke #747775 of 1 px inside, label #1F1F1F in Google Sans Medium,
 *       "Sign in with Google" or "Google 계정으로 로그인", the G in its standard colours on white with 12 px
 *       before it; other buttons no more prominent. Certainty: that there are such rules and that the
 *       wording may be translated is documented at
 *       https://developers.google.com/identity/branding-guidelines; the values are second-hand (state of
 *       2026-07-07); both read 2026-11-23. The font is used where it is installed. <b>Departs:</b> Google
 *       wants its own file for the G; the label is as bold as the others, since without that font it would
 *       look lighter than theirs.
 *   <li><b>Apple</b>: black or white, logo and title both of the other; "Sign in with Apple", "Sign up with
 *       Apple" or "Continue with Apple"; any corners; 30 px high or more, a tenth of that around it.
 *       Documented at https://developer.apple.com/design/human-interface-guidelines/sign-in-with-apple, read
 *       2026-11-23 in a copy of 2022-09-14. The Korean title is second-hand. <b>Departs:</b> Apple wants its
 *       own file for the logo, and a title of 43 % of the height.
 *   <li><b>Facebook</b>: white f in a circle and white label on #0866FF, "Log in with Facebook" or "Continue
 *       with Facebook". Certainty: Facebook's own button says the latter
 *       (https://developers.facebook.com/docs/facebook-login/web/login-button, read 2026-11-23), the former is
 *       second-hand, the blue from general knowledge (until 2023 #1877F2), the Korean label ours.
 *   <li><b>LINE</b>: only #06C755 (hover: 10 % of black over it) with icon and text #FFFFFF, "Log in with
 *       LINE" or "LINE으로 로그인" in one line; the icon may be the button without a text. Documented at
 *       https://developers.line.biz/en/docs/line-login/login-button, read 2026-11-23. White on that green has
 *       2.26 : 1, too little for a text of any size, so the icon is the button and the label stands beside it
 *       in the page's colours: our reading.
 * </ul>
 *
 * @param style classes of the style sheet
 * @param label in the page's language
 * @param symbol which drawing stands before the label; empty for none
 */
public record ProviderButton(String style, String label, String symbol, String href) {
  private static final Set<String> WITH_RULES =
      Set.of("KAKAO", "NAVER", "GOOGLE", "APPLE", "FACEBOOK", "LINE");

  static ProviderButton of(Page.ProviderLink provider, Texts texts) {
    String brand = provider.brand();
    String inWords = texts.text("button.neutral", provider.name());
    if (!WITH_RULES.contains(brand)) {
      return new ProviderButton("ms-neutral", inWords, "", provider.href());
    }
    String symbol = brand.toLowerCase(Locale.ROOT);
    boolean isNamedByShop = !provider.name().equals(texts.brandName(brand));
    return new ProviderButton(
        "ms-brand ms-" + symbol,
        isNamedByShop ? inWords : texts.text("button." + brand),
        symbol,
        provider.href());
  }
}
