package heliograph.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics as they must be, or checks those that are there. Every call blocks, for some
 * seconds at most. For one thread at a time.
 */
final class Topics {
  private static final long CALL_MS = 4_000;
  private static final System.Logger LOG = System.getLogger(Topics.class.getName());

  private final Admin admin;

  Topics(Admin admin) {
    this.admin = admin;
  }

  /** A topic is not as it must be; the message says how and what to do. */
  static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }

  /**
   * Creates the topic where there is none, and checks it.
   *
   * @throws Mismatch if it is there and is not as wanted
   */
  Life ensure(TopicSpec spec) throws ExecutionException, TimeoutException, InterruptedException {
    Optional<TopicDescription> found = find(spec.name());
    if (found.isEmpty()) {
      create(spec);
      found = awaitCreated(spec.name());
    } else {
      check(spec, found.get());
    }
    return life(found.get());
  }

  /** Returns the life of a topic, or nothing if there is no such topic. */
  Optional<Life> describe(String topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    return find(topic).map(Topics::life);
  }

  private static Life life(TopicDescription found) {
    return new Life(found.topicId(), found.partitions().size());
  }

  /**
   * Checks what a topic is set to, but not its size: that may have changed while nodes run.
   *
   * @throws Mismatch if it is not as wanted
   */
  void checkSettings(TopicSpec spec)
      throws ExecutionException, TimeoutException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
    Config config;
    try {
      config = await(admin.describeConfigs(List.of(resource)).values().get(resource));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.log(
            System.Logger.Level.WARNING,
            "topic {0} is used unchecked: no right to read its settings",
            spec.name());
        return;
      }
      throw e;
    }
    for (Map.Entry<String, String> wanted : new TreeMap<>(spec.settings()).entrySet()) {
      String is = config.get(wanted.getKey()).value();
      if (spec.isChecked(wanted.getKey()) && !wanted.getValue().equals(is)) {
        throw new Mismatch(
            "topic %s has %s=%s, but the configuration wants %s: change one of them"
                .formatted(spec.name(), wanted.getKey(), is, wanted.getValue()));
      }
    }
  }

  private void check(TopicSpec spec, TopicDescription found)
      throws ExecutionException, TimeoutException, InterruptedException {
    int partitions = found.partitions().size();
    if (partitions != spec.partitions()) {
      throw new Mismatch(
          "topic %s has %d partitions, but the configuration wants %d: %s"
              .formatted(spec.name(), partitions, spec.partitions(), spec.remedy(partitions)));
    }
    int replication = found.partitions().getFirst().replicas().size();
    if (replication != spec.replication()) {
      throw new Mismatch(
          "topic %s has replication %d, but the configuration wants %d: %s"
              .formatted(spec.name(), replication, spec.replication(), spec.remedy(replication)));
    }
    checkSettings(spec);
  }

  private void create(TopicSpec spec)
      throws ExecutionException, TimeoutException, InterruptedException {
    NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) spec.replication());
    try {
      await(admin.createTopics(List.of(topic.configs(spec.settings()))).all());
      LOG.log(
          System.Logger.Level.INFO,
          "created topic {0}: {1} partitions, replication {2}, {3}",
          spec.name(),
          spec.partitions(),
          spec.replication(),
          new TreeMap<>(spec.settings()));
    } catch (ExecutionException e) {
      // Another node was faster: as good.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** A topic is not known to all brokers as soon as it is created. */
  private Optional<TopicDescription> awaitCreated(String topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CALL_MS);
    while (System.nanoTime() - deadline < 0) {
      Optional<TopicDescription> found = find(topic);
      if (found.isPresent()) {
        return found;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new TimeoutException("topic " + topic + " was created, but no broker knows it yet");
  }

  private Optional<TopicDescription> find(String topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return Optional.of(await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
    } catch (ExecutionException e) {
      if (Failures.isTopicGone(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static <T> T await(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(CALL_MS, TimeUnit.MILLISECONDS);
  }
}
