package heliograph.testkit.services;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The JUnit extension that hands tests a {@link KafkaService} or {@link RedisService}: one of each
 * for all classes of the run, started when first asked for and ended with the run. Their logs are
 * shown when a test fails.
 */
public final class RealServices implements ParameterResolver, AfterTestExecutionCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RealServices.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == KafkaService.class || type == RedisService.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    return parameter.getParameter().getType() == KafkaService.class
        ? store.computeIfAbsent(
            KafkaService.class, type -> KafkaService.start(), KafkaService.class)
        : store.computeIfAbsent(
            RedisService.class, type -> RedisService.start(), RedisService.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    KafkaService kafka = store.get(KafkaService.class, KafkaService.class);
    RedisService redis = store.get(RedisService.class, RedisService.class);
    if (kafka != null) {
      System.err.println("Kafka's log:\n" + kafka.logTail());
    }
    if (redis != null) {
      System.err.println("Redis's log:\n" + redis.logTail());
    }
  }
}
