@NullMarked
package io.membersync.servlet;

import org.jspecify.annotations.NullMarked;
