package peers;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Watermark;

/** The sink: keeps the last result of every key, and says when event time has reached the end markers. */
final class Collect extends AbstractProcessor {
    private final Results results = new Results(Main.options);
    private boolean ended;

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        Result r = (Result) item;
        results.emit(r.key(), r.tick(), r.totals());
        return true;
    }

    @Override
    public boolean tryProcessWatermark(Watermark watermark) {
        if (!ended && watermark.timestamp() >= Main.options.end) {
            ended = true;
            Main.ENDS.countDown();
        }
        return super.tryProcessWatermark(watermark);
    }
}
