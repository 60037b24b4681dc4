package io.membersync.servlet.browser;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Objects;

/** The shop's own pages: each says who is signed in; one signs its first member in at once. */
final class ShopPages extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String MEMBER = "memberId";
  static final String OWN_SIGN_IN = "/member/login";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getRequestURI().equals("/favicon.ico")) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    if (request.getRequestURI().equals(OWN_SIGN_IN)) {
      request.getSession(true).setAttribute(MEMBER, "m1");
      response.sendRedirect(Objects.requireNonNullElse(request.getParameter("returnTo"), "/"));
      return;
    }
    HttpSession session = request.getSession(false);
    Object member = session == null ? null : session.getAttribute(MEMBER);
    response.setContentType("text/html; charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response
        .getWriter()
        .print("<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\">"
            + "<title>shop</title></head><body><p id=\"member\">"
            + (member == null ? "guest" : member)
            + "</p><a href=\"/login/?returnTo=%2Fcart\">sign in</a>"
            + "<form method=\"post\" action=\"/login/link/apple\">"
            + "<input type=\"hidden\" name=\"returnTo\" value=\"/cart\">"
            + "<button id=\"link\">add a way in</button></form></body></html>");
  }
}
