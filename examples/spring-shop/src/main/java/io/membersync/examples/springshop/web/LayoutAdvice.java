package io.membersync.examples.springshop.web;

import io.membersync.examples.springshop.member.Member;
import io.membersync.examples.springshop.member.MemberRepository;
import io.membersync.examples.springshop.member.ShopUser;
import io.membersync.examples.springshop.order.Cart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the head of every page of the shop shows. */
@ControllerAdvice
class LayoutAdvice {
  private final MemberRepository members;

  LayoutAdvice(MemberRepository members) {
    this.members = members;
  }

  @ModelAttribute
  void layout(
      HttpServletRequest request,
      Locale language,
      @AuthenticationPrincipal @Nullable ShopUser user,
      Model model) {
    model.addAttribute("language", language);
    model.addAttribute("cartSize", Cart.of(request).size());
    model.addAttribute("here", here(request));
    model.addAttribute("links", Languages.links(language));
    if (user != null) {
      model.addAttribute("visitor", isError(request) ? "" : name(user));
    }
  }

  private String name(ShopUser user) {
    return members.findById(user.id()).flatMap(Member::name).orElse("");
  }

  /** The error page asks no database, which may be what has failed. */
  private static boolean isError(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR;
  }

  /** Where a sign-in leads back to. */
  private static String here(HttpServletRequest request) {
    String path = request.getRequestURI();
    String home = request.getContextPath() + "/";
    return isError(request) || path.equals(home + "sign-in") ? home : path;
  }
}
