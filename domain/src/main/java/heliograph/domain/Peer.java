package heliograph.domain;

/**
 * A client's connection as the domain knows it: an identity and nothing more. The transport
 * implements it, so that an effect leads to its connection without a look-up. Compared by identity.
 */
public interface Peer {}
