package io.membersync.examples.springshop.order;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Money off one order, in won. */
@Entity
public class Coupon {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  private long memberId;
  private String occasion = "";
  private int amount;
  private Instant givenAt = Instant.EPOCH;
  private @Nullable Instant usedAt;

  protected Coupon() {}

  Coupon(long memberId, String occasion, int amount, Instant givenAt) {
    this.memberId = memberId;
    this.occasion = occasion;
    this.amount = amount;
    this.givenAt = givenAt;
  }

  public long memberId() {
    return memberId;
  }

  public String occasion() {
    return occasion;
  }

  public int amount() {
    return amount;
  }

  public Instant givenAt() {
    return givenAt;
  }

  public Optional<Instant> usedAt() {
    return Optional.ofNullable(usedAt);
  }

  void use(Instant at) {
    this.usedAt = at;
  }
}
