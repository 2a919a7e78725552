package peers;

import static com.hazelcast.jet.core.Edge.between;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Edge;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.Vertex;
import com.hazelcast.jet.core.WatermarkPolicy;
import com.hazelcast.jet.kafka.KafkaProcessors;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Hazelcast Jet, Core API (the Pipeline API has windows but no ticks), two cooperative threads. */
public final class Main {
    private static final int PARALLELISM = 2;
    private static final int QUEUE = 16_384;
    private static final long SECOND_MS = 1000;

    static final CountDownLatch ENDS = new CountDownLatch(PARALLELISM);
    static Options options;
    private static final ThreadLocal<EventParser> PARSER = ThreadLocal.withInitial(EventParser::new);

    public static void main(String[] args) throws Exception {
        options = new Options(args);
        Progress progress = new Progress(options.warm);
        progress.start();
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(settings());
        var job = hazelcast.getJet().newJob(graph(), new JobConfig().setName(options.run));
        job.getFuture().exceptionally(e -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
        if (options.live) while (System.in.read() >= 0) { }
        else ENDS.await();
        Results.finish(options, progress);
        Runtime.getRuntime().halt(0);
    }

    private static Config settings() {
        Config config = new Config();
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(PARALLELISM);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().setPort(0);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        return config;
    }

    private static DAG graph() {
        Properties consumer = options.consumer();
        consumer.put("key.deserializer", ByteArrayDeserializer.class.getName());
        consumer.put("value.deserializer", ByteArrayDeserializer.class.getName());
        FunctionEx<ConsumerRecord<byte[], byte[]>, Event> parse = record -> {
            Event e = PARSER.get().parse(record.value());
            return e.counts() || e.isMarker() ? e : null; // null: nothing is emitted
        };
        DAG dag = new DAG();
        Vertex in = dag.newVertex("events", KafkaProcessors.streamKafkaP(consumer, parse,
                EventTimePolicy.eventTimePolicy((Event e) -> e.time, WatermarkPolicy.limitingLag(0), SECOND_MS, 0, 0), options.topic));
        Vertex split = dag.newVertex("split", Split::new);
        Vertex roll = dag.newVertex("roll", Roll::new);
        Vertex collect = dag.newVertex("collect", Collect::new);
        for (Vertex v : new Vertex[] {in, split, roll, collect}) v.localParallelism(PARALLELISM);
        dag.edge(wide(between(in, split).isolated()));
        dag.edge(wide(between(split, roll).partitioned((Addition a) -> a.key())));
        dag.edge(wide(between(roll, collect).isolated()));
        return dag;
    }

    private static Edge wide(Edge edge) {
        return edge.setConfig(new EdgeConfig().setQueueSize(QUEUE));
    }
}
