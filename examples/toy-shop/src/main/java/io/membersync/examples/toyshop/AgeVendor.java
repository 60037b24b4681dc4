package io.membersync.examples.toyshop;

import io.membersync.Consents.AdultCheck;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The shop's contract with the vendor that says who is an adult. */
final class AgeVendor implements AdultCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI vendor;
  private final Secret secret;

  AgeVendor(URI vendor, Secret secret) {
    this.vendor = vendor;
    this.secret = secret;
  }

  /** Begins a check of this member; the address to send the browser to. */
  URI begin(MemberId member) {
    String id = ask(HttpRequest.newBuilder(vendor.resolve("/transactions"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("customer=" + encode(member.value()))));
    return vendor.resolve("/check?transaction=" + encode(id));
  }

  @Override
  public Optional<Answer> ask(MemberId member, String transaction) {
    String[] parts = ask(HttpRequest.newBuilder(
                vendor.resolve("/transactions?transaction=" + encode(transaction)))
            .GET())
        .split(" ", -1);
    return parts.length == 3 && parts[0].equals(member.value())
        ? Optional.of(
            new Answer(Boolean.parseBoolean(parts[1]), SampleVerify.NAME, Instant.parse(parts[2])))
        : Optional.empty();
  }

  private String ask(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(
          request
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + secret.reveal())
              .build(),
          HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("the vendor answers " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the vendor was asked", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
