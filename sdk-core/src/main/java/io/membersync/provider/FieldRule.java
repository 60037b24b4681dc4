package io.membersync.provider;

import io.membersync.profile.Field;

/**
 * Where a provider has a field, and whether it counts as verified there.
 *
 * @param path of the member in the answer, such as {@code response.email}
 */
record FieldRule(Field<?> field, String path, Trust trust) {}
