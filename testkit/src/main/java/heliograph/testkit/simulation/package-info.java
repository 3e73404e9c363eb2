/**
 * The simulation: real hubs and real adapters, with simulated clients, networks, delays and faults,
 * in virtual time and on one thread, so that a seed tells all that happens.
 *
 * <p>A run has four parts: faults and random clients; healing, until all has converged; the final
 * checks; and everybody leaving, after which nothing may be left. What must always hold is listed
 * in {@link heliograph.testkit.simulation.Invariant} and checked at every step where it can be.
 * That each check can fail is shown with {@link heliograph.testkit.simulation.PlantedFault}.
 */
package heliograph.testkit.simulation;
