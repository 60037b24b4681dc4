package io.membersync.spring;

import io.membersync.SignIn;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serial;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Leads to the shop's own sign-in page. Spring Security's form login does not take where to go next
 * from an address, but goes to the page that somebody wanted before.
 */
final class ShopSignInServlet extends HttpServlet {
  static final String PATH = "/shop-sign-in";
  static final String RETURN_TO = "returnTo";

  @Serial
  private static final long serialVersionUID = 1L;

  private final String page;
  private final transient Optional<String> parameter;
  private final transient SavedRequests saved;

  /**
   * @param page without the context path
   * @param parameter for a page of the shop's that does take it from there; empty for one that does
   *     not, such as Spring Security's own, which is not shown with a parameter it does not know
   */
  ShopSignInServlet(String page, Optional<String> parameter, SavedRequests saved) {
    this.page = page;
    this.parameter = parameter;
    this.saved = saved;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    String returnPath = SignIn.returningTo(request.getParameter(RETURN_TO)).returnPath();
    String context = request.getContextPath();
    if (returnPath.startsWith(context + "/")) {
      saved.save(new ServletExchange(request, response), returnPath);
    }
    String path = context + page;
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        "Location",
        parameter
            .map(name -> path + (path.contains("?") ? "&" : "?") + name + "="
                + URLEncoder.encode(returnPath, StandardCharsets.UTF_8))
            .orElse(path));
    response.setContentLength(0);
  }
}
