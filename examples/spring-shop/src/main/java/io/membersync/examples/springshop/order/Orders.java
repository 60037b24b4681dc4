package io.membersync.examples.springshop.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes orders of carts. */
@Service
public class Orders {
  private final OrderRepository orders;
  private final ProductRepository products;
  private final CouponRepository coupons;

  Orders(OrderRepository orders, ProductRepository products, CouponRepository coupons) {
    this.orders = orders;
    this.products = products;
    this.coupons = coupons;
  }

  /** What a cart holds, in its order; a product that is sold no more is left out. */
  @Transactional(readOnly = true)
  public List<Item> items(Cart cart) {
    List<Item> items = new ArrayList<>();
    cart.quantities()
        .forEach((id, quantity) ->
            products.findById(id).ifPresent(product -> items.add(new Item(product, quantity))));
    return items;
  }

  /**
   * Orders what is in the cart, with the member's oldest coupon taken off.
   *
   * @return empty for an empty cart
   */
  @Transactional
  public Optional<PurchaseOrder> place(long member, Map<Long, Integer> quantities) {
    List<PurchaseOrder.Line> lines = new ArrayList<>();
    quantities.forEach((id, quantity) -> products
        .findById(id)
        .ifPresent(product -> lines.add(new PurchaseOrder.Line(product, quantity))));
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Instant now = Instant.now();
    int price = lines.stream().mapToInt(PurchaseOrder.Line::price).sum();
    Optional<Coupon> coupon = findCoupon(member);
    coupon.ifPresent(used -> used.use(now));
    int discount =
        coupon.map(Coupon::amount).map(amount -> Math.min(amount, price)).orElse(0);
    return Optional.of(orders.save(new PurchaseOrder(member, now, lines, discount)));
  }

  /** The coupon that the next order uses. */
  @Transactional(readOnly = true)
  public Optional<Coupon> findCoupon(long member) {
    return coupons.findByMemberIdOrderById(member).stream()
        .filter(coupon -> coupon.usedAt().isEmpty())
        .findFirst();
  }

  /** The newest first. */
  @Transactional(readOnly = true)
  public List<PurchaseOrder> of(long member) {
    return orders.findByMemberIdOrderByIdDesc(member);
  }

  /** A product in a cart. */
  public record Item(Product product, int quantity) {
    public int price() {
      return product.price() * quantity;
    }
  }
}
