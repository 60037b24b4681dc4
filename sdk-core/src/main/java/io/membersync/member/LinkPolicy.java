package io.membersync.member;

/**
 * What happens when somebody new has a contact that a member has. Immutable; each call returns a
 * changed copy.
 */
public final class LinkPolicy {
  private static final LinkPolicy ASKING = new LinkPolicy(false, true, false);

  private final boolean automatic;
  private final boolean newMemberAllowed;
  private final boolean rejoining;

  private LinkPolicy(boolean automatic, boolean newMemberAllowed, boolean rejoining) {
    this.automatic = automatic;
    this.newMemberAllowed = newMemberAllowed;
    this.rejoining = rejoining;
  }

  /**
   * The visitor proves to be that member, or becomes a new one; who has left does not come back by
   * signing in. The default.
   */
  public static LinkPolicy asking() {
    return ASKING;
  }

  /**
   * Links without a question where the contact is verified on both sides: by the provider now, and in
   * MemberSync's books as the member's value, unchanged since a provider or a code verified it. Only
   * where it is the contact of one member alone. Each such link is told to listeners as {@code
   * LINKED}; tell the member.
   */
  public LinkPolicy linkingVerified() {
    return new LinkPolicy(true, newMemberAllowed, rejoining);
  }

  /** Somebody who has a member's contact cannot become a new member instead. */
  public LinkPolicy withoutNewMembers() {
    return new LinkPolicy(automatic, false, rejoining);
  }

  /**
   * Who has left the shop may come back as a new member: neither the old member's contact nor the old
   * way in stands against it. The old member stays as it is, and what it had stays with it.
   */
  public LinkPolicy rejoiningAsNewMember() {
    return new LinkPolicy(automatic, newMemberAllowed, true);
  }

  public boolean isAutomatic() {
    return automatic;
  }

  public boolean isNewMemberAllowed() {
    return newMemberAllowed;
  }

  public boolean isRejoining() {
    return rejoining;
  }

  @Override
  public String toString() {
    return "LinkPolicy[automatic=" + automatic + ", newMemberAllowed=" + newMemberAllowed
        + ", rejoining=" + rejoining + "]";
  }
}
