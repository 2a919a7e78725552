package peers;

/** The sums of a key as of a tick, ms. */
record Result(String key, long tick, long[] totals) {
}
