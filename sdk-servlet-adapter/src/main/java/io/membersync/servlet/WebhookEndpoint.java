package io.membersync.servlet;

import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ProviderId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes what providers tell later: {@code /webhooks/{provider}}. Answers a status, and what the provider
 * reads beside it. */
final class WebhookEndpoint {
  private final Engine engine;

  WebhookEndpoint(Engine engine) {
    this.engine = engine;
  }

  void receive(Visit visit, ProviderId provider) throws IOException, Refusal {
    HttpServletRequest request = visit.request();
    byte[] body = Body.webhook(request);
    Webhook webhook = new Webhook(request.getMethod(), visit.rawQuery(), headers(request), body);
    Received received = engine.receive(provider, webhook);
    HttpServletResponse response = visit.response();
    response.setStatus(received.httpStatus());
    if (received.body().isEmpty()) {
      response.setContentLength(0);
      return;
    }
    byte[] text = received.body().get().text().getBytes(StandardCharsets.UTF_8);
    response.setContentType(received.body().get().contentType());
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return headers;
  }
}
