package heliograph.testkit.services;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Starts services, says their process ids, and waits to be killed. */
final class ParentToBeKilled {
  public static void main(String[] args) throws InterruptedException {
    LocalRedis redis = LocalRedis.start();
    LocalKafka kafka = LocalKafka.start(1, Map.of());
    System.out.println(redis.pid() + " " + kafka.pid(0));
    new CountDownLatch(1).await();
  }
}
