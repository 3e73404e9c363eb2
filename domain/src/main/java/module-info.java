/**
 * The pure state machines. Reads java.base and nothing else: the module system refuses the rest.
 */
module heliograph.domain {
  exports heliograph.domain;
  exports heliograph.domain.id;
  exports heliograph.domain.message;
  exports heliograph.domain.session;
}
