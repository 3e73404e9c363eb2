/**
 * The checker: clients and publishers on real WebSockets, faults on a schedule, and a verdict from
 * what each client saw.
 *
 * <p>{@link heliograph.bench.check.Verdict} is pure; the rest gathers the histories it judges.
 */
package heliograph.bench.check;
