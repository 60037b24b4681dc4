package io.membersync.examples.springshop;

import io.membersync.examples.springshop.member.Member;
import io.membersync.examples.springshop.member.MemberRepository;
import io.membersync.examples.springshop.member.ShopMembers;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import io.membersync.testing.MemberCreatorContract;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What MemberSync asks of every member store, asked of the shop's. */
@SpringBootTest
@SuppressWarnings("NullAway.Init") // by Spring
abstract class ShopMembersContract extends MemberCreatorContract {
  @Autowired
  private ShopMembers store;

  @Autowired
  private JdbcUnitOfWork unit;

  @Autowired
  private FieldMapping mapping;

  @Autowired
  private MemberRepository members;

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
    return mapping;
  }

  /** As the shop's own pages do, by the repository and in transactions of their own. */
  @Override
  public MemberId addMember(Map<String, String> values) {
    Member member = new Member(Instant.now());
    values.forEach((attribute, value) -> set(member, attribute, value));
    return new MemberId(Long.toString(members.save(member).id()));
  }

  @Override
  public void editMember(MemberId id, String attribute, Optional<String> value) {
    Member member = members.findById(Long.valueOf(id.value())).orElseThrow();
    set(member, attribute, value.orElse(null));
    members.save(member);
  }

  private static void set(Member member, String attribute, @Nullable String value) {
    switch (attribute) {
      case "name" -> member.setName(value);
      case "email" -> member.setEmail(value);
      case "phone" -> member.setPhone(value);
      case "birthday" -> member.setBirthday(value);
      default -> throw new IllegalArgumentException(attribute);
    }
  }
}
