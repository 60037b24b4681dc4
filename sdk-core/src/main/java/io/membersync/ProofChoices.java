package io.membersync;

import io.membersync.provider.ProviderId;
import java.util.List;

/**
 * How the visitor can prove to be the member who was found.
 *
 * @param hints of the contacts just proven, masked; nothing of the member
 * @param providers that the member has linked and can be signed in with
 * @param shopLogin whether the shop's own sign-in counts as a proof
 * @param newMemberAllowed whether the visitor may become a new member instead
 */
public record ProofChoices(
    List<String> hints, List<ProviderId> providers, boolean shopLogin, boolean newMemberAllowed) {
  public ProofChoices {
    hints = List.copyOf(hints);
    providers = List.copyOf(providers);
  }
}
