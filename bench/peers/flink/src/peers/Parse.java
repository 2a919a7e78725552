package peers;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record to at most three additions; what does not count never leaves the source. */
final class Parse implements KafkaRecordDeserializationSchema<Addition> {
    /** The key of an end marker, which moves event time on and adds nothing. */
    static final String MARKER = "";

    private transient EventParser parser;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Addition> out) throws IOException {
        if (parser == null) parser = new EventParser();
        Event e = parser.parse(record.value());
        if (e.isMarker()) emit(MARKER, e, out);
        if (!e.counts()) return;
        emit(e.merchantKey(), e, out);
        emit(e.productKey(), e, out);
        if (e.creator != null) emit(e.creatorKey(), e, out);
    }

    @Override
    public TypeInformation<Addition> getProducedType() {
        return TypeInformation.of(Addition.class);
    }

    private void emit(String key, Event e, Collector<Addition> out) {
        // The source's reader queues a poll's records before they are handed on: one object each.
        Addition a = new Addition();
        a.key = key;
        a.time = e.time;
        a.sum = e.sum;
        a.value = e.value;
        out.collect(a);
    }
}
