package io.membersync.examples.springshop.order;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Locale;

/** Something to buy. Prices are in won. */
@Entity
public class Product {
  @Id
  private long id;

  /** Names the picture as well. */
  private String code = "";

  private String nameKo = "";
  private String nameEn = "";
  private String noteKo = "";
  private String noteEn = "";
  private int price;

  protected Product() {}

  public long id() {
    return id;
  }

  public String code() {
    return code;
  }

  public String name(Locale language) {
    return language.getLanguage().equals("ko") ? nameKo : nameEn;
  }

  public String note(Locale language) {
    return language.getLanguage().equals("ko") ? noteKo : noteEn;
  }

  public int price() {
    return price;
  }
}
