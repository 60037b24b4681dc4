package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;

/** The shop's look. MemberSync's pages load it too, for the brand above them. */
final class StyleSheet extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/css; charset=UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    try (InputStream style = StyleSheet.class.getResourceAsStream("shop.css")) {
      if (style == null) {
        throw new IllegalStateException("the shop's jar lacks shop.css");
      }
      style.transferTo(response.getOutputStream());
    }
  }
}
