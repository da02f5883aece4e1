package io.kairosgateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private final AtomicInteger givenBack = new AtomicInteger();
    private final Place place = new Place(givenBack::incrementAndGet);

    @Test
    void workThatThrowsBeforeItBeginsGivesItsPlaceBack() {
        // When
        Uni<String> work = place.during(() -> {
            throw new IllegalStateException();
        });

        // Then
        assertThatThrownBy(() -> work.await().indefinitely()).isInstanceOf(IllegalStateException.class);
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void workThatEndsOrIsLeftGivesItsPlaceBackOnce() {
        // When
        place.during(() -> Uni.createFrom().item("done")).await().indefinitely();
        place.close();
        Place another = new Place(givenBack::incrementAndGet);
        Cancellable left =
                another.during(() -> Uni.createFrom().nothing()).subscribe().with(never -> {});
        assertThat(givenBack).hasValue(1);
        left.cancel();

        // Then
        assertThat(givenBack).hasValue(2);
    }
}
