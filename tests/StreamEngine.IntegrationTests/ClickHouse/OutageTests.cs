using System.Net;
using System.Net.Sockets;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Servers that are killed, so they have one of their own, one after the other.</summary>
public sealed class OutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_28_a_server_killed_and_restarted_on_its_folder_ends_up_with_every_row()
    {
        EmbeddedClickHouse.Require();
        var folder = Directory.CreateTempSubdirectory("streamengine-outage-");
        try
        {
            var first = await EmbeddedClickHouse.StartAsync(folder.FullName);
            var options = EmbeddedClickHouse.OptionsOf(first.Address) with { RowInterval = TimeSpan.FromMilliseconds(100), MaximumRetryDelay = TimeSpan.FromMilliseconds(500) };
            await DatabaseSchema.ApplyAsync(options, Stop);
            await using var writer = RowWriterTests.Writer(options);
            await WriteAsync(writer, 1, 20);
            await Topic.UntilAsync(() => writer.Status.Inserts > 0);

            await first.KillAsync();
            await WriteAsync(writer, 21, 40);
            await Topic.UntilAsync(() => writer.Status is { IsFailing: true, Retries: > 1 });
            Assert.False(writer.WantsRows);
            Assert.Contains("nothing answers there", writer.Status.LastError, StringComparison.Ordinal);
            var before = writer.Status.WaitingRows;
            await WriteAsync(writer, 41, 60);
            // An hour for every tick, the day but once more beside the insert under way.
            Assert.InRange(writer.Status.WaitingRows, before, before + 21);
            await using var second = await EmbeddedClickHouse.StartAsync(folder.FullName, first.Address.Port);
            await writer.FlushAsync(Stop);

            Assert.True(writer.Status is { IsFailing: false, WaitingRows: 0, DurableTick: 60 });
            using var http = new HttpClient { BaseAddress = second.Address };
            Assert.Equal("1\t60\t60\n", await EmbeddedServerTests.PostAsync(http, "/?database=" + options.Database, "SELECT count(), sum(gmv), (SELECT count() FROM v_entity_hours) FROM v_entity_days"));
            await first.DisposeAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Fault_27_while_the_server_is_away_a_full_buffer_holds_the_writer_back_and_lets_go_afterwards()
    {
        EmbeddedClickHouse.Require();
        var folder = Directory.CreateTempSubdirectory("streamengine-outage-");
        try
        {
            var first = await EmbeddedClickHouse.StartAsync(folder.FullName);
            var options = EmbeddedClickHouse.OptionsOf(first.Address) with
            {
                RowInterval = TimeSpan.FromMilliseconds(100),
                MaximumRetryDelay = TimeSpan.FromMilliseconds(300),
                BufferRows = 50,
                InsertRows = 10,
            };
            await DatabaseSchema.ApplyAsync(options, Stop);
            await first.KillAsync();
            await using var writer = RowWriterTests.Writer(options);

            var writing = Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    var output = Outputs.Tick(i);
                    Outputs.Add(output.Hours, EntityKind.Creator, "c" + i, Outputs.Evening, 1, 0, (Metric.Gmv, 1));
                    await writer.WriteAsync(output, Stop);
                }
            }, Stop);
            await Topic.UntilAsync(() => writer.Status.WaitingRows >= 50);
            await Topic.UntilAsync(() => writer.Status.Retries > 2);
            Assert.False(writing.IsCompleted);
            Assert.InRange(writer.Status.WaitingRows, 50, 61);

            await using var second = await EmbeddedClickHouse.StartAsync(folder.FullName, first.Address.Port);
            await writing;
            await writer.FlushAsync(Stop);
            Assert.Equal(200, writer.Status.RowsWritten);
            await first.DisposeAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Fault_35_a_wrong_password_stops_the_writer_and_is_in_no_message()
    {
        EmbeddedClickHouse.Require();
        var folder = Directory.CreateTempSubdirectory("streamengine-outage-");
        try
        {
            await using var process = await EmbeddedClickHouse.StartAsync(folder.FullName, password: "right");
            var options = EmbeddedClickHouse.OptionsOf(process.Address) with { Password = new Secret("canary-4711"), RowInterval = TimeSpan.FromMilliseconds(100) };
            var refused = await Assert.ThrowsAsync<ClickHouseFault>(() => DatabaseSchema.CheckAsync(options, Stop));
            Assert.Equal(ClickHouseFaultKind.Refused, refused.Kind);
            Assert.Contains("user default is refused (code 516): check user and password", refused.Message, StringComparison.Ordinal);

            await using var writer = RowWriterTests.Writer(options);
            await writer.WriteAsync(RowWriterTests.Days(1), Stop);
            var fault = await Assert.ThrowsAsync<ClickHouseFault>(async () => await writer.FlushAsync(Stop));

            Assert.Equal(ClickHouseFaultKind.Refused, fault.Kind);
            Assert.True(writer.Status is { IsStopped: true, WaitingRows: 1, Retries: 0 });
            Assert.DoesNotContain("canary", refused + fault.ToString() + writer.Status, StringComparison.Ordinal);
            await DatabaseSchema.ApplyAsync(options with { Password = new Secret("right") }, Stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_second_server_on_a_folder_or_a_port_in_use_says_so_in_one_line()
    {
        EmbeddedClickHouse.Require();
        var folder = Directory.CreateTempSubdirectory("streamengine-outage-");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        try
        {
            var busy = await Assert.ThrowsAsync<ClickHouseFault>(() => EmbeddedClickHouse.StartAsync(Path.Combine(folder.FullName, "a"), port));
            Assert.EndsWith($"ended with code 1: port {port} of 127.0.0.1 is in use: name another one, or 0 for a free one", busy.Message, StringComparison.Ordinal);

            await using var holder = await EmbeddedClickHouse.StartAsync(folder.FullName);
            var second = await Assert.ThrowsAsync<ClickHouseFault>(() => EmbeddedClickHouse.StartAsync(folder.FullName));
            Assert.Contains($"cannot open {folder.FullName}", second.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', second.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // One day that every tick changes, and an hour of its own for every tick.
    private static async Task WriteAsync(ClickHouseRowWriter writer, int from, int to)
    {
        for (var tick = from; tick <= to; tick++)
        {
            var output = Outputs.Tick(tick);
            Outputs.Add(output.Days, EntityKind.Brand, "b", Outputs.Midnight, tick, 0, (Metric.Gmv, tick));
            Outputs.Add(output.Hours, EntityKind.Brand, "b", Outputs.Midnight + tick * 3_600_000L, tick, 0, (Metric.Gmv, tick));
            await writer.WriteAsync(output, Stop);
        }
    }
}
