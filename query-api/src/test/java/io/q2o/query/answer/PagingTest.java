package io.q2o.query.answer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PagingTest {
    @Property
    void pagesFollowOneAnother(
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int number,
            @ForAll @IntRange(min = 1, max = 1000) int size) {
        assertThat(new Paging(1, size).offset()).isZero();
        assertThat(new Paging(number + 1, size).offset())
                .isEqualTo(new Paging(number, size).offset() + size)
                .isPositive();
    }

    @Property
    void theLastPageHoldsTheLastRow(
            @ForAll @LongRange(min = 1, max = 2_000_000) long rows,
            @ForAll @IntRange(min = 1, max = 1000) int size) {
        var last = new Paging((int) new Paging(1, size).pagesOf(rows), size);
        assertThat(last.offset()).isLessThan(rows);
        assertThat(last.offset() + size).isGreaterThanOrEqualTo(rows);
        assertThat(last.pagesOf(0)).isEqualTo(1);
    }
}
