/**
 * Slow and hostile clients under load: what the others notice of them, and what becomes of them.
 */
package heliograph.bench.hostile;
