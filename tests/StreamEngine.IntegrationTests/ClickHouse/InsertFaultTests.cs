using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>What can go wrong with one insert, between the writer and a real server.</summary>
public sealed class InsertFaultTests(EmbeddedClickHouse server)
{
    private const string Days = "SELECT count(), sum(gmv), max(bucket) FROM v_entity_days";
    private const string AllDays = "300\t45150\t2027-04-13\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_27_a_server_that_comes_and_goes_all_the_time_gets_everything_in_the_end()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var proxy = new CuttingProxy(server.Address);
        await using var writer = RowWriterTests.Writer(Through(proxy.Address, options) with { RetryDelay = TimeSpan.FromMilliseconds(20), MaximumRetryDelay = TimeSpan.FromMilliseconds(100) });

        for (var version = 1; version <= 8; version++)
        {
            var (retries, inserts) = (writer.Status.Retries, writer.Status.Inserts);
            proxy.IsDown = true;
            await writer.WriteAsync(ThreeHundredDays(version), Stop);
            await Topic.UntilAsync(() => writer.Status.Retries > retries && writer.Status.Verdict == ClickHouseVerdict.Waiting);
            Assert.Equal(inserts, writer.Status.Inserts);
            proxy.IsDown = false;
            await Topic.UntilAsync(() => writer.Status.Inserts > inserts);
        }
        await Outputs.DurableAsync(writer);

