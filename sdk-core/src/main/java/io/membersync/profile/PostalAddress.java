package io.membersync.profile;

import java.util.Optional;

/**
 * A shipping address. Its texts are cleaned and cut like those of a text field, an empty one is
 * taken as absent, and a phone that cannot be read is left out.
 *
 * @param id the source's own id of it
 * @param label what the visitor calls it
 * @param base street or lot, without the flat
 * @param detail the flat or floor
 * @param postalCode five digits in Korea
 * @param receiver who receives there
 * @param phone the receiver's phone in E.164 form, where it could be read
 * @param isDefault the visitor's default address; at most one of a list has it, often none
 */
public record PostalAddress(
    String id,
    Optional<String> label,
    String base,
    Optional<String> detail,
    Optional<String> postalCode,
    Optional<String> receiver,
    Optional<String> phone,
    boolean isDefault) {
  public PostalAddress {
    id = PlainText.clean(id);
    label = label.flatMap(FieldText.PLAIN::read);
    base = PlainText.clean(base);
    detail = detail.flatMap(FieldText.PLAIN::read);
    postalCode = postalCode.flatMap(FieldText.PLAIN::read);
    receiver = receiver.flatMap(FieldText.PLAIN::read);
    phone = phone.flatMap(FieldText.PHONE::read);
  }

  PostalAddress notDefault() {
    return isDefault
        ? new PostalAddress(id, label, base, detail, postalCode, receiver, phone, false)
        : this;
  }

  @Override
  public String toString() {
    return "PostalAddress[hidden]";
  }
}
