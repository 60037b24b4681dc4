package io.membersync.testing;

import io.membersync.testing.http.Answer;

/**
 * What every page of a fake provider is made of: no script, Korean first and English below, and on
 * each of them that it is fake.
 *
 * @param name of the fake, such as {@code FakeNaver}
 * @param korean the provider's name in Korean
 */
record FakePages(String name, String korean) {
  static final String STYLE_PATH = "/fake/style.css";

  private static final String STYLE = SampleLayout.resource("kakao/style.css");

  static Answer style() {
    return Answer.text(200, "text/css;charset=UTF-8", STYLE);
  }

  static String heading(String korean, String english) {
    return "<h1>" + korean + " <span lang=\"en\">" + english + "</span></h1>";
  }

  /** A form that carries the whole authorization request along. */
  static String form(String path, String rawQuery) {
    return "<form method=\"post\" action=\"" + path
        + "\"><input type=\"hidden\" name=\"request\" value=\"" + escape(rawQuery) + "\">";
  }

  static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escape(value) + "\">";
  }

  static String box(
      String name, String value, String korean, String english, boolean required, boolean ticked) {
    return "<label class=\"box\"><input type=\"checkbox\" name=\"" + name + "\" value=\""
        + escape(value) + "\"" + (ticked ? " checked" : "") + "><span>"
        + (required ? "<b class=\"must\">[필수 required]</b> " : "<b>[선택 optional]</b> ")
        + escape(korean) + "<small lang=\"en\">" + escape(english) + "</small></span></label>";
  }

  static String cancel() {
    return "<p class=\"actions\">" + button("cancel", "", "취소", "Cancel") + "</p>";
  }

  static String button(String action, String style, String korean, String english) {
    return "<button class=\"" + style + "\" name=\"action\" value=\"" + action + "\">" + korean
        + " <span lang=\"en\">" + english + "</span></button>";
  }

  Answer page(int status, String title, String body) {
    String html = "<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + "<meta name=\"robots\" content=\"noindex\"><title>"
        + escape(title)
        + " · "
        + name
        + "</title><link rel=\"stylesheet\" href=\""
        + STYLE_PATH
        + "\"></head><body><p class=\"fake\">테스트용 가짜 "
        + korean
        + "입니다. 실제 "
        + korean
        + "가 아닙니다."
        + " <span lang=\"en\">This is "
        + name
        + ", a test double. It is not "
        + name.substring("Fake".length())
        + ".</span></p><main>"
        + body
        + "</main></body></html>\n";
    return Answer.html(status, html)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'");
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.chars().forEach(c -> {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append((char) c);
      }
    });
    return out.toString();
  }
}
