package peers;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** The sink: keeps the last result of every key in this process. */
final class Collect implements Sink<Roll.Result> {
    private final String[] arguments;

    Collect(String[] arguments) {
        this.arguments = arguments;
    }

    @Override
    public SinkWriter<Roll.Result> createWriter(WriterInitContext context) {
        Results results = new Results(new Options(arguments));
        return new SinkWriter<>() {
            @Override
            public void write(Roll.Result r, Context c) {
                results.emit(r.key, r.tick, r.totals);
            }

            @Override
            public void flush(boolean endOfInput) {
            }

            @Override
            public void close() {
            }
        };
    }
}
