package peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an engine emits: the last result of every key, how many there were, and how old they were. One per sink thread. */
public final class Results {
    private static final int LONGEST_MS = 60_000;

    /** Results of the first seconds, in which code is compiled, have no age. */
    private static final long WARM_UP_MS = 20_000;
    private static final List<Results> ALL = new CopyOnWriteArrayList<>();

    private final Map<String, long[]> latest = new HashMap<>();
    private final long end;
    private final int[] ages;
    private long emitted, firstMs;

    public Results(Options options) {
        end = options.end;
        ages = options.live ? new int[LONGEST_MS + 1] : null;
        ALL.add(this);
    }

    /** Takes the sums of a key as of a tick, ms; copies them. Ticks after the end markers are no results of the input. */
    public void emit(String key, long tick, long[] totals) {
        if (tick > end) return;
        emitted++;
        long[] held = latest.get(key);
        if (held == null) latest.put(key, totals.clone());
        else System.arraycopy(totals, 0, held, 0, Event.SUMS);
        if (ages != null && tick < end) age(System.currentTimeMillis(), tick);
    }

    private void age(long now, long tick) {
        if (firstMs == 0) firstMs = now;
        if (now - firstMs >= WARM_UP_MS) ages[(int) Math.max(0, Math.min(LONGEST_MS, now - tick))]++;
    }

    /** Says what was done, with the processor time at the end of the work, and only then writes the results. */
    public static void finish(Options options, Progress progress) throws IOException {
        long endMs = System.currentTimeMillis(), cpuNs = Progress.cpuNs();
        long emitted = 0;
        for (Results r : ALL) emitted += r.emitted;
        System.out.printf("{%s,\"emitted\":%d,\"peak_rss_kb\":%d%s}%n", progress.json(endMs, cpuNs), emitted, peakKb(), ageJson(options));
        System.out.flush();
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(options.results), StandardCharsets.UTF_8)) {
            for (Results r : ALL) {
                for (var entry : r.latest.entrySet()) {
                    out.write(entry.getKey());
                    for (long total : entry.getValue()) out.append('\t').append(Long.toString(total));
                    out.write('\n');
                }
            }
        }
    }

    private static String ageJson(Options options) {
        if (!options.live) return "";
        long[] sum = new long[LONGEST_MS + 1];
        long count = 0;
        for (Results r : ALL) for (int i = 0; i < sum.length; i++) {
            sum[i] += r.ages[i];
            count += r.ages[i];
        }
        return String.format(",\"p50_ms\":%d,\"p99_ms\":%d,\"p999_ms\":%d", percentile(sum, count, 0.50), percentile(sum, count, 0.99), percentile(sum, count, 0.999));
    }

    private static int percentile(long[] ages, long count, double share) {
        long below = 0;
        for (int i = 0; i < ages.length; i++) {
            below += ages[i];
            if (below >= share * count) return i;
        }
        return LONGEST_MS;
    }

    private static long peakKb() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", ""));
        }
        return 0;
    }
}
