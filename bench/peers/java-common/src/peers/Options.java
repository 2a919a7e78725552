package peers;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** What the harness asks of an engine: {@code --name value} pairs, the same for every engine. */
public final class Options {
    public final String bootstrap;
    public final String topic;
    public final int partitions;

    /** Unique to the run: a name for groups, applications and folders. */
    public final String run;

    /** The event time of the end markers, ms; results up to it are compared. */
    public final long end;

    /** How many events are read before the steady state is measured. */
    public final long warm;

    /** Where the last result of every key goes. */
    public final String results;

    /** Events are produced while the engine runs, at the clock's time: the age of results is measured. */
    public final boolean live;

    public Options(String[] args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) values.put(args[i], args[i + 1]);
        bootstrap = values.get("--bootstrap");
        topic = values.get("--topic");
        run = values.get("--run");
        partitions = Integer.parseInt(values.get("--partitions"));
        end = Long.parseLong(values.get("--end"));
        warm = Long.parseLong(values.get("--warm"));
        results = values.get("--results");
        live = Boolean.parseBoolean(values.get("--live"));
    }

    /**
     * The consumer that all Java engines read with: large fetches (few round trips) and large polls, no commits.
     */
    public Properties consumer() {
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrap);
        p.put("max.poll.records", "5000");
        p.put("max.partition.fetch.bytes", String.valueOf(4 << 20));
        p.put("fetch.max.bytes", String.valueOf(16 << 20));
        p.put("receive.buffer.bytes", String.valueOf(1 << 20));
        p.put("enable.auto.commit", "false");
        p.put("auto.offset.reset", "earliest");
        return p;
    }
}
