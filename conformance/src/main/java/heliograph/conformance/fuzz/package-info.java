/**
 * A fuzzer of what reads a client's bytes: the frame decoder against a second, plain reading of the
 * RFC, and both codecs against Jackson. An input is bytes alone, so that one that fails can be told
 * and given again.
 */
package heliograph.conformance.fuzz;
