package peers;

/** What goes through the repartition topic: one addition to one sum of a creator; with {@link Event#MARKER} as its sum an end marker. */
record Addition(long time, int sum, long value) {
}
