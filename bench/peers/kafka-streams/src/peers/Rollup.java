package peers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Rolling sums in objects on the heap (the built-in stores hold bytes and would serialize at every update), flushed at every second of stream time.
 */
abstract class Rollup<K, V, K2, V2> extends ContextualProcessor<K, V, K2, V2> {
    protected final RollingTable table = new RollingTable();
    private final Results results;
    private final CountDownLatch ends;
    private int markers;

    Rollup(Results results, CountDownLatch ends, int markers) {
        this.results = results;
        this.ends = ends;
        this.markers = markers;
    }

    @Override
    public void init(ProcessorContext<K2, V2> context) {
        super.init(context);
        context.schedule(Duration.ofSeconds(1), PunctuationType.STREAM_TIME, this::flush);
    }

    /** Stream time has jumped with the first marker; what came after it is flushed with the last one. */
    protected final void onMarker(long time) {
        if (--markers > 0) return;
        flush(time);
        ends.countDown();
    }

    private void flush(long time) {
        long tick = time / 1000 * 1000;
        table.flush(tick, entry -> results.emit(entry.key, tick, entry.sums.totals));
    }
}
