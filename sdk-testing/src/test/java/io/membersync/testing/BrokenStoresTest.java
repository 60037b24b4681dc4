package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import io.membersync.testsupport.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The contract tests find the mistakes that stores are known for, and say which it is. */
class BrokenStoresTest {
  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .unique()
      .map(Field.PHONE, "phone");

  /** A store that does everything right until a test takes something away. */
  private static class Store implements MemberStore, MemberCreator, MemberListing {
    final InMemoryMemberStore right = new InMemoryMemberStore(MAPPING);

    @Override
    public Optional<MemberRecord> find(MemberId member) {
      return right.find(member);
    }

    @Override
    public List<MemberStore.Match> findByContact(ProvenContact contact) {
      return right.findByContact(contact);
    }

    @Override
    public UpdateReport update(
        MemberId member, Version seen, GatedPatch patch, OperationId operation) {
      return right.update(member, seen, patch, operation);
    }

    @Override
    public Creation create(GatedMember member, OperationId operation) {
      return right.create(member, operation);
    }

    @Override
    public MemberListing.Page list(Optional<MemberId> after, int limit) {
      return right.list(after, limit);
    }
  }

  private abstract static class ListingContract extends MemberCreatorContract
      implements MemberListingContract {}

  private static MemberCreatorContract contract(Store store, UnitOfWork unit) {
    return new ListingContract() {
      @Override
      public MemberStore store() {
        return store;
      }

      @Override
      public UnitOfWork unitOfWork() {
        return unit;
      }

      @Override
      public FieldMapping mapping() {
        return MAPPING;
      }

      @Override
      public MemberId addMember(Map<String, String> values) {
        return store.right.add(values);
      }

      @Override
      public void editMember(MemberId member, String attribute, Optional<String> value) {
        store.right.edit(member, attribute, value);
      }
    };
  }

  private static List<String> failures(Store store) {
    return ContractRun.failures(contract(store, Records.inMemory().unitOfWork()));
  }

  @Test
  void aRightStorePasses() {
    assertThat(failures(new Store())).isEmpty();
    assertThat(ContractRun.failures(BrokenBooksTest.contract(Records.inMemory())))
        .isEmpty();
  }

  @Test
  @Fault("MS-15")
  void aStoreThatLooksUpByEmailOnlyFails() {
    Store store = new Store() {
      @Override
      public List<MemberStore.Match> findByContact(ProvenContact contact) {
        return contact.field().equals(Field.EMAIL) ? super.findByContact(contact) : List.of();
      }
    };
    assertThat(failures(store))
        .contains("aMemberIsFoundByPhone", "aMemberWithoutEmailIsFoundByPhone");
  }

  @Test
  void aStoreThatTakesLetterCaseForADifferenceFails() {
    Store store = new Store() {
      @Override
      public List<MemberStore.Match> findByContact(ProvenContact contact) {
        return right.findByContact(contact).stream()
            .filter(match -> right.find(match.member()).stream()
                .anyMatch(found -> found.values().containsValue(contact.value())))
            .toList();
      }
    };
    assertThat(failures(store)).containsExactly("aMemberIsFoundByEmailInAnyLetterCase");
  }

  @Test
  @Fault("MS-15")
  void aStoreThatUpdatesByEmailFails() {
    Store store = new Store() {
      @Override
      public UpdateReport update(
          MemberId member, Version seen, GatedPatch patch, OperationId operation) {
        Optional<MemberId> first =
            right.find(member).flatMap(record -> record.value("phone")).stream()
                .map(phone -> ContractGate.contact(Field.PHONE, phone))
                .flatMap(contact -> right.findByContact(contact).stream())
                .map(MemberStore.Match::member)
                .findFirst();
        MemberId other = first.orElse(member);
        return right
            .find(other)
            .map(record -> right.update(other, record.version(), patch, operation))
            .orElse(UpdateReport.stale());
      }
    };
    assertThat(failures(store)).contains("onlyTheNamedMemberIsUpdated");
  }

  @Test
  void aStoreWithoutVersionsFails() {
    Store store = new Store() {
      @Override
      public UpdateReport update(
          MemberId member, Version seen, GatedPatch patch, OperationId operation) {
        return right
            .find(member)
            .map(record -> right.update(member, record.version(), patch, operation))
            .orElse(UpdateReport.stale());
      }
    };
    assertThat(failures(store))
        .contains("aStaleUpdateWritesNothing", "anUpdateMakesEarlierReadsStale");
  }

