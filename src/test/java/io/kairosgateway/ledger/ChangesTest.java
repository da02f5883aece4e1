package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final VerificationId ID = new VerificationId("one");
    private static final VerificationId LATE = new VerificationId("late");

    private final Changes changes = new Changes();

    @Test
    void aSubscriberThatFallsBehindIsToldThatItMissedSomethingOnceItHasCaughtUp() {
        // Given
        AssertSubscriber<Change> slow = changes.stream().subscribe().withSubscriber(AssertSubscriber.create(0));
        for (int i = 0; i < Changes.BACKLOG + 10; i++) {
            changes.changed(ID);
        }

        // When
        slow.request(Long.MAX_VALUE);
        changes.changed(LATE);

        // Then
        assertThat(slow.getItems().subList(0, Changes.BACKLOG)).containsOnly(new Change.Of(ID));
        assertThat(slow.getItems().subList(Changes.BACKLOG, slow.getItems().size()))
                .containsExactly(new Change.Resubscribed(), new Change.Of(LATE));
    }

    @Test
    void whatComesWhileASubscriberIsBehindIsNotHeldForIt() {
        // Given
        AssertSubscriber<Change> slow = changes.stream().subscribe().withSubscriber(AssertSubscriber.create(0));
        for (int i = 0; i < Changes.BACKLOG + 1; i++) {
            changes.changed(ID);
        }
        slow.request(Changes.BACKLOG - 1);

        // When
        changes.changed(LATE);
        slow.request(Long.MAX_VALUE);

        // Then
        assertThat(slow.getItems())
                .hasSize(Changes.BACKLOG + 1)
                .doesNotContain(new Change.Of(LATE))
                .last()
                .isEqualTo(new Change.Resubscribed());
    }

    @Test
    void aSlowSubscriberDoesNotKeepOthersWaiting() {
        // Given
        changes.stream().subscribe().withSubscriber(AssertSubscriber.create(0));
        AssertSubscriber<Change> quick =
                changes.stream().subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));

        // When
        for (int i = 0; i < 2 * Changes.BACKLOG; i++) {
            changes.changed(ID);
        }

        // Then
        assertThat(quick.getItems()).isEqualTo(Collections.nCopies(2 * Changes.BACKLOG, new Change.Of(ID)));
    }

    @Test
    void whoHasGoneIsToldNothing() {
        // Given
        AssertSubscriber<Change> gone =
                changes.stream().subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        gone.cancel();

        // When
        changes.changed(ID);

        // Then
        assertThat(gone.getItems()).isEmpty();
    }
}
