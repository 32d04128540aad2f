package io.q2o.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One line of the report.
 *
 * @param what was measured
 * @param ours what the platform does
 * @param bare what the technology under it does, measured in the same run
 * @param ratio of both
 * @param aim empty if there is none
 */
record Figure(String what, String ours, String bare, String ratio, String aim) {
    static String table(List<Figure> figures) {
        var text = new StringBuilder("| Figure | Platform | Bare | Ratio | Aim |\n");
        text.append("| --- | ---: | ---: | ---: | --- |\n");
        for (var figure : figures) {
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    figure.what(),
                                    figure.ours(),
                                    figure.bare(),
                                    figure.ratio(),
                                    figure.aim()));
        }
        return text.toString();
    }

    static String number(double value, String unit) {
        var digits = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, value) + (unit.isEmpty() ? "" : " " + unit);
    }

    static String milliseconds(long nanos) {
        return number(nanos / 1e6, "ms");
    }

    /** The middle one, the upper of two. */
    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Ratios of rounds that followed each other: the middle one, and how far they lie apart. */
    static String ratios(double[] ours, double[] bare) {
        var ratios = new double[Math.min(ours.length, bare.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / bare[i];
        }
        Arrays.sort(ratios);
        return number(median(ratios), "")
                + " ("
                + number(ratios[0], "")
                + "–"
                + number(ratios[ratios.length - 1], "")
                + ")";
    }
}
