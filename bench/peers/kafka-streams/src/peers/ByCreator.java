package peers;

import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.processor.api.Record;

/** Creators, after the repartition topic. */
final class ByCreator extends Rollup<String, Addition, Void, Void> {
    ByCreator(Results results, CountDownLatch ends, int markers) {
        super(results, ends, markers);
    }

    @Override
    public void process(Record<String, Addition> record) {
        Addition a = record.value();
        if (a.sum() == Event.MARKER) onMarker(a.time());
        else table.add(record.key(), a.time(), a.sum(), a.value());
    }
}
