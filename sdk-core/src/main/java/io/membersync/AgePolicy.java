package io.membersync;

import java.time.Period;
import java.util.Optional;

/**
 * What the shop wants of ages.
 *
 * @param adultCheck empty where the shop sells nothing that is for adults only
 * @param adultFor how long a check of it holds
 */
record AgePolicy(
    Consents.Children children, Optional<Consents.AdultCheck> adultCheck, Period adultFor) {}
