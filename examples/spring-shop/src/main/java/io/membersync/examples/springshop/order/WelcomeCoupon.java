package io.membersync.examples.springshop.order;

import io.membersync.Members;
import java.time.Instant;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Welcomes every new member. MemberSync tells of a sign-up after its commit, so nobody gets a coupon
 * for a membership that was rolled back, and a coupon that fails undoes no membership.
 */
@Component
class WelcomeCoupon {
  private static final String OCCASION = "WELCOME";
  private static final int AMOUNT = 3_000;

  private final CouponRepository coupons;

  WelcomeCoupon(CouponRepository coupons) {
    this.coupons = coupons;
  }

  @EventListener
  void welcome(Members.Event event) {
    if (event.kind() == Members.Event.Kind.SIGNED_UP) {
      event.member().map(member -> Long.parseLong(member.value())).ifPresent(this::give);
    }
  }

  private void give(long member) {
    if (!coupons.existsByMemberIdAndOccasion(member, OCCASION)) {
      coupons.save(new Coupon(member, OCCASION, AMOUNT, Instant.now()));
    }
  }
}
