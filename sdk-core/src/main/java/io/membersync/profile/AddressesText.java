package io.membersync.profile;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shipping addresses as a JSON array; what an address does not have is left out. */
final class AddressesText extends JsonListText<PostalAddress> {
  /** The first default address stays in the list and stays the only default. */
  @Override
  List<PostalAddress> limit(List<PostalAddress> addresses) {
    List<PostalAddress> limited = new ArrayList<>(super.limit(addresses));
    Optional<PostalAddress> standard =
        addresses.stream().filter(PostalAddress::isDefault).findFirst();
    if (standard.isPresent() && !limited.contains(standard.get())) {
      limited.set(MOST - 1, standard.get());
    }
    boolean seen = false;
    for (int i = 0; i < limited.size(); i++) {
      PostalAddress address = limited.get(i);
      limited.set(i, seen ? address.notDefault() : address);
      seen |= address.isDefault();
    }
    return limited;
  }

  @Override
  void write(PostalAddress address, JsonWriter json) throws IOException {
    json.name("id").value(address.id());
    json.name("label").value(address.label().orElse(null));
    json.name("base").value(address.base());
    json.name("detail").value(address.detail().orElse(null));
    json.name("postal_code").value(address.postalCode().orElse(null));
    json.name("receiver").value(address.receiver().orElse(null));
    json.name("phone").value(address.phone().orElse(null));
    json.name("default").value(address.isDefault());
  }

  @Override
  Optional<PostalAddress> read(Map<String, String> members) {
    String id = members.get("id");
    String base = members.get("base");
    if (id == null || base == null) {
      return Optional.empty();
    }
    return Optional.of(new PostalAddress(
        id,
        Optional.ofNullable(members.get("label")),
        base,
        Optional.ofNullable(members.get("detail")),
        Optional.ofNullable(members.get("postal_code")),
        Optional.ofNullable(members.get("receiver")),
        Optional.ofNullable(members.get("phone")),
        Boolean.parseBoolean(members.get("default"))));
  }
}
