package io.membersync.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a request's body as it came, up to a limit. */
final class Body {
  private static final int FORM_LIMIT = 64 * 1024;
  private static final int WEBHOOK_LIMIT = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(Body.class);
  private static final String FORM = "application/x-www-form-urlencoded";

  private Body() {}

  /** The body of a form, still encoded. */
  static String form(HttpServletRequest request) throws IOException, Refusal {
    String type = request.getContentType();
    if (type == null || !mediaType(type).equals(FORM)) {
      discard(request, FORM_LIMIT);
      throw new Refusal(Failure.UNSUPPORTED_MEDIA_TYPE);
    }
    byte[] body = bytes(request, FORM_LIMIT, Failure.BAD_REQUEST);
    for (byte one : body) {
      if (one < 0x20) { // a browser escapes whatever is not printable ASCII; negative: above it
        throw new Refusal(Failure.BAD_REQUEST);
      }
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  /** The body of a webhook. Where a filter took it the shop is at fault: the provider may send it again. */
  static byte[] webhook(HttpServletRequest request) throws IOException, Refusal {
    return bytes(request, WEBHOOK_LIMIT, Failure.INTERNAL);
  }

  private static byte[] bytes(HttpServletRequest request, int limit, Failure taken)
      throws IOException, Refusal {
    if (request.getContentLengthLong() > limit) {
      discard(request, limit);
      throw new Refusal(Failure.BODY_TOO_LARGE);
    }
    byte[] body = request.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      discard(request, limit);
      throw new Refusal(Failure.BODY_TOO_LARGE);
    }
    if (body.length == 0 && request.getContentLengthLong() > 0) {
      log.error(
          "The body of a request was read before it reached MemberSyncServlet, by a filter that calls"
              + " getParameter() or reads the stream. Exclude the servlet's path from that filter.");
      throw new Refusal(taken);
    }
    return body;
  }

  /** Of a form that is refused before anybody looked into it. */
  static void discardRest(HttpServletRequest request) throws IOException {
    try {
      discard(request, FORM_LIMIT);
    } catch (IllegalStateException e) {
      log.debug("A filter reads the body as text; the rest of it is the filter's.");
    }
  }

  /**
   * Reads on to the end where that is near: a connection that is closed with a body half read takes
   * the answer with it, and the next request.
   */
  private static void discard(HttpServletRequest request, int most) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    InputStream in = request.getInputStream();
    int left = 2 * most;
    while (left > 0) {
      int read = in.read(buffer, 0, Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
