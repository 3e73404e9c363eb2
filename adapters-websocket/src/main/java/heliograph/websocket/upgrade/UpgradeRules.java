package heliograph.websocket.upgrade;

/**
 * What an upgrade is judged by.
 *
 * @param path the one path that upgrades, such as {@code /ws}
 * @param compression whether permessage-deflate is agreed to
 * @param retryAfterS what {@code Retry-After} says, in seconds, from 0
 */
public record UpgradeRules(
    String path, OriginPolicy origins, boolean compression, int retryAfterS) {}
