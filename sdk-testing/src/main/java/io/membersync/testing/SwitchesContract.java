package io.membersync.testing;

import static io.membersync.testing.ContractSamples.NOON;
import static io.membersync.testing.ContractSamples.shop;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.ProviderSwitch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link RecordsContract} asks of the switches of providers. */
interface SwitchesContract {
  Records records();

  private Records.Switches switches() {
    return records().switches();
  }

  @Test
  default void aSwitchIsKeptWholeAndReplacedByNamespace() {
    ShopId shop = shop();
    assertEquals(List.of(), switches().all(shop));
    ProviderSwitch other = new ProviderSwitch("naver", "HIDDEN", NOON);
    switches().put(shop, other);
    switches().put(shop, new ProviderSwitch("kakao-old", "sixteen_letters_", NOON));
    switches().put(shop, new ProviderSwitch("kakao", "ON", NOON));
    ProviderSwitch off = new ProviderSwitch("kakao", "OFF", NOON.plusMillis(1));
    switches().put(shop, off);

    assertEquals(
        List.of(off, new ProviderSwitch("kakao-old", "sixteen_letters_", NOON), other),
        switches().all(shop));
  }

  @Test
  default void callersWhoSwitchAProviderAtOnceLeaveOneRow() {
    ShopId shop = shop();
    Race.run(i -> {
      switches().put(shop, new ProviderSwitch("kakao", "OFF", NOON.plusSeconds(i)));
      return true;
    });
    assertEquals(1, switches().all(shop).size());
  }

  @Test
  default void twoShopsDoNotSeeEachOthersSwitches() {
    ShopId one = shop();
    switches().put(one, new ProviderSwitch("kakao", "OFF", NOON));
    ShopId two = shop();
    assertEquals(List.of(), switches().all(two));
    switches().put(two, new ProviderSwitch("kakao", "ON", NOON));
    assertEquals(List.of(new ProviderSwitch("kakao", "OFF", NOON)), switches().all(one));
  }
}
