using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ClickHouse.Driver;
using NodaTime;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Windows;

namespace StreamEngine.Benchmarks;

/// <summary>
/// What a changed row costs on its way into the embedded ClickHouse, part by part: put into the buffer, captured for a checkpoint, turned into columns, sent and taken; beside it the
/// same rows sent row by row (RowBinaryWithDefaults). Rounds are interleaved; medians with the smallest and largest. Processor time is what counts on a shared
/// machine. Usage: <c>rows [--entities 50000] [--rounds 9]</c>.
/// </summary>
internal static class RowsHarness
{
    private const string ServerVerb = "server";
    private const long Evening = 1_781_784_000_000;

    private static readonly Metric[] HourMetrics =
        [Metric.Impressions, Metric.Clicks, Metric.Carts, Metric.Orders, Metric.PaidOrders, Metric.Units, Metric.Gmv, Metric.ListGmv, Metric.Views];

    private sealed record Sample(double Put, double Captured, double Columns, double Sent, double SenderCpu, double ServerCpu, double SentByRow, double SenderCpuByRow, double ServerCpuByRow);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [ServerVerb, var path])
        {
            await EmbeddedServer.RunAsync(new EmbeddedServerOptions { Path = path, EndsWithStandardInput = true }, CancellationToken.None);
            return 0;
        }
        var folder = Directory.CreateTempSubdirectory("streamengine-rows-").FullName;
        try
        {
            await using var server = await EmbeddedClickHouseProcess.StartAsync(Environment.ProcessPath!, [.. Self(), "rows", ServerVerb, folder], CancellationToken.None);
            await MeasureAsync(server, (int)Number(args, "--entities", 50_000), (int)Number(args, "--rounds", 9));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(EmbeddedClickHouseProcess server, int entities, int rounds)
    {
        var options = new ClickHouseOptions { Host = server.Address.Host, Port = server.Address.Port };
        await DatabaseSchema.ApplyAsync(options, CancellationToken.None);
        using var sender = new InsertSender(options);
        using var client = new ClickHouseClient($"Host={options.Host};Port={options.Port};Database={options.Database};Compression=false");
        using var buffer = new RowBuffer(DateTimeZoneProviders.Tzdb["Asia/Shanghai"], new Dictionary<EntityKind, IReadOnlyList<string>>());
        var samples = new List<Sample>();
        // The first two rounds warm up.
        for (var round = -2; round < rounds; round++)
        {
            var output = Output(round + 10, entities);
            var sample = await RoundAsync(server, sender, client, buffer, output);
            if (round >= 0) samples.Add(sample);
        }
        Console.WriteLine($"{2 * entities:N0} rows a round (half of them minutes with 3 metrics, half hours with {HourMetrics.Length}), {rounds} rounds, {Environment.ProcessorCount} processors, .NET {Environment.Version}; microseconds a row");
        Print("put into the buffer", samples, s => s.Put);
        Print("captured for a checkpoint", samples, s => s.Captured);
        Print("turned into columns", samples, s => s.Columns);
        Print("sent and taken, elapsed", samples, s => s.Sent);
        Print("  processor time of the sender", samples, s => s.SenderCpu);
        Print("  processor time of the server", samples, s => s.ServerCpu);
        Print("row by row instead, elapsed", samples, s => s.SentByRow);
        Print("  processor time of the sender", samples, s => s.SenderCpuByRow);
        Print("  processor time of the server", samples, s => s.ServerCpuByRow);
        Print("all, rows a second", samples, s => 1e6 / (s.Put + s.Columns + s.Sent));
    }

    private static async Task<Sample> RoundAsync(EmbeddedClickHouseProcess server, InsertSender sender, ClickHouseClient client, RowBuffer buffer, TickOutput output)
    {
        double rows = output.RowCount;
        var watch = Stopwatch.StartNew();
        buffer.Add(output);
        var put = watch.Elapsed;
        watch.Restart();
        var block = new ArrayBufferWriter<byte>();
        buffer.Capture(block);
        var captured = watch.Elapsed;
        TimeSpan columns = default, sent = default, byRow = default;
        TimeSpan senderCpu = default, serverCpu = default, senderCpuByRow = default, serverCpuByRow = default;
        while (buffer.Take(long.MaxValue, 100_000, 32 << 20) is { } batch)
        {
            watch.Restart();
            var insert = sender.Prepare(batch);
            columns += watch.Elapsed;
            var bytes = new Collector(new ArrayBufferWriter<byte>());
            batch.ForEach(ref bytes);

            var (own, theirs) = (Environment.CpuUsage.TotalTime, ServerTime(server));
            watch.Restart();
            await sender.SendAsync(insert, CancellationToken.None);
            sent += watch.Elapsed;
            senderCpu += Environment.CpuUsage.TotalTime - own;
            serverCpu += ServerTime(server) - theirs;

            (own, theirs) = (Environment.CpuUsage.TotalTime, ServerTime(server));
            watch.Restart();
            using (var body = new MemoryStream(bytes.Bytes.WrittenSpan.ToArray()))
            using (await client.InsertRawStreamAsync(batch.Table.Name, body, "RowBinaryWithDefaults", batch.Table.Columns.Select(c => c.Name), useCompression: false)) { }
            byRow += watch.Elapsed;
            senderCpuByRow += Environment.CpuUsage.TotalTime - own;
            serverCpuByRow += ServerTime(server) - theirs;
            buffer.Acknowledge();
        }
        double PerRow(TimeSpan time) => time.TotalMicroseconds / rows;
        return new Sample(PerRow(put), PerRow(captured), PerRow(columns), PerRow(sent), PerRow(senderCpu), PerRow(serverCpu), PerRow(byRow), PerRow(senderCpuByRow), PerRow(serverCpuByRow));
    }

    private static TickOutput Output(int version, int entities)
    {
        var output = new TickOutput { Tick = version };
        var values = new long[HourMetrics.Length];
        var hourMask = HourMetrics.Aggregate(0UL, (all, m) => all | Metrics.Bit(m));
        var minuteMask = Metrics.Bit(Metric.Impressions) | Metrics.Bit(Metric.Clicks) | Metrics.Bit(Metric.Gmv);
        for (var i = 0; i < entities; i++)
        {
            var id = Encoding.UTF8.GetBytes("merchant-" + i.ToString(CultureInfo.InvariantCulture));
            for (var m = 0; m < values.Length; m++) values[m] = (i * 31 + m * 7 + version) % 1000 + 1;
            output.Hours.Add(new EntityRow(EntityKind.Merchant, id, Evening, version, hourMask, values, 0));
            output.Minutes.Add(new EntityRow(EntityKind.Merchant, id, Evening, version, minuteMask, values.AsSpan(0, 3), 0));
        }
        return output;
    }

    private static TimeSpan ServerTime(EmbeddedClickHouseProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.TotalProcessorTime;
    }

    private static void Print(string name, List<Sample> samples, Func<Sample, double> value)
    {
        var sorted = samples.Select(value).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {sorted[sorted.Length / 2],12:N2}   ({sorted[0]:N2} to {sorted[^1]:N2})"));
    }

    private static long Number(string[] args, string name, long otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : long.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }

    // Under `dotnet X.dll` the program is dotnet itself and the assembly an argument.
    private static IEnumerable<string> Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", typeof(RowsHarness).Assembly.Location] : [];

    private readonly struct Collector(ArrayBufferWriter<byte> bytes) : IRowReceiver
    {
        public ArrayBufferWriter<byte> Bytes => bytes;

        public void Take(ReadOnlySpan<byte> row, in RowPlace place) => bytes.Write(row);
    }
}
