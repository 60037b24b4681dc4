package io.membersync.examples.springshop.order;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The table {@code purchase_order}. */
public interface OrderRepository extends JpaRepository<PurchaseOrder, Long> {
  List<PurchaseOrder> findByMemberIdOrderByIdDesc(long memberId);
}
