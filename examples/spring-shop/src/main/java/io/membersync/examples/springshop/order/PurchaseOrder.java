package io.membersync.examples.springshop.order;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a member has ordered. */
@Entity
public class PurchaseOrder {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  private long memberId;
  private Instant orderedAt = Instant.EPOCH;
  private int discount;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "order_line", joinColumns = @JoinColumn(name = "order_id"))
  @OrderColumn(name = "position")
  private List<Line> lines = new ArrayList<>();

  protected PurchaseOrder() {}

  PurchaseOrder(long memberId, Instant orderedAt, List<Line> lines, int discount) {
    this.memberId = memberId;
    this.orderedAt = orderedAt;
    this.lines = new ArrayList<>(lines);
    this.discount = discount;
  }

  public @Nullable Long id() {
    return id;
  }

  public long memberId() {
    return memberId;
  }

  /** By the clock of the shop. */
  public ZonedDateTime orderedAt() {
    return orderedAt.atZone(ZoneId.of("Asia/Seoul"));
  }

  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** What a coupon has taken off, in won. */
  public int discount() {
    return discount;
  }

  /** What is to be paid, in won. */
  public int total() {
    return lines.stream().mapToInt(Line::price).sum() - discount;
  }

  /** One product of an order, as it was called and cost then. */
  @Embeddable
  public static class Line {
    private String code = "";
    private String nameKo = "";
    private String nameEn = "";
    private int unitPrice;
    private int quantity;

    protected Line() {}

    Line(Product product, int quantity) {
      this.code = product.code();
      this.nameKo = product.name(Locale.KOREAN);
      this.nameEn = product.name(Locale.ENGLISH);
      this.unitPrice = product.price();
      this.quantity = quantity;
    }

    public String code() {
      return code;
    }

    public String name(Locale language) {
      return language.getLanguage().equals("ko") ? nameKo : nameEn;
    }

    public int quantity() {
      return quantity;
    }

    public int price() {
      return unitPrice * quantity;
    }
  }
}
