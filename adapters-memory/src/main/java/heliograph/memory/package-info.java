/**
 * Log, sessions, presence and controls in the memory of one process: what a single node runs on by
 * default, and what several nodes of one process can share.
 *
 * <p>For each port there is a shared part, such as {@link heliograph.memory.MemoryRooms}, and a
 * handle for each node on it, such as {@link heliograph.memory.MemoryRoomLog}. No threads: work is
 * done by the caller, and its outcome is submitted before the call returns.
 */
package heliograph.memory;
