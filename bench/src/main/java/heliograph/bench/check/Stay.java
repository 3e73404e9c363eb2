package heliograph.bench.check;

import java.util.List;

/**
 * A client's time in a room, over all its connections.
 *
 * @param after it is to get what lies after this position
 * @param unrecovered why it could not go on where it was, if the node said so; else null
 * @param deliveries in the order they came, the repeated ones too
 */
record Stay(
    String client, String room, long after, String unrecovered, List<Delivery> deliveries) {}
