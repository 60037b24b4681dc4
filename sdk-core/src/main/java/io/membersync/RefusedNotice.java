package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.lifecycle.Webhook.Received;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The answer to a signed notice that is refused: 400, with a code for its sender (RFC 8935, 2.4). */
final class RefusedNotice {
  private RefusedNotice() {}

  /**
   * Of one that is not proven.
   *
   * @param check that it fails, in a word of our own
   * @param reason for the shop's log
   */
  static Received of(String check, String reason) {
    return refused(
        switch (check) {
          case "iss" -> "invalid_issuer";
          case "aud" -> "invalid_audience";
          case "signature", "alg", "header_kid" -> "invalid_key";
          default -> "invalid_request";
        },
        check,
        reason);
  }

  /** Of one that is the provider's and says nothing that can be read. */
  static Received unreadable(Optional<String> reason) {
    return refused("invalid_request", "claims", reason.orElse("its claims cannot be read"));
  }

  private static Received refused(String code, String check, String reason) {
    byte[] json = JsonText.object(body -> {
      body.name("err").value(code);
      body.name("description").value("refused by its check of " + check);
    });
    return new Received(
        400,
        List.of(),
        Optional.of(
            new Received.Body("application/json", new String(json, StandardCharsets.UTF_8))),
        Optional.of(reason));
  }
}