  @Test
  void aStoreThatForgetsOperationsFails() {
    Store store = new Store() {
      @Override
      public Creation create(GatedMember member, OperationId operation) {
        return right.create(
            member.without("email"), new OperationId(UUID.randomUUID().toString()));
      }

      @Override
      public UpdateReport update(
          MemberId member, Version seen, GatedPatch patch, OperationId operation) {
        return right.update(
            member, seen, patch, new OperationId(UUID.randomUUID().toString()));
      }
    };
    assertThat(failures(store))
        .contains(
            "oneOperationMakesOneMember",
            "of64TimesOneOperationOneMemberIsMade",
            "anOperationThatHasWrittenIsNotRepeated");
  }

  @Test
  void aStoreOutsideTheUnitFails() {
    UnitOfWork apart = new UnitOfWork() {
      @Override
      public <T> T execute(Supplier<T> work) {
        return work.get();
      }

      @Override
      public boolean isOpen() {
        return false;
      }
    };
    assertThat(ContractRun.failures(contract(new Store(), apart)))
        .contains("anUpdateRollsBackWithItsUnit", "aMadeMemberRollsBackWithItsUnit");
  }

  @Test
  void aStoreThatFindsMembersByAlmostTheirIdFails() {
    Store store = new Store() {
      @Override
      public Optional<MemberRecord> find(MemberId member) {
        return right.find(new MemberId(member.value().strip()));
      }
    };
    assertThat(failures(store)).contains("onlyTheExactIdFindsAMember");
  }

  @Test
  void aStoreThatCutsTextFails() {
    Store store = new Store() {
      @Override
      public UpdateReport update(
          MemberId member, Version seen, GatedPatch patch, OperationId operation) {
        UpdateReport report = right.update(member, seen, patch, operation);
        right
            .find(member)
            .flatMap(record -> record.value("name"))
            .filter(name -> name.length() > 30)
            .ifPresent(name -> right.edit(member, "name", Optional.of(name.substring(0, 30))));
        return report;
      }
    };
    assertThat(failures(store)).contains("aLongValueIsWrittenWholeOrRefused");
  }

  @Test
  void aStoreThatShowsTheContactFails() {
    Store store = new Store() {
      @Override
      public List<MemberStore.Match> findByContact(ProvenContact contact) {
        return right.findByContact(contact).stream()
            .map(match -> new MemberStore.Match(match.member(), contact.value()))
            .toList();
      }
    };
    assertThat(failures(store)).containsExactly("aHintHidesTheContact");
  }

  @Test
  void aStoreThatListsByPlacesFails() {
    Store store = new Store() {
      private List<MemberRecord> newestFirst() {
        List<MemberRecord> all =
            new ArrayList<>(right.list(Optional.empty(), 10_000).members());
        Collections.reverse(all);
        return all;
      }

      @Override
      public MemberListing.Page list(Optional<MemberId> after, int limit) {
        int from = after.map(member -> Integer.parseInt(member.value())).orElse(0);
        List<MemberRecord> page = newestFirst().stream().skip(from).limit(limit).toList();
        return new MemberListing.Page(
            page,
            List.of(),
            page.isEmpty() ? Optional.empty() : Optional.of(new MemberId("" + (from + limit))));
      }
    };
    assertThat(failures(store)).containsExactly("membersWhoJoinMeanwhileDoNotMoveTheOthers");
  }

  @Test
  void aStoreThatListsSomebodyTwiceFails() {
    Store store = new Store() {
      @Override
      public MemberListing.Page list(Optional<MemberId> after, int limit) {
        MemberListing.Page page = right.list(after, limit);
        List<MemberRecord> twice = new ArrayList<>();
        after.flatMap(right::find).ifPresent(twice::add);
        twice.addAll(page.members());
        return new MemberListing.Page(
            page.last().isEmpty() ? List.of() : twice.subList(0, Math.min(limit, twice.size())),
            List.of(),
            page.last());
      }
    };
    assertThat(failures(store)).contains("everyMemberIsListedOnce");
  }
}
