/**
 * Sessions and presence in Redis. {@link heliograph.redis.RedisConnection} is opened once for a
 * node; {@link heliograph.redis.RedisSessionStore} and {@link heliograph.redis.RedisPresenceStore}
 * share it. What is stored, and for how long: docs/redis.md.
 */
package heliograph.redis;
