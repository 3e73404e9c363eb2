package heliograph.app.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import heliograph.app.config.Config;
import java.net.URL;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings logging into line with the configuration, which is read after logging has begun. */
final class LogSetup {
  /** What {@code logback.xml} asks for. */
  private static final String LEVEL = "heliograph.log.level";

  private static final String FORMAT = "heliograph.log.format";

  private LogSetup() {}

  static void apply(Config.Logging logging) throws JoranException {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    URL file = LogSetup.class.getResource("/logback.xml");
    context.reset();
    context.putProperty(LEVEL, logging.level().name());
    context.putProperty(FORMAT, logging.format().name().toLowerCase(Locale.ROOT));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(file);
  }
}
