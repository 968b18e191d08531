/**
 * Whether accounts are dormant. {@link dev.rollcall.agent.inventory.signins.Dormancy} decides; what
 * it is told by logs and home folders is {@link dev.rollcall.agent.inventory.signins.Seen}, which
 * has no time in it, so that none can leave this package.
 */
@NullMarked
package dev.rollcall.agent.inventory.signins;

import org.jspecify.annotations.NullMarked;
