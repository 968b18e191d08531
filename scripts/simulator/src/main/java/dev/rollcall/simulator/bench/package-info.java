/**
 * Benchmarks of the whole house, each beside a bare baseline in the same run.
 *
 * <p>The baseline has the same certificates, the same client code and the same machine, and leaves
 * out everything that is Rollcall: it shakes hands and echoes frames. A figure without such a ratio
 * says more about the machine than about us.
 */
package dev.rollcall.simulator.bench;
