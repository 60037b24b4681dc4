package io.membersync.spring.slice;

import org.springframework.web.bind.annotation.RestController;

/** Needs what the slice does not bring. */
@RestController
class Orders {
  Orders(Warehouse warehouse) {
    throw new IllegalStateException("a controller was made: " + warehouse);
  }

  /** Nobody makes one. */
  interface Warehouse {}
}
