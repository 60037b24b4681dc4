package io.membersync.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Names the rows of {@code faults/catalogue.tsv} that a test shows to be survived. On a class it
 * counts for every test in it. {@code mvn -Pfaults} runs these tests only.
 */
@Documented
@Tag(Fault.TAG)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Fault {
  /** The tag every such test carries; the same as the Maven profile's name. */
  String TAG = "faults";

  /** Ids such as {@code AR-01}, one or more. */
  String[] value();
}
