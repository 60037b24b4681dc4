package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members.IndexProgress;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.member.MemberId;
import io.membersync.records.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A shop with a contact index, which nobody has built yet. */
@Tag(RoadShop.LISTS_MEMBERS)
abstract class IndexFixture extends RoadFixture {
  /** Haneul's phone, as this shop's own pages have written it and nobody seeks it. */
  static final String ODD_PHONE = "(010) 5550-1234";

  final List<IndexProgress> told = new ArrayList<>();

  @BeforeEach
  void indexed() {
    told.clear();
    sync = open(shop().contactIndex());
  }

  final MemberId old(String phone) {
    return members.add(Map.of("name", "Old Name", "phone", phone));
  }

  final IndexProgress build() {
    IndexProgress end = sync.members().indexContacts(Duration.ofMinutes(1), told::add);
    assertThat(end.ended()).isTrue();
    return end;
  }

  /** Long after, when what the pass before has not seen is old. */
  final IndexProgress nightly() {
    clock.advance(Duration.ofDays(1));
    return build();
  }

  final void assertFound(String person) {
    int before = members.count();
    SignInResult result = signIn(person);
    assertThat(result).as("a member has the contact").isInstanceOf(NeedsProof.class);
    assertThat(members.count()).isEqualTo(before);
  }

  final Optional<Records.IndexPass> pass() {
    return books.contacts().findPass(SHOP);
  }
}
