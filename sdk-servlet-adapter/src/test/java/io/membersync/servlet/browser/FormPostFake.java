package io.membersync.servlet.browser;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import io.membersync.testing.FakeEndpoints;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on the site {@code kakao.test} that answers with a form, as Sign in with Apple does. */
final class FormPostFake implements AutoCloseable {
  static final ProviderId ID = ProviderId.of("poster");

  private static final String ORIGIN = "https://poster.example";
  private static final AtomicInteger CODES = new AtomicInteger();

  private final Site site = new Site("kakao.test");

  FormPostFake() {
    site.add("/*", new Endpoints());
    site.start();
  }

  Provider provider() {
    return FakeEndpoints.lead(new Poster(), site.onLoopback(), site.uri(""), ORIGIN);
  }

  @Override
  public void close() {
    site.close();
  }

  /** Asks for a form. */
  private record Poster() implements Provider {
    @Override
    public ProviderDescriptor descriptor() {
      return ProviderDescriptor.builder(ID)
          .brand("APPLE")
          .authorization(ORIGIN + "/authorize")
          .token(ORIGIN + "/token", ClientAuth.POST_BODY)
          .profile(ORIGIN + "/profile")
          .field(Field.NAME, "name", Trust.UNPROVEN)
          .field(Field.EMAIL, "email", Trust.UNPROVEN)
          .with(Capability.FORM_POST)
          .build();
    }

    @Override
    public ClientRegistration client() {
      return ClientRegistration.of("shop-at-poster", Secret.of("sample-secret"));
    }

    @Override
    public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
      Map<String, String> parameters =
          new LinkedHashMap<>(Provider.super.authorizationParameters(ask));
      parameters.put("response_mode", "form_post");
      return parameters;
    }
  }

  /** One visitor, always the same, who has to press one button. */
  private static final class Endpoints extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getRequestURI()) {
        case "/authorize" ->
          html(
              response,
              "<form method=\"post\" action=\""
                  + request.getParameter("redirect_uri")
                  + "\"><input type=\"hidden\" name=\"code\" value=\"poster-code-"
                  + CODES.incrementAndGet()
                  + "\"><input type=\"hidden\" name=\"state\" value=\""
                  + request.getParameter("state")
                  + "\"><button>Continue</button></form>");
        case "/token" ->
          json(response, "{\"access_token\":\"poster-token\",\"token_type\":\"Bearer\"}");
        case "/profile" ->
          json(
              response,
              "{\"sub\":\"poster-1\",\"name\":\"Jung Posted\",\"email\":\"posted@shop.example\"}");
        default -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      }
    }

    private static void html(HttpServletResponse response, String body) throws IOException {
      response.setContentType("text/html; charset=UTF-8");
      response.getWriter().print("<!doctype html><title>poster</title>" + body);
    }

    private static void json(HttpServletResponse response, String body) throws IOException {
      response.setContentType("application/json");
      response.getWriter().print(body);
    }
  }
}
