package heliograph.domain;

/**
 * How much there is of everything that can grow.
 *
 * @param clients connections, those not yet welcomed among them
 * @param sessions sessions that are held, or whose last save is not done
 * @param rooms rooms followed or about to be
 * @param subscriptions cursors in rooms, inboxes among them
 * @param waiting effects whose outcome is awaited
 * @param ringBytes memory of recent messages, as counted by {@link Limits#nodeRingBytesMax}
 * @param segmentBytes memory of stretches read for members behind, as counted by {@link
 *     Limits#nodeStretchBytesMax}
 */
public record Counts(
    int clients,
    int sessions,
    int rooms,
    int subscriptions,
    int waiting,
    long ringBytes,
    long segmentBytes) {}
