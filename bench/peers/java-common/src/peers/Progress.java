package peers;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events have been read, and when: a thread looks at the readers' counters every 5 ms, so that start-up, steady state and total can be told apart
 * without a cost per event.
 */
public final class Progress extends Thread {
    private static final List<Counter> COUNTERS = new CopyOnWriteArrayList<>();

    private final long warm;
    private volatile long firstMs, warmMs, warmEvents, warmCpuNs;

    public Progress(long warm) {
        super("progress");
        this.warm = warm;
        setDaemon(true);
    }

    /** A counter of one thread. */
    public static final class Counter extends AtomicLong {
        public void increment() {
            lazySet(getPlain() + 1);
        }
    }

    public static Counter counter() {
        Counter counter = new Counter();
        COUNTERS.add(counter);
        return counter;
    }

    public static long events() {
        long sum = 0;
        for (Counter counter : COUNTERS) sum += counter.get();
        return sum;
    }

    /** Processor time of this process, ns. */
    public static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    @Override
    public void run() {
        try {
            while (warmMs == 0) {
                Thread.sleep(5);
                long now = System.currentTimeMillis(), events = events();
                if (firstMs == 0 && events > 0) firstMs = now;
                if (events >= warm && events > 0) {
                    warmCpuNs = cpuNs();
                    warmEvents = events;
                    warmMs = now;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The fields of the report that this knows. */
    String json(long endMs, long cpuNs) {
        return String.format("\"first_ms\":%d,\"warm_ms\":%d,\"warm_events\":%d,\"warm_cpu_s\":%.3f,\"end_ms\":%d,\"cpu_s\":%.3f,\"events\":%d",
                firstMs, warmMs, warmEvents, warmCpuNs / 1e9, endMs, cpuNs / 1e9, events());
    }
}
