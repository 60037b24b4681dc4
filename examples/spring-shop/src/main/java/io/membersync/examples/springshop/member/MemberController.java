package io.membersync.examples.springshop.member;

import io.membersync.MemberSync;
import io.membersync.examples.springshop.order.Orders;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** My page, and the form login's own page. */
@Controller
class MemberController {
  private final MemberRepository members;
  private final Orders orders;
  private final MemberSync sync;

  MemberController(MemberRepository members, Orders orders, MemberSync sync) {
    this.members = members;
    this.orders = orders;
    this.sync = sync;
  }

  @GetMapping("/sign-in")
  String signIn() {
    return "sign-in";
  }

  @GetMapping("/me")
  String me(@AuthenticationPrincipal ShopUser user, Model model) {
    Set<ProviderId> linked = sync.members().find(user.member()).stream()
        .flatMap(report -> report.identities().stream())
        .map(identity -> ProviderId.of(identity.namespace()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
    Member member = members.findById(user.id()).orElseThrow();
    model.addAttribute("member", member);
    // --04-15, or --04-15L by the moon
    model.addAttribute(
        "birthday", member.birthday().map(text -> text.substring(2, 7)).orElse(null));
    model.addAttribute(
        "lunar", member.birthday().filter(text -> text.endsWith("L")).isPresent());
    model.addAttribute("orderCount", orders.of(user.id()).size());
    model.addAttribute("coupon", orders.findCoupon(user.id()).orElse(null));
    model.addAttribute("linked", linked.stream().map(ProviderId::value).toList());
    model.addAttribute(
        "others",
        sync.providers().stream()
            .map(ProviderDescriptor::id)
            .filter(provider -> !linked.contains(provider))
            .map(ProviderId::value)
            .toList());
    return "me";
  }
}
