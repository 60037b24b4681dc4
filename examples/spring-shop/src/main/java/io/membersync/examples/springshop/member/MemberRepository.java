package io.membersync.examples.springshop.member;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

/** The table {@code member}. */
public interface MemberRepository extends JpaRepository<Member, Long> {

  /** At most one, as the column is unique; the address as {@link Member#normalEmail} makes it. */
  Optional<Member> findByEmail(String email);

  /** Several people of a family may have one number. */
  List<Member> findTop10ByPhoneOrderById(String phone);
}
