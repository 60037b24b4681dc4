package io.membersync.oauth;

import io.membersync.fuzz.FuzzTestCase;
import io.membersync.fuzz.Parts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that a provider publishes, tried on a token of every algorithm. */
class KeySetFuzzTest extends FuzzTestCase {
  private final List<CompactToken> tokens = tokens();

  private static List<CompactToken> tokens() {
    List<CompactToken> tokens = new ArrayList<>();
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    for (String algorithm : SignatureKey.knownAlgorithms().stream().sorted().toList()) {
      byte[] header = ("{\"alg\":\"" + algorithm + "\"}").getBytes(StandardCharsets.UTF_8);
      int length = algorithm.startsWith("RS") || algorithm.startsWith("PS") ? 256 : 64;
      try {
        tokens.add(CompactToken.parse(
            base64.encodeToString(header) + ".e30." + base64.encodeToString(new byte[length])));
      } catch (TokenRefused e) {
        throw new AssertionError(e);
      }
    }
    return tokens;
  }

  @Override
  protected void give(byte[] input) {
    Optional<KeySet> keys = Parts.json(input).flatMap(KeySet::read);
    if (keys.isPresent()) {
      keys.get().fitsAny(Set.of("RS256", "ES256"));
      for (CompactToken token : tokens) {
        List<SignatureKey> candidates = keys.get().candidates(token);
        candidates.forEach(candidate -> {
          wentThrough();
          shown(candidate);
        });
        KeySet.anyVerifies(candidates, token);
      }
    }
  }
}
