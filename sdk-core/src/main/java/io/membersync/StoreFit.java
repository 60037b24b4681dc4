package io.membersync;

import io.membersync.member.MemberListing;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the shop's store, the records and the mapping fit together, as far as they tell. */
final class StoreFit {
  private StoreFit() {}

  /**
   * The mapping to work with: the given one, the store's, or the basic one.
   *
   * @throws IllegalStateException if the store would refuse an attribute of it
   */
  static FieldMapping mapping(MemberStore members, Optional<FieldMapping> given) {
    Optional<FieldMapping> stores = members.mapping();
    if (stores.isPresent() && given.isPresent()) {
      given.get().entries().forEach(mapped -> requireMapped(members, stores.get(), mapped));
    }
    return given.or(() -> stores).orElseGet(FieldMapping::basic);
  }

  private static void requireMapped(
      MemberStore members, FieldMapping stores, FieldMapping.Entry mapped) {
    boolean fits = stores.entries().stream()
        .anyMatch(one -> one.attribute().equals(mapped.attribute())
            && one.field().equals(mapped.field())
            && one.unique() == mapped.unique());
    if (!fits) {
      throw new IllegalStateException("the engine maps " + text(mapped) + ", but the member store "
          + members.getClass().getName() + " was made for "
          + stores.entries().stream().map(StoreFit::text).collect(Collectors.joining(", "))
          + "; give both the same FieldMapping, or leave mapping(…) out and the store's is taken");
    }
  }

  private static String text(FieldMapping.Entry mapped) {
    return "field " + mapped.field().name() + " to '" + mapped.attribute() + "'"
        + (mapped.unique() ? " (unique)" : "");
  }

  /**
   * Without one unit for both, a failure between two commits leaves a member without an identity.
   *
   * @throws IllegalStateException if the store names another unit of work than the records
   */
  static void requireSharedUnit(MemberStore members, Records books, boolean given) {
    Optional<UnitOfWork> stores = members.unitOfWork();
    if (stores.isPresent() && members.isRemote()) {
      throw new IllegalStateException("the member store " + members.getClass().getName()
          + " takes part in " + name(stores.get()) + " and is called after the commit (isRemote):"
          + " it is one or the other; a store in the shop's own database that makes no members"
          + " overrides isRemote()");
    }
    if (stores.isEmpty() || stores.get().equals(books.unitOfWork())) {
      return;
    }
    throw new IllegalStateException("the member store " + members.getClass().getName()
        + " takes part in " + name(stores.get()) + ", but "
        + (given
            ? "the records " + books.getClass().getName() + " are in " + name(books.unitOfWork())
                + ": a member and its identity would not be one commit; make both of the same unit"
                + " of work"
            : "no records were given, and those in memory are lost while its members stay; call"
                + " records(…) with books in the same unit of work"));
  }

  /**
   * A contact index is built from all members.
   *
   * @throws IllegalStateException if the store cannot list them
   */
  static void requireListing(MemberStore members) {
    if (!(members instanceof MemberListing)) {
      throw new IllegalStateException("contactIndex() reads all members once, but the member store "
          + members.getClass().getName() + " cannot list them: implement MemberListing, or leave"
          + " contactIndex() out and members are sought by the store's findByContact(…) alone");
    }
  }

  /** Two of one class differ by the number alone. */
  private static String name(UnitOfWork unit) {
    return unit.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(unit));
  }
}
