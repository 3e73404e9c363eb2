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
    String level = logging.level().name();
    String format = logging.format().name().toLowerCase(Locale.ROOT);
    if (level.equals(now(context, LEVEL, "INFO")) && format.equals(now(context, FORMAT, "text"))) {
      return;
    }
    URL file = LogSetup.class.getResource("/logback.xml");
    context.reset();
    context.putProperty(LEVEL, level);
    context.putProperty(FORMAT, format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(file);
  }

  /** Returns what was set before, or else what {@code logback.xml} has by itself. */
  private static String now(LoggerContext context, String property, String otherwise) {
    String set = context.getProperty(property);
    return set == null ? otherwise : set;
  }
}
