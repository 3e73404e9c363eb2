/** Kafka's own client without a server around it: what a cluster of nodes cannot do without. */
package heliograph.bench.kafka;
