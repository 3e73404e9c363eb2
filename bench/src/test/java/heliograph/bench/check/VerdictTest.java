package heliograph.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.check.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each thing that must not be, planted in histories that are else all right. */
class VerdictTest {
  private static final String ROOM = "r";

  private final List<Publish> publishes = new ArrayList<>();
  private final List<Stay> stays = new ArrayList<>();
  private long end = 100;

  private VerdictTest answered(int id, long position) {
    publishes.add(new Publish(id, ROOM, position, false));
    return this;
  }

  private VerdictTest unanswered(int id) {
    publishes.add(new Publish(id, ROOM, -1, false));
    return this;
  }

  private VerdictTest refused(int id) {
    publishes.add(new Publish(id, ROOM, -1, true));
    return this;
  }

  private VerdictTest saw(String client, Delivery... deliveries) {
    stays.add(new Stay(client, ROOM, -1, null, List.of(deliveries)));
    return this;
  }

  private static Delivery at(long position, int payload) {
    return at(position, payload, 1);
  }

  private static Delivery at(long position, int payload, int connection) {
    return new Delivery(payload, position, connection, false);
  }

  private List<Kind> kinds() {
    return violations().stream().map(Violation::kind).toList();
  }

  private List<Violation> violations() {
    return Verdict.of(publishes, stays, Map.of(ROOM, end));
  }

  @Test
  void allIsWellWhereEverybodyGotEverythingOnce() {
    answered(1, 10).answered(2, 13).unanswered(3).unanswered(4).refused(5);
    saw("a", at(10, 1), at(13, 2), at(14, 3));
    saw("b", at(10, 1), at(13, 2), at(14, 3));

    assertThat(violations()).isEmpty();
  }

  @Test
  void whatIsSentAgainAfterAResumeOrMarkedSoIsNoViolation() {
    answered(1, 10).answered(2, 13);
    saw("a", at(10, 1), at(13, 2), at(10, 1, 2), at(13, 2, 2), new Delivery(2, 13, 2, true));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aMessageOneMemberDidNotGetIsLost() {
    answered(1, 10).answered(2, 13);
    saw("a", at(10, 1), at(13, 2));
    saw("b", at(13, 2));

    assertThat(violations())
        .containsExactly(new Violation(Kind.LOST, ROOM, "b", 1, "1 at 10 was not delivered"));
  }

  @Test
  void theLastMessageIsLostToo() {
    answered(1, 10).answered(2, 13);
    saw("a", at(10, 1), at(13, 2)).saw("b", at(10, 1));

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void whatLiesBeforeTheJoinOrBeyondTheEndIsNotLost() {
    answered(1, 10).answered(2, 13).answered(3, 14);
    end = 13;
    saw("a", at(10, 1), at(13, 2), at(14, 3));
    stays.add(new Stay("late", ROOM, 10, null, List.of(at(13, 2))));

    assertThat(violations()).isEmpty();
  }

  @Test
  void anAnswerForWhatNobodyGotIsALoss() {
    answered(1, 10).answered(2, 13);
    saw("a", at(10, 1)).saw("b", at(10, 1));

    assertThat(kinds()).containsExactly(Kind.LOST_FOR_ALL);
  }

  @Test
  void anAnsweredPublishAtTwoPositionsIsDoubled() {
    answered(1, 10);
    saw("a", at(10, 1), at(12, 1));

    assertThat(kinds()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void anUnansweredPublishDeliveredTwiceIsDoubled() {
    unanswered(1);
    saw("a", at(10, 1), at(12, 1, 2));

    assertThat(kinds()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void anUnansweredPublishThatOneGotIsDueToAll() {
    unanswered(1).answered(2, 11);
    saw("a", at(10, 1), at(11, 2)).saw("b", at(11, 2));

    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void aPositionAgainOnTheSameConnectionIsARepetition() {
    answered(1, 10);
    saw("a", at(10, 1), at(10, 1));

    assertThat(kinds()).containsExactly(Kind.REPEATED);
  }

  @Test
  void aRepetitionOnALaterConnectionIsSeenToo() {
    answered(1, 10);
    saw("a", at(10, 1), at(10, 1, 2), at(10, 1, 2));

    assertThat(kinds()).containsExactly(Kind.REPEATED);
  }

  @Test
  void aLowerPositionThatIsNewIsReordered() {
    answered(1, 10).answered(2, 13);
    saw("a", at(13, 2), at(10, 1));
    saw("b", at(10, 1), at(13, 2));

    assertThat(violations())
        .containsExactly(new Violation(Kind.REORDERED, ROOM, "a", 1, "position 10 after 13"));
  }

  @Test
  void aNewMessageThatComesTooLateAfterAResumeIsReordered() {
    answered(1, 10).answered(2, 13);
    saw("a", at(13, 2), at(10, 1, 2), at(13, 2, 2));

    assertThat(kinds()).containsExactly(Kind.REORDERED);
  }

  @Test
  void whatLiesBeforeTheJoinIsOutOfOrder() {
    answered(1, 10);
    stays.add(new Stay("a", ROOM, 10, null, List.of(at(10, 1))));

    assertThat(kinds()).containsExactly(Kind.REORDERED);
  }

  @Test
  void twoClientsWithDifferentOrdersAreFound() {
    unanswered(1).unanswered(2);
    saw("a", at(10, 1), at(11, 2));
    saw("b", at(10, 2), at(11, 1));

    assertThat(kinds()).contains(Kind.ORDERS_DIFFER, Kind.DOUBLED);
  }

  @Test
  void anAnswerWithAnotherPositionThanTheMessageHasIsFound() {
    answered(1, 9);
    saw("a", at(10, 1));

    assertThat(kinds()).containsExactly(Kind.MISPLACED, Kind.LOST);
  }

  @Test
  void aRefusedPublishMustNotBeDelivered() {
    refused(1);
    saw("a", at(10, 1));

    assertThat(kinds()).containsExactly(Kind.REFUSED_AND_DELIVERED);
  }

  @Test
  void aMessageNobodyPublishedIsFound() {
    saw("a", at(10, -1));

    assertThat(kinds()).containsExactly(Kind.UNKNOWN);
  }

  @Test
  void aMessageOfAnotherRoomIsFound() {
    publishes.add(new Publish(1, "other", 10, false));
    saw("a", at(10, 1));

    assertThat(kinds()).containsExactly(Kind.UNKNOWN);
  }

  @Test
  void aMemberWhosePlaceWasNotKeptIsFound() {
    stays.add(new Stay("a", ROOM, -1, "recovered:false", List.of()));

    assertThat(kinds()).containsExactly(Kind.UNRECOVERED);
  }
}
