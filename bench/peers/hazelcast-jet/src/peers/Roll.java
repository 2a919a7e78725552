package peers;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Watermark;
import java.util.ArrayList;
import java.util.List;

/** Rolling sums by key, flushed when a watermark comes: one for every second of event time. */
final class Roll extends AbstractProcessor {
    private final RollingTable table = new RollingTable();
    private Traverser<Object> flushing;

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        Addition a = (Addition) item;
        table.add(a.key(), a.time(), a.sum(), a.value());
        return true;
    }

    @Override
    public boolean tryProcessWatermark(Watermark watermark) {
        if (flushing == null) {
            List<Object> results = new ArrayList<>();
            long tick = watermark.timestamp();
            table.flush(tick, entry -> results.add(new Result(entry.key, tick, entry.sums.totals.clone())));
            flushing = Traversers.traverseIterable(results);
        }
        if (!emitFromTraverser(flushing)) return false;
        if (!super.tryProcessWatermark(watermark)) return false;
        flushing = null;
        return true;
    }
}
