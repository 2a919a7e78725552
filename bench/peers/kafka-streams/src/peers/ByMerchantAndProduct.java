package peers;

import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.processor.api.Record;

/** Merchants and products; what creators did goes on. */
final class ByMerchantAndProduct extends Rollup<byte[], Event, String, Addition> {
    ByMerchantAndProduct(Results results, CountDownLatch ends) {
        super(results, ends, 1);
    }

    @Override
    public void process(Record<byte[], Event> record) {
        Event e = record.value();
        if (e.counts()) {
            table.add(e.merchantKey(), e.time, e.sum, e.value);
            table.add(e.productKey(), e.time, e.sum, e.value);
            if (e.creator != null) context().forward(new Record<>(e.creatorKey(), new Addition(e.time, e.sum, e.value), e.time));
        } else if (e.isMarker()) {
            context().forward(new Record<>("", new Addition(e.time, Event.MARKER, 0), e.time));
            onMarker(e.time);
        }
    }
}
