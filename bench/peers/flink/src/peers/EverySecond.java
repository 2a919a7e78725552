package peers;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * A watermark per second of event time: the periodic one comes every 200 ms of the clock, which in a replay skips most seconds and would spare Flink
 * most of the results.
 */
final class EverySecond implements WatermarkGenerator<Addition> {
    private static final long SECOND_MS = 1000;

    private final long disorderMs;
    private long highest = Long.MIN_VALUE;

    EverySecond(long disorderMs) {
        this.disorderMs = disorderMs;
    }

    @Override
    public void onEvent(Addition a, long timestamp, WatermarkOutput output) {
        long second = timestamp / SECOND_MS * SECOND_MS;
        if (second <= highest) return;
        highest = second;
        output.emitWatermark(new Watermark(second - disorderMs));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
    }
}
