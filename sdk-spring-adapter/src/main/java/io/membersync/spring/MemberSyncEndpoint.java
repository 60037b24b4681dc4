package io.membersync.spring;

import io.membersync.MemberSync;
import io.membersync.MemberSync.Switches;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.ProviderId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@code /actuator/membersync}: how each provider does, and {@code POST
 * /actuator/membersync/kakao} with {@code {"position":"hidden"}} to switch it for every node.
 */
@WebEndpoint(id = "membersync")
final class MemberSyncEndpoint {
  private final MemberSync sync;
  private final ProviderActivity activity;

  MemberSyncEndpoint(MemberSync sync, ProviderActivity activity) {
    this.sync = sync;
    this.activity = activity;
  }

  @ReadOperation
  WebEndpointResponse<Map<String, Object>> providers() {
    return answered(() -> {
      Map<String, Object> all = new LinkedHashMap<>();
      sync.switches()
          .all()
          .forEach((id, state) -> all.put(id.value(), ProviderReport.full(state, activity.of(id))));
      return new WebEndpointResponse<>(Map.of("providers", all));
    });
  }

  @ReadOperation
  WebEndpointResponse<Map<String, Object>> provider(@Selector String provider) {
    return answered(() -> {
      Optional<ProviderId> id = find(provider);
      return id.isEmpty() ? unknown() : report(id.get());
    });
  }

  @WriteOperation
  WebEndpointResponse<Map<String, Object>> turn(
      @Selector String provider, @Nullable String position) {
    return answered(() -> {
      Optional<ProviderId> id = find(provider);
      if (id.isEmpty()) {
        return unknown();
      }
      Optional<Position> wanted =
          positions().filter(one -> ProviderReport.word(one).equals(position)).findFirst();
      if (wanted.isEmpty()) {
        return problem(
            WebEndpointResponse.STATUS_BAD_REQUEST,
            "position must be one of "
                + positions().map(ProviderReport::word).toList()
                + ", such as {\"position\":\"hidden\"}");
      }
      sync.switches().set(id.get(), wanted.get());
      return report(id.get());
    });
  }

  private WebEndpointResponse<Map<String, Object>> report(ProviderId id) {
    Switches.State state = sync.switches().all().get(id);
    return state == null
        ? unknown()
        : new WebEndpointResponse<>(ProviderReport.full(state, activity.of(id)));
  }

  private Optional<ProviderId> find(String provider) {
    return added().stream().filter(id -> id.value().equals(provider)).findFirst();
  }

  private List<ProviderId> added() {
    return sync.addedProviders().stream().map(descriptor -> descriptor.id()).toList();
  }

  private static Stream<Position> positions() {
    return Stream.of(Position.values()).filter(one -> one != Position.MISCONFIGURED);
  }

  /** What was asked for is not said again: it may be anything. */
  private WebEndpointResponse<Map<String, Object>> unknown() {
    return problem(
        WebEndpointResponse.STATUS_NOT_FOUND, "there is no such provider; added were " + added());
  }

  private static WebEndpointResponse<Map<String, Object>> problem(int status, String message) {
    return new WebEndpointResponse<>(Map.of("message", message), status);
  }

  private interface Answering {
    WebEndpointResponse<Map<String, Object>> answer();
  }

  private static WebEndpointResponse<Map<String, Object>> answered(Answering answering) {
    try {
      return answering.answer();
    } catch (MemberStoreException e) {
      return problem(
          WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
          "MemberSync's records do not answer: " + e.code());
    }
  }
}
