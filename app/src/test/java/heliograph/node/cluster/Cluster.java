package heliograph.node.cluster;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The JUnit extension that hands tests the {@link ClusterFixture}: one for all classes of the run,
 * whole whenever a test begins. The nodes' logs are shown when a test fails.
 */
final class Cluster implements ParameterResolver, AfterTestExecutionCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Cluster.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClusterFixture.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ClusterFixture cluster =
        store(context)
            .computeIfAbsent(
                ClusterFixture.class, type -> new ClusterFixture(), ClusterFixture.class);
    cluster.heal();
    return cluster;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    ClusterFixture cluster = store(context).get(ClusterFixture.class, ClusterFixture.class);
    if (context.getExecutionException().isPresent() && cluster != null) {
      System.err.println(cluster.logs());
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }
}
