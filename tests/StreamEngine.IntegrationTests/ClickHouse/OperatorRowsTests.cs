using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Events;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>What operators ask for later: dead letters and lag.</summary>
public sealed class OperatorRowsTests(EmbeddedClickHouse server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_letters_are_kept_by_partition_and_offset_with_their_size_and_first_bytes()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = RowWriterTests.Writer(options);
        byte[] hostile = [0xff, 0, (byte)'\'', (byte)';', 10];
        var large = new byte[Tables.DeadLetterBytes + 5];
        DeadLetter[] letters =
        [
            new(0, 0, RecordBatch.NoTimestamp, DeadLetterReason.Json, []),
            new(3, 7, Outputs.Evening, DeadLetterReason.FromTheFuture, hostile),
            new(3, 8, Outputs.Evening, DeadLetterReason.Size, large),
        ];

        for (var time = 0; time < 2; time++)
        {
            foreach (var letter in letters) await writer.WriteAsync(letter, Stop);
            await Outputs.DurableAsync(writer);
        }

        Assert.Equal(
            "0\t0\t\\N\tjson\t0\t0\n"
            + "3\t7\t2026-06-18 12:00:00.000\tfrom_the_future\t5\t5\n"
            + "3\t8\t2026-06-18 12:00:00.000\tsize\t65541\t65536\n",
            await QueryAsync(options, "SELECT partition, offset, timestamp, reason, size, length(value) FROM v_dead_letters ORDER BY partition, offset"));
        Assert.Equal("FF00273B0A\n", await QueryAsync(options, "SELECT hex(value) FROM v_dead_letters WHERE offset = 7"));
    }

    [Fact]
    public async Task Lag_is_kept_by_partition_and_minute_and_the_last_observation_counts()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var writer = RowWriterTests.Writer(options);
        var at = Outputs.Evening + 10_000;
        Assert.True(writer.TryWrite(new EngineLagRow(0, at, 100, 1.5, 2.5, Outputs.Evening, false, "SLOW")));
        Assert.True(writer.TryWrite(new EngineLagRow(0, at + 20_000, 7, 0.5, 1, Outputs.Evening + 1000, false, "OK")));
        Assert.True(writer.TryWrite(new EngineLagRow(0, at - 5000, 200, 9, 9, Outputs.Evening, true, "STALLED")));
        Assert.True(writer.TryWrite(new EngineLagRow(1, at + 60_000, 0, 0, 0, 0, true, "OK")));
        Assert.Equal(2, writer.Status.WaitingRows);

        await Outputs.DurableAsync(writer);

        Assert.Equal(
            "0\t2026-06-18 12:00:00\t7\t0.5\t1\t2026-06-18 12:00:01.000\tfalse\tOK\n1\t2026-06-18 12:01:00\t0\t0\t0\t1970-01-01 00:00:00.000\ttrue\tOK\n",
            await QueryAsync(options, "SELECT partition, minute, messages, seconds, event_time_seconds, last_tick, silent, verdict FROM v_engine_lag ORDER BY partition"));
    }

    private async Task<ClickHouseOptions> ReadyAsync()
    {
        var options = server.Options();
        await DatabaseSchema.ApplyAsync(options, Stop);
        return options;
    }

    private async Task<string> QueryAsync(ClickHouseOptions options, string sql)
    {
        using var http = server.Http();
        return await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, sql);
    }
}
