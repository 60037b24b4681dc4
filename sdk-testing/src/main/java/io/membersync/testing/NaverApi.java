package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Naver's open API: an envelope of its own for the profile, and failures inside it.
 *
 * <p>Source: https://developers.naver.com/docs/login/profile/profile.md,
 * https://developers.naver.com/docs/common/openapiguide/errorcode.md, read 2026-11-21. The form of the
 * errors of {@code /v1/nid} is what integrators report.
 */
final class NaverApi {
  private static final DateTimeFormatter AGREED_AT = DateTimeFormatter.ofPattern(
          "hh:mm:ss.SSS a MM/dd/yyyy", Locale.US)
      .withZone(ZoneId.of("Asia/Seoul"));
  private static final DateTimeFormatter EXPIRES_AT = DateTimeFormatter.ofPattern(
          "yyyy-MM-dd HH:mm:ss", Locale.US)
      .withZone(ZoneId.of("Asia/Seoul"));

  private final FakeNaver naver;

  NaverApi(FakeNaver naver) {
    this.naver = naver;
  }

  Answer answer(NaverEndpoint endpoint, Request request) {
    Optional<FakePerson> person = naver.bearer(request).filter(naver::isLinked);
    if (person.isEmpty()) {
      return endpoint == NaverEndpoint.PAY_ADDRESS
          ? Answer.json(401, error("024", "Authentication failed (fake)"))
          : Answer.json(
              401,
              JsonNode.object().add("resultcode", "024").add("message", "Authentication failed"));
    }
    return switch (endpoint) {
      case PROFILE -> profile(person.get());
      case VERIFY -> verify(person.get(), request);
      case AGREEMENT -> agreement(person.get(), request);
      default -> address(person.get());
    };
  }

  private static JsonNode error(String code, String message) {
    return JsonNode.object().add("errorMessage", message).add("errorCode", code);
  }

  private static JsonNode.JsonObject success() {
    return JsonNode.object().add("resultcode", "00").add("message", "success");
  }

  private Answer profile(FakePerson person) {
    JsonNode.JsonObject response = JsonNode.object().add("id", naver.subject(person));
    Map<String, String> items = NaverItems.of(person);
    for (String item : NaverItems.ORDER) {
      if (items.containsKey(item) && naver.agreed(person).contains(item)) {
        response.add(item, items.get(item));
        if (item.equals("mobile")) {
          response.addIfPresent("mobile_e164", person.find("phone_number"));
        }
      }
    }
    return Answer.json(200, success().add("response", response));
  }

  private Answer verify(FakePerson person, Request request) {
    Parameters parameters = request.query().with(request.form());
    if (!parameters.find("info").equals(Optional.of("true"))) {
      return Answer.json(200, success());
    }
    List<String> allowed = NaverItems.DOCUMENTED.stream()
        .filter(naver.agreed(person)::contains)
        .map(item -> "profile/" + item)
        .toList();
    return Answer.json(
        200,
        success()
            .add(
                "response",
                JsonNode.object()
                    .add("token", bearerText(request))
                    .addIfPresent(
                        "expire_date",
                        naver.tokens().findExpiry(bearerText(request)).map(EXPIRES_AT::format))
                    .add("allowed_profile", String.join(",", allowed))));
  }

  private Answer agreement(FakePerson person, Request request) {
    JsonNode.Array agreed = new JsonNode.Array();
    Instant at = naver.linkedAt(person);
    for (String term : naver.terms()) {
      if (naver.agreed(person).contains(FakeNaver.TERM + term)) {
        agreed.add(JsonNode.object()
            .add("termCode", term)
            .add("clientId", naver.clientId())
            .add("agreeDate", AGREED_AT.format(at)));
      }
    }
    return Answer.json(
        200,
        JsonNode.object()
            .add("result", "success")
            .add("accessToken", bearerText(request))
            .add("agreementInfos", agreed));
  }

  /** Of Naver Pay's members only, and with a consent of its own. */
  private Answer address(FakePerson person) {
    Optional<String> base = person.find("street_address");
    if (base.isEmpty() || !naver.agreed(person).contains(FakeNaver.PAY_ADDRESS)) {
      return Answer.json(403, error("403", "Forbidden (fake)"));
    }
    return Answer.json(
        200,
        JsonNode.object()
            .add("result", "success")
            .add(
                "data",
                JsonNode.object()
                    .addIfPresent("receiverName", person.find("name"))
                    .addIfPresent("zipCode", person.find("postal_code"))
                    .add("baseAddress", base.get())
                    .addIfPresent("detailAddress", person.find("address_detail"))
                    .add("roadNameYn", "Y")
                    .addIfPresent(
                        "telNo", Optional.ofNullable(NaverItems.of(person).get("mobile")))));
  }

  private static String bearerText(Request request) {
    return request.findHeader("Authorization").orElse("").substring("Bearer ".length());
  }
}
