package io.membersync.examples.springshop.order;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The table {@code coupon}. */
public interface CouponRepository extends JpaRepository<Coupon, Long> {
  List<Coupon> findByMemberIdOrderById(long memberId);

  boolean existsByMemberIdAndOccasion(long memberId, String occasion);
}
