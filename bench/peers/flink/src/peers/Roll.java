package peers;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The rolling sums of a key. At most two timers are outstanding for it: the end of the second in which it was touched, and the next expiry of a bucket.
 */
final class Roll extends KeyedProcessFunction<String, Addition, Roll.Result> {
    private static final long TICK_MS = 1000;

    /** What is emitted; reused. */
    public static final class Result {
        public String key;
        public long tick;
        public long[] totals;
    }

    /** State of a key. */
    public static final class State {
        public Rolling sums = new Rolling();
        public long tick, expiry;
    }

    private transient ValueState<State> states;
    private transient Result result;

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext().getState(new ValueStateDescriptor<>("sums", TypeInformation.of(State.class)));
        result = new Result();
    }

    @Override
    public void processElement(Addition a, Context context, Collector<Result> out) throws Exception {
        if (a.key.equals(Parse.MARKER)) return;
        State state = states.value();
        if (state == null) states.update(state = new State());
        state.sums.add(a.time, a.sum, a.value);
        long tick = Math.max(a.time, context.timerService().currentWatermark()) / TICK_MS * TICK_MS + TICK_MS;
        if (state.tick != 0 && state.tick <= tick) return;
        state.tick = tick;
        context.timerService().registerEventTimeTimer(tick);
    }

    @Override
    public void onTimer(long tick, OnTimerContext context, Collector<Result> out) throws Exception {
        // After the last record the watermark jumps to the end of time; expiry past the end markers is nothing that the input asks for.
        if (context.timerService().currentWatermark() == Long.MAX_VALUE) return;
        State state = states.value();
        state.sums.advance(tick / Rolling.MINUTE_MS);
        if (state.tick <= tick) state.tick = 0;
        if (state.expiry <= tick) state.expiry = 0;
        if (state.sums.clean()) {
            result.key = context.getCurrentKey();
            result.tick = tick;
            result.totals = state.sums.totals;
            out.collect(result);
        }
        if (state.expiry != 0) return;
        long expiry = state.sums.nextExpiry();
        if (expiry == Long.MAX_VALUE) return;
        state.expiry = expiry;
        context.timerService().registerEventTimeTimer(expiry);
    }
}
