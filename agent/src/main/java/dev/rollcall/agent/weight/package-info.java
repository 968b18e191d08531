/**
 * How heavy the agent is on its device: what it uses is measured once a minute, judged against two
 * ceilings, and acted on.
 *
 * <p>{@link dev.rollcall.agent.weight.WeightRules} decides, without clocks or files; {@link
 * dev.rollcall.agent.weight.Watchdog} measures, does what was decided and says so. The programs
 * that it starts count with it, but for those of jobs: these somebody asked for, and they may need
 * the whole machine.
 */
package dev.rollcall.agent.weight;
