package io.membersync;

import io.membersync.provider.ProviderId;
import java.util.Map;
import java.util.Optional;

/** The parts of a finished sign-in that a shop may want beside person and member. */
public final class SignInDetails {
  private final ProviderId provider;
  private final String returnPath;
  private final Optional<String> entry;
  private final boolean newMember;
  private final boolean linking;
  private final Map<String, String> droppedFields;

  SignInDetails(
      ProviderId provider,
      String returnPath,
      Optional<String> entry,
      boolean newMember,
      boolean linking,
      Map<String, String> droppedFields) {
    this.provider = provider;
    this.returnPath = returnPath;
    this.entry = entry;
    this.newMember = newMember;
    this.linking = linking;
    this.droppedFields = Map.copyOf(droppedFields);
  }

  public ProviderId provider() {
    return provider;
  }

  /** Where to send the browser: a path of the shop itself. */
  public String returnPath() {
    return returnPath;
  }

  /** The entry the sign-in began with. */
  public Optional<String> entry() {
    return entry;
  }

  /** Whether this sign-in made the member. */
  public boolean isNewMember() {
    return newMember;
  }

  /** Whether it was begun by {@link SignIn#linking}: the member was signed in before. */
  public boolean isLinking() {
    return linking;
  }

  /** Fields that were not written, by name, each with the gate's or the store's reason. */
  public Map<String, String> droppedFields() {
    return droppedFields;
  }

  @Override
  public String toString() {
    return "SignInDetails[" + provider + ", newMember=" + newMember + "]";
  }
}
