package peers;

import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Kafka Streams, Processor API, two stream threads. */
public final class Main {
    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Progress progress = new Progress(options.warm);
        progress.start();

        // A task of the events and one of the creators for every partition: each has seen the end when it has seen all markers.
        CountDownLatch ends = new CountDownLatch(2 * options.partitions);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(options.topic, Consumed.with(Serdes.ByteArray(), new EventSerde()).withTimestampExtractor((r, t) -> r.value() == null ? t : ((Event) r.value()).time))
                // The record's key is the merchant: its products are in its partition, nothing is repartitioned for them.
                .process(() -> new ByMerchantAndProduct(new Results(options), ends))
                .repartition(Repartitioned.with(Serdes.String(), new AdditionSerde()).withName("creators")
                        .withNumberOfPartitions(options.partitions).withStreamPartitioner(markersEverywhere()))
                .process(() -> new ByCreator(new Results(options), ends, options.partitions));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings(options));
        streams.setUncaughtExceptionHandler(e -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
        streams.start();
        if (options.live) while (System.in.read() >= 0) { }
        else ends.await();
        Results.finish(options, progress);
        Runtime.getRuntime().halt(0);
    }

    private static StreamPartitioner<String, Addition> markersEverywhere() {
        return (topic, key, addition, partitions) -> Optional.of(key.isEmpty()
                ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
                : Set.of((key.hashCode() & Integer.MAX_VALUE) % partitions));
    }

    private static Properties settings(Options options) {
        Properties p = options.consumer();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, options.run);
        p.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 5000);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        // The repartition topic is what costs: large compressed batches; live they leave at once.
        p.put(StreamsConfig.producerPrefix("batch.size"), 512 * 1024);
        p.put(StreamsConfig.producerPrefix("linger.ms"), options.live ? 5 : 100);
        p.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        p.put(StreamsConfig.producerPrefix("buffer.memory"), 64 << 20);
        return p;
    }
}
