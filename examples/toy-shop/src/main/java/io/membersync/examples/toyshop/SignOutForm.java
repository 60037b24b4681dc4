package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serial;

/** Ends the shop's session; Kakao's is not the shop's to end. */
final class SignOutForm extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient OwnForms forms;

  SignOutForm(OwnForms forms) {
    this.forms = forms;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!forms.isOwn(request)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", "/");
  }
}
