/**
 * A whole cluster on this machine: Kafka, Redis and nodes, each a process of its own that can be
 * killed, paused and started again. For demonstrations, for the checker and for measuring.
 */
package heliograph.bench.cluster;
