package io.membersync.spring.slice;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as a shop writes it, for the slice to leave things out of. */
@SpringBootApplication
class SliceShop {}
