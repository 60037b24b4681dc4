package io.membersync.fuzz;

import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.LinkInspection;
import io.membersync.provider.Provider.ProfileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of the shop's visitors are linked, as Kakao answers the question about many of them. */
class KakaoLinksFuzzTest extends FuzzTestCase {
  private final LinkInspection inspection = Providers.kakao().linkInspection().orElseThrow();
  private final String list = inspection.call().apply(List.of("1")).list().orElseThrow();

  @Override
  protected void give(byte[] input) {
    try {
      JsonDocument answer = JsonDocument.parse(input, list);
      Optional<Set<String>> linked = inspection.linked().apply(answer);
      linked.filter(ids -> !ids.isEmpty()).ifPresent(ids -> wentThrough());
    } catch (ProfileException e) {
      declared(e);
    }
  }
}
