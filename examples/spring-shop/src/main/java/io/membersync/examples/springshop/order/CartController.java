package io.membersync.examples.springshop.order;

import io.membersync.examples.springshop.member.ShopUser;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The first page, the cart, and orders. */
@Controller
class CartController {
  private static final String TO_CART = "redirect:/cart";

  private final ProductRepository products;
  private final Orders orders;

  CartController(ProductRepository products, Orders orders) {
    this.products = products;
    this.orders = orders;
  }

  @GetMapping("/")
  String home(Model model) {
    model.addAttribute("products", products.findAllByOrderById());
    return "home";
  }

  @GetMapping("/cart")
  String cart(
      HttpServletRequest request, @AuthenticationPrincipal @Nullable ShopUser user, Model model) {
    List<Orders.Item> items = orders.items(Cart.of(request));
    int price = items.stream().mapToInt(Orders.Item::price).sum();
    int discount = Optional.ofNullable(user)
        .flatMap(member -> orders.findCoupon(member.id()))
        .map(coupon -> Math.min(coupon.amount(), price))
        .orElse(0);
    model.addAttribute("items", items);
    model.addAttribute("price", price);
    model.addAttribute("discount", discount);
    return "cart";
  }

  @PostMapping("/cart/add")
  String add(@RequestParam long product, HttpServletRequest request) {
    if (products.existsById(product)) {
      Cart cart = Cart.of(request);
      cart.add(product);
      cart.keepIn(request.getSession());
    }
    return TO_CART;
  }

  @PostMapping("/cart/remove")
  String remove(@RequestParam long product, HttpServletRequest request) {
    Cart cart = Cart.of(request);
    cart.remove(product);
    cart.keepIn(request.getSession());
    return TO_CART;
  }

  @PostMapping("/orders")
  String order(HttpServletRequest request, @AuthenticationPrincipal ShopUser user) {
    Cart cart = Cart.of(request);
    if (orders.place(user.id(), cart.quantities()).isEmpty()) {
      return TO_CART;
    }
    cart.clear();
    cart.keepIn(request.getSession());
    return "redirect:/orders?new";
  }

  @GetMapping("/orders")
  String orders(@AuthenticationPrincipal ShopUser user, Model model) {
    model.addAttribute("orders", orders.of(user.id()));
    return "orders";
  }
}
