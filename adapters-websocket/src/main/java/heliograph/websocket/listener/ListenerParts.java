package heliograph.websocket.listener;

import io.helidon.common.context.Context;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.http.DirectHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What Helidon's HTTP wants to know of its listener. Thread-safe. */
record ListenerParts(
    Context context,
    MediaContext mediaContext,
    ContentEncodingContext contentEncodingContext,
    DirectHandlers directHandlers,
    ListenerConfig config,
    ExecutorService executor)
    implements ListenerContext {

  ListenerParts(DirectHandlers handlers) {
    this(
        Context.create(),
        MediaContext.create(),
        ContentEncodingContext.create(),
        handlers,
        // Has the error bodies told what went wrong: ours show nothing of it.
        ListenerConfig.builder()
            .errorHandling(ErrorHandling.builder().includeEntity(true).build())
            .build(),
        Executors.newVirtualThreadPerTaskExecutor());
  }
}
