package io.membersync;

import io.membersync.provider.ProviderId;
import java.util.List;

/**
 * Other ways in, to offer when one does not work.
 *
 * @param providers that can be used now, in the order they were added to the engine
 */
public record OtherWays(List<ProviderId> providers) {
  public OtherWays {
    providers = List.copyOf(providers);
  }
}
