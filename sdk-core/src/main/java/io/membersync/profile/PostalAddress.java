package io.membersync.profile;

import java.util.Optional;

/**
 * A shipping address.
 *
 * @param id the source's own id of it
 * @param label what the visitor calls it
 * @param base street or lot, without the flat
 * @param detail the flat or floor
 * @param postalCode five digits in Korea
 * @param receiver who receives there
 * @param phone the receiver's phone in E.164 form, where it could be read
 * @param isDefault the visitor's default address; at most one of a list has it
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
  @Override
  public String toString() {
    return "PostalAddress[hidden]";
  }
}
