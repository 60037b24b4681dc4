/** Fuzz targets through the public API, and what all targets share. */
@NullMarked
package io.membersync.fuzz;

import org.jspecify.annotations.NullMarked;
