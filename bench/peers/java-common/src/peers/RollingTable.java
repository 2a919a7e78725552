package peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Rolling sums by key for engines whose processors keep their own state: a hash map, the keys that changed since the last tick, and for every minute the
 * keys that have a bucket of it, so that expiry looks at no others. One per processor.
 */
public final class RollingTable {
    /** A key and its sums. */
    public static final class Entry {
        public final String key;
        public final Rolling sums = new Rolling();
        private boolean listed;

        Entry(String key) {
            this.key = key;
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeMap<Long, List<Entry>> byMinute = new TreeMap<>();
    private List<Entry> changed = new ArrayList<>();
    private long newestMinute = Long.MIN_VALUE;
    private List<Entry> newestEntries;

    public void add(String key, long time, int sum, long value) {
        Entry entry = entries.get(key);
        if (entry == null) entries.put(key, entry = new Entry(key));
        if (entry.sums.add(time, sum, value)) index(entry, time / Rolling.MINUTE_MS);
        if (entry.listed) return;
        entry.listed = true;
        changed.add(entry);
    }

    /** Hands on every key that changed since the last tick, by addition or by expiry. */
    public void flush(long tick, Consumer<Entry> emit) {
        long minute = tick / Rolling.MINUTE_MS;
        while (!byMinute.isEmpty() && byMinute.firstKey() <= minute - Rolling.MINUTES) {
            for (Entry entry : byMinute.pollFirstEntry().getValue()) {
                entry.sums.advance(minute);
                if (entry.listed) continue;
                entry.listed = true;
                changed.add(entry);
            }
        }
        List<Entry> now = changed;
        changed = new ArrayList<>(now.size());
        for (Entry entry : now) {
            entry.listed = false;
            if (entry.sums.clean()) emit.accept(entry);
        }
    }

    private void index(Entry entry, long minute) {
        if (minute != newestMinute) {
            newestMinute = minute;
            newestEntries = byMinute.computeIfAbsent(minute, m -> new ArrayList<>());
        }
        newestEntries.add(entry);
    }
}