        Assert.Equal("300\t8\n", await QueryAsync(options, "SELECT count(), max(version) FROM entity_days FINAL"));
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Ok, WaitingRows: 0, DurableTick: 8 }, writer.Status.ToString());
    }

    [Fact]
    public async Task Fault_29_an_insert_that_was_applied_and_whose_answer_was_lost_is_sent_again_and_changes_nothing()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var proxy = new CuttingProxy(server.Address);
        await using var writer = RowWriterTests.Writer(Through(proxy.Address, options));
        proxy.LoseNextAnswer();

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Topic.UntilAsync(() => proxy.Lost == 1);
        await Outputs.DurableAsync(writer);

        Assert.Equal(AllDays, await QueryAsync(options, Days));
        Assert.Equal("600\n", await QueryAsync(options, "SELECT count() FROM entity_days"));
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Ok, Retries: 1, RowsWritten: 300, WaitingRows: 0 }, writer.Status.ToString());
    }

    [Fact]
    public async Task Fault_30_an_insert_that_is_cut_in_its_middle_leaves_nothing_and_goes_in_whole_afterwards()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var proxy = new CuttingProxy(server.Address);
        await using var writer = RowWriterTests.Writer(Through(proxy.Address, options) with { RetryDelay = TimeSpan.FromSeconds(2) });
        proxy.CutNextRequestAfter(8000);

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Topic.UntilAsync(() => writer.Status.Verdict == ClickHouseVerdict.Waiting);
        Assert.Equal("0\n", await QueryAsync(options, "SELECT count() FROM entity_days"));
        await Outputs.DurableAsync(writer);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(AllDays, await QueryAsync(options, Days));
        Assert.Equal("300\n", await QueryAsync(options, "SELECT count() FROM entity_days"));
    }

    [Theory]
    [InlineData("Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)\n", true)]
    [InlineData("<html>Please log in</html>", true)]
    [InlineData("", false)]
    public async Task Fault_31_an_answer_that_begins_with_200_and_is_not_a_servers_silence_is_a_failure(string body, bool isServer)
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        scripted.Answer = async context =>
        {
            if (isServer) context.Response.Headers["X-ClickHouse-Query-Id"] = "q";
            await context.Response.StartAsync();
            await context.Response.WriteAsync(body);
            return true;
        };
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options));

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Topic.UntilAsync(() => writer.Status is { Verdict: ClickHouseVerdict.Waiting, Retries: > 1 });
        Assert.True(writer.Status is { RowsWritten: 0, WaitingRows: 300, DurableTick: null });
        scripted.Answer = null;
        await Outputs.DurableAsync(writer);

        Assert.Equal(AllDays, await QueryAsync(options, Days));
        Assert.Single(scripted.Bodies.Distinct());
    }

    [Fact]
    public async Task Fault_32_too_many_parts_slows_the_writer_and_the_same_bytes_are_sent_again()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        scripted.Fail(252, "Too many parts (3001 with average size of 1.00 KiB) in table 'stream_engine.entity_days'. Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)");
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options) with { RetryDelay = TimeSpan.FromMilliseconds(20) });

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Topic.UntilAsync(() => writer.Status is { Verdict: ClickHouseVerdict.Waiting, Retries: > 3 });
        Assert.Contains("Too many parts", writer.Status.Reason, StringComparison.Ordinal);
        // Newer values join their waiting predecessors' places; those under way stay as they are.
        await writer.WriteAsync(ThreeHundredDays(version: 2), Stop);
        await writer.WriteAsync(ThreeHundredDays(version: 3), Stop);
        Assert.Equal(600, writer.Status.WaitingRows);
        Assert.Single(scripted.Bodies.Distinct());
        scripted.Answer = null;
        await Outputs.DurableAsync(writer);

        Assert.Equal("300\t3\n", await QueryAsync(options, "SELECT count(), max(version) FROM entity_days FINAL"));
        Assert.Equal((2, 600), (writer.Status.Inserts, writer.Status.RowsWritten));
    }

    [Fact]
    public async Task Fault_33_a_server_that_allows_fewer_partitions_gets_inserts_of_fewer()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        var (sent, refused) = (0, 0);
        // The server's own limit, lowered for this insert.
        scripted.Answer = async context =>
        {
            sent++;
            context.Request.QueryString = context.Request.QueryString.Add("max_partitions_per_insert_block", "3");
            await scripted.PassAsync(context);
            if (context.Response.StatusCode != 200) refused++;
            return true;
        };
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options));

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Outputs.DurableAsync(writer);

        // Eleven months: 11 are refused, 5 are, 2 go in.
        Assert.Equal((2, 8), (refused, sent));
        Assert.Equal(AllDays, await QueryAsync(options, Days));
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Ok, RowsWritten: 300, WaitingRows: 0 }, writer.Status.ToString());
    }

    [Fact]
    public async Task Fault_33_a_server_that_allows_no_partition_at_all_stops_the_writer_instead_of_an_endless_retry()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        scripted.Fail(252, "Too many partitions for single INSERT block (more than 0). (TOO_MANY_PARTS)");
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options));

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        var fault = await Assert.ThrowsAsync<ClickHouseFault>(async () => await Outputs.DurableAsync(writer));

        Assert.Contains("Too many partitions for single INSERT block", fault.Message, StringComparison.Ordinal);
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Stopped, RowsWritten: 0, WaitingRows: 300 });
        Assert.Equal(4, scripted.Bodies.Count);
    }

    [Theory]
    [InlineData(241, "Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)")]
    [InlineData(159, "Timeout exceeded: elapsed 30 seconds. (TIMEOUT_EXCEEDED)")]
    [InlineData(242, "Table is in readonly mode (replica path: /r). (TABLE_IS_READ_ONLY)")]
    [InlineData(243, "Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)")]
    [InlineData(202, "Too many simultaneous queries. Maximum: 100. (TOO_MANY_SIMULTANEOUS_QUERIES)")]
    [InlineData(999, "Coordination::Exception: Session expired. (KEEPER_EXCEPTION)")]
    [InlineData(4242, "Something that a later version says. (UNHEARD_OF)")]
    public async Task Fault_34_what_passes_is_waited_for_in_bounded_memory(int code, string text)
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        scripted.Fail(code, text);
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options) with { BufferRows = 300 });

        await writer.WriteAsync(ThreeHundredDays(), Stop);
        await Topic.UntilAsync(() => writer.Status.Retries > 1);
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Full, RowsWritten: 0, WaitingRows: 300, DurableTick: null }, writer.Status.ToString());
        Assert.Contains(text, writer.Status.Reason, StringComparison.Ordinal);
        var held = writer.WriteAsync(RowWriterTests.Days(9), Stop).AsTask();
        Assert.False(writer.TryWrite(new EngineLagRow(0, Outputs.Evening, 1, 0, 0, 0, false, "OK")));
        Assert.False(held.IsCompleted);
        scripted.Answer = null;
        await held;
        await Outputs.DurableAsync(writer);

        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Ok, Reason: null, RowsWritten: 301 }, writer.Status.ToString());
        Assert.Equal("301\n", await QueryAsync(options, "SELECT count() FROM v_entity_days"));
    }

    [Theory]
    [InlineData(164, "Cannot execute query in readonly mode. (READONLY)", 500)]
    [InlineData(497, "writer: Not enough privileges. To execute this query, it's necessary to have the grant INSERT. (ACCESS_DENIED)", 403)]
    [InlineData(516, "writer: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)", 401)]
    [InlineData(0, "", 401)]
    [InlineData(0, "", 403)]
    public async Task Fault_34_and_35_what_does_not_pass_stops_the_writer_which_keeps_its_rows_for_the_next_one(int code, string text, int status)
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        await using var scripted = await ScriptedServer.StartAsync(server.Address);
        await using var writer = RowWriterTests.Writer(Through(scripted.Address, options) with { Password = new Secret("canary-4711") });
        await writer.WriteAsync(RowWriterTests.Days(1), Stop);
        await Outputs.DurableAsync(writer);

        if (code != 0) scripted.Fail(code, text, (HttpStatusCode)status);
        else
        {
            scripted.Answer = async context =>
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync("no");
                return true;
            };
        }
        await writer.WriteAsync(ThreeHundredDays(version: 2), Stop);
        var fault = await Assert.ThrowsAsync<ClickHouseFault>(async () => await Outputs.DurableAsync(writer));

        Assert.Equal(ClickHouseFaultKind.Refused, fault.Kind);
        Assert.True(writer.Status is { Verdict: ClickHouseVerdict.Stopped, IsStopped: true, RowsWritten: 1, WaitingRows: 300, Retries: 0, DurableTick: 1 }, writer.Status.ToString());
        Assert.Equal(fault.Message, writer.Status.Reason);
        Assert.DoesNotContain("canary", fault + writer.Status.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ClickHouseFault>(async () => await writer.WriteAsync(ThreeHundredDays(version: 3), Stop));
        var block = new ArrayBufferWriter<byte>();
        writer.Capture(block);
        scripted.Answer = null;
        await using var next = RowWriterTests.Writer(Through(scripted.Address, options));
        next.Restore(new ReadOnlySequence<byte>(block.WrittenMemory));
        await Outputs.DurableAsync(next);

        Assert.Equal("301\t2\n", await QueryAsync(options, "SELECT count(), max(version) FROM entity_days FINAL"));
    }

    [Fact]
    public async Task Fault_35_a_certificate_of_another_authority_host_or_time_is_refused_before_a_row_is_sent()
    {
        EmbeddedClickHouse.Require();
        var options = await ReadyAsync();
        var folder = Directory.CreateTempSubdirectory("streamengine-ca-");
        try
        {
            using var ours = new TestAuthority(folder.FullName, "ours");
            using var theirs = new TestAuthority(folder.FullName, "theirs");
            foreach (var (authority, file, host, days) in new[]
            {
                (ours, null, "127.0.0.1", 1), (theirs, ours.PemFile, "127.0.0.1", 1), (ours, ours.PemFile, "db.example", 1), (ours, ours.PemFile, "127.0.0.1", -1),
            })
            {
                using var certificate = authority.Sign(host, days);
                await using var scripted = await ScriptedServer.StartAsync(server.Address, certificate);
                await using var writer = RowWriterTests.Writer(Through(scripted.Address, options) with { Https = true, CaFile = file });
                await writer.WriteAsync(ThreeHundredDays(), Stop);
                var fault = await Assert.ThrowsAsync<ClickHouseFault>(async () => await Outputs.DurableAsync(writer));
                Assert.Equal(ClickHouseFaultKind.Refused, fault.Kind);
                Assert.Contains("its certificate is not trusted", fault.Message, StringComparison.Ordinal);
                Assert.Empty(scripted.Bodies);
                Assert.True(writer.Status is { IsStopped: true, RowsWritten: 0, WaitingRows: 300 });
                await Assert.ThrowsAsync<ClickHouseFault>(() => DatabaseSchema.CheckAsync(Through(scripted.Address, options) with { Https = true, CaFile = file }, Stop));
            }

            using var right = ours.Sign("127.0.0.1", 1);
            await using var trusted = await ScriptedServer.StartAsync(server.Address, right);
            var secure = Through(trusted.Address, options) with { Https = true, CaFile = ours.PemFile };
            await DatabaseSchema.CheckAsync(secure, Stop);
            await using var good = RowWriterTests.Writer(secure);
            await good.WriteAsync(ThreeHundredDays(), Stop);
            await Outputs.DurableAsync(good);
            Assert.Equal(AllDays, await QueryAsync(options, Days));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ClickHouseOptions Through(Uri address, ClickHouseOptions options) => options with
    {
        Host = address.Host,
        Port = address.Port,
        RowInterval = TimeSpan.FromMilliseconds(100),
        RetryDelay = TimeSpan.FromMilliseconds(50),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(500),
    };

    // 300 days of one brand from 2026-06-18 on, over eleven months.
    private static TickOutput ThreeHundredDays(int version = 1)
    {
        var output = Outputs.Tick(version);
        for (var day = 0; day < 300; day++)
            Outputs.Add(output.Days, EntityKind.Creator, "c", Outputs.Midnight + day * 86_400_000L, version, 0, (Metric.Gmv, day + 1));
        return output;
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
