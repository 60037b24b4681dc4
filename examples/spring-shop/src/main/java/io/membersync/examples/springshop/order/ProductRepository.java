package io.membersync.examples.springshop.order;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The table {@code product}. */
public interface ProductRepository extends JpaRepository<Product, Long> {
  List<Product> findAllByOrderById();
}
