package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Most clients are idle most of the time: what they cost is what a node costs. */
class IdleClientTest {

  @Test
  void idleClientHoldsNoQueues() throws ReflectiveOperationException {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.leave(2, "r");
    alice.join(3, "q");
    alice.publish(4, "q", "m");
    alice.whisper(5, "q", "e", true);
    alice.slow();
    for (int i = 0; i < 10; i++) {
      world.produce("q", "m");
      alice.ping(i);
    }
    alice.fast();

    assertThat(collectionsOf(onlyClient(node.hub))).containsExactly("members");
  }

  @Test
  void clientThatIsInNoRoomHoldsNothingAtAll() throws ReflectiveOperationException {
    Node node = new World().node("n1");
    node.hold(Effect.Follow.class);
    TestClient alice = node.connect("alice");
    alice.ping(1);
    node.release();

    assertThat(alice.frames()).hasSize(2);
    assertThat(collectionsOf(onlyClient(node.hub))).isEmpty();
  }

  private static Object onlyClient(Hub hub) throws ReflectiveOperationException {
    Map<?, ?> clients = (Map<?, ?>) get(get(hub, "state"), "clients");
    return clients.values().iterator().next();
  }

  /** Returns the names of the fields that hold a collection which takes memory. */
  private static List<String> collectionsOf(Object client) throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    for (Field field : client.getClass().getDeclaredFields()) {
      Object value = get(client, field.getName());
      boolean holds = value instanceof Collection<?> || value instanceof Map<?, ?>;
      if (holds && value != Map.of() && value != Set.of()) {
        names.add(field.getName());
      }
    }
    return names;
  }

  private static Object get(Object target, String field) throws ReflectiveOperationException {
    Field f = target.getClass().getDeclaredField(field);
    f.setAccessible(true);
    return f.get(target);
  }
}
