package io.q2o.benchmarks;

/** Where figures say what they are at. */
interface Progress {
    void at(String what);
}
