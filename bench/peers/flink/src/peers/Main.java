package peers;

import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Apache Flink, DataStream API, in a local mini cluster with two slots. */
public final class Main {
    private static final int PARALLELISM = 2;

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Progress progress = new Progress(options.warm);
        progress.start();

        Configuration conf = new Configuration();
        conf.set(PipelineOptions.OBJECT_REUSE, true);
        conf.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, conf);
        // Network buffers of the shuffle leave when they are full; live they may not wait for that.
        env.setBufferTimeout(options.live ? 5 : 100);
        Properties consumer = options.consumer();
        consumer.remove("auto.offset.reset");
        var source = KafkaSource.<Addition>builder()
                .setProperties(consumer)
                .setTopics(options.topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Parse());
        // Live, the job runs until the harness has seen the end markers through and closes the input.
        if (!options.live) source.setBounded(OffsetsInitializer.latest());
        // A partition is in order; whoever reads two of them waits for the slower one (a watermark per split).
        var watermarks = WatermarkStrategy.<Addition>forGenerator(c -> new EverySecond(0)).withTimestampAssigner((a, t) -> a.time);
        env.fromSource(source.build(), watermarks, "events")
                .keyBy(a -> a.key, Types.STRING)
                .process(new Roll())
                .returns(TypeInformation.of(Roll.Result.class))
                .sinkTo(new Collect(args));
        if (options.live) {
            env.executeAsync();
            while (System.in.read() >= 0) { }
        } else {
            env.execute();
        }
        Results.finish(options, progress);
        Runtime.getRuntime().halt(0);
    }
}
