package heliograph.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that were written to and have not been read from for too long: a frozen
 * server, a cut cable. TCP itself would take a quarter of an hour to notice.
 */
final class SilentChannels implements NettyCustomizer {
  private final long silenceMaxMs;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

  SilentChannels(long silenceMaxMs) {
    this.silenceMaxMs = silenceMaxMs;
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channels.add(channel);
    channel.closeFuture().addListener(closed -> channels.remove(channel));
    channel.pipeline().addFirst(new Watch());
  }

  /** Closes all connections; those still wanted come back by themselves. */
  void reset() {
    channels.forEach(Channel::close);
  }

  /** Watches one connection, on its event loop. */
  private final class Watch extends ChannelDuplexHandler {
    private boolean awaiting;
    private long awaitingSinceNanos;
    private boolean scheduled;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
        throws Exception {
      if (!awaiting) {
        awaiting = true;
        awaitingSinceNanos = System.nanoTime();
      }
      if (!scheduled) {
        schedule(context, silenceMaxMs);
      }
      super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      awaiting = false;
      super.channelRead(context, message);
    }

    private void schedule(ChannelHandlerContext context, long inMs) {
      scheduled = true;
      context.executor().schedule(() -> check(context), inMs, TimeUnit.MILLISECONDS);
    }

    private void check(ChannelHandlerContext context) {
      scheduled = false;
      if (!awaiting || !context.channel().isActive()) {
        return;
      }
      long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - awaitingSinceNanos);
      if (silentMs >= silenceMaxMs) {
        context.close();
      } else {
        schedule(context, silenceMaxMs - silentMs);
      }
    }
  }
}
