package peers;

/**
 * Five sums over the last 60 minutes, kept by adding to the bucket of the event's minute and subtracting the bucket that leaves. Buckets are made when
 * they are touched. A plain object without a back reference, so that every engine can keep it as state on its heap.
 */
public final class Rolling {
    public static final int MINUTES = 60;
    public static final long MINUTE_MS = 60_000;

    public long[] totals = new long[Event.SUMS];
    public long[][] buckets = new long[MINUTES][];
    public long newest = Long.MIN_VALUE;

    /** Something changed since the last {@link #clean()}. */
    public boolean dirty;

    /** Adds to the bucket of a time, unless it has left the window; true when the bucket was made for it. */
    public boolean add(long time, int sum, long value) {
        long minute = time / MINUTE_MS;
        advance(minute);
        if (minute <= newest - MINUTES) return false;
        int slot = (int) (minute % MINUTES);
        long[] bucket = buckets[slot];
        boolean made = bucket == null;
        if (made) buckets[slot] = bucket = new long[Event.SUMS];
        bucket[sum] += value;
        totals[sum] += value;
        dirty = true;
        return made;
    }

    /** Moves the window so that it ends with a minute; earlier minutes change nothing. */
    public void advance(long minute) {
        if (minute <= newest) return;
        if (newest != Long.MIN_VALUE) {
            for (long m = newest + 1, stop = Math.min(minute, newest + MINUTES); m <= stop; m++) expire((int) (m % MINUTES));
        }
        newest = minute;
    }

    /** The instant at which the oldest bucket leaves, ms; {@link Long#MAX_VALUE} when there is none. */
    public long nextExpiry() {
        for (long m = newest - MINUTES + 1; m <= newest; m++) {
            if (buckets[(int) (m % MINUTES)] != null) return (m + MINUTES) * MINUTE_MS;
        }
        return Long.MAX_VALUE;
    }

    public boolean clean() {
        boolean was = dirty;
        dirty = false;
        return was;
    }

    private void expire(int slot) {
        long[] bucket = buckets[slot];
        if (bucket == null) return;
        for (int i = 0; i < Event.SUMS; i++) totals[i] -= bucket[i];
        buckets[slot] = null;
        dirty = true;
    }
}
