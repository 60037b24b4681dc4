package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;

/** Puts a bottle into the cart. */
final class CartForm extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Cart.add(request, Optional.ofNullable(request.getParameter("wine")).flatMap(Wine::find));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", "/#cart");
  }
}
