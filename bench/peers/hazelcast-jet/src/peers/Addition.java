package peers;

/** One addition to one sum of one key. Stays in the process: never serialized. */
record Addition(String key, long time, int sum, long value) {
}
