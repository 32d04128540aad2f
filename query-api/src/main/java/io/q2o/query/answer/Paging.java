package io.q2o.query.answer;

/**
 * Which part of a list is wanted.
 *
 * @param number of the page, from 1
 * @param size rows on each page
 */
public record Paging(int number, int size) {
    /** Reads {@code page} and {@code page_size}; what is out of range is noted there. */
    public static Paging of(Parameters parameters, int usualSize, int largestSize) {
        return new Paging(
                parameters.number("page", 1, 1, Integer.MAX_VALUE),
                parameters.number("page_size", usualSize, 1, largestSize));
    }

    /** Rows before this page. */
    public long offset() {
        return (number - 1L) * size;
    }

    /** How many pages so many rows fill; an empty list has one. */
    public long pagesOf(long rows) {
        return Math.max(1, (rows + size - 1) / size);
    }
}
