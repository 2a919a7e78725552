using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StreamEngine.IntegrationTests.ClickHouse;
using Xunit;

namespace StreamEngine.IntegrationTests.Demo;

/// <summary>The demo as a user meets it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("streamengine-demo-tests-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact]
    public async Task An_unattended_demo_shows_the_whole_job_and_leaves_nothing_behind()
    {
        EmbeddedClickHouse.Require();
        await using var demo = new RunningDemo(["--for", "20s", "--json"], _temporary);
        await demo.UntilAsync(() => demo.Error.Contains("ClickHouse curl", StringComparison.Ordinal), "the start");
        var children = demo.Children;
        Assert.Equal(["clickhouse-server", "run"], children.Select(c => c.Verb).Order());
        await demo.UntilAsync(() => TopCreators(demo).Contains("c-", StringComparison.Ordinal), "an answer to the curl line");

        Assert.Equal(0, await demo.ExitAsync());

        using var json = JsonDocument.Parse(Assert.Single(demo.Output.Trim().Split('\n')));
        var summary = json.RootElement;
        Assert.True(summary.GetProperty("applied").GetInt64() > 1000);
        Assert.True(summary.GetProperty("tier_changes").GetInt64() > 0);
        Assert.True(summary.GetProperty("rows_written").GetInt64() >= summary.GetProperty("rows_in_clickhouse").GetInt64());
        Assert.True(summary.GetProperty("rows_in_clickhouse").GetInt64() > 0);
        Assert.Equal(summary.GetProperty("tier_changes").GetInt64(), summary.GetProperty("tier_changes_in_clickhouse").GetInt64());
        Assert.True(summary.GetProperty("dead_letters").GetInt64() > 0);
        Assert.True(summary.GetProperty("events_per_second").GetDouble() > 0);
        Assert.InRange(summary.GetProperty("lag_seconds_max").GetDouble(), 0, 600);
        Assert.All(children, c => Assert.False(RunningDemo.IsAlive(c.Id)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
    }

    [Fact]
    public async Task A_crash_before_the_viewer_s_eyes_loses_and_doubles_nothing()
    {
        EmbeddedClickHouse.Require();
        await using var demo = new RunningDemo(["--for", "20s", "--crash-after", "8s", "--json"], _temporary);

        Assert.True(await demo.ExitAsync() == 0, demo.Error);

        Assert.Matches(@"\*\*\* killed the engine \(process \d+\) with SIGKILL", demo.Error);
        Assert.Matches(@"\*\*\* the engine \(process \d+\) goes on from its checkpoint", demo.Error);
        using var json = JsonDocument.Parse(demo.Output.Trim());
        var crash = json.RootElement.GetProperty("crash");
        Assert.True(crash.GetProperty("recovery_seconds").GetDouble() > 0);
        Assert.True(crash.GetProperty("events_read").GetInt64() > 1000);
        Assert.Equal(crash.GetProperty("events_read").GetInt64(), crash.GetProperty("events_accounted_for").GetInt64());
        Assert.Equal(crash.GetProperty("tier_changes_on_topic").GetInt64(), json.RootElement.GetProperty("tier_changes_in_clickhouse").GetInt64());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Ctrl_C_or_a_closed_terminal_ends_it_within_three_seconds_with_a_summary(string signal)
    {
        EmbeddedClickHouse.Require();
        await using var demo = new RunningDemo([], _temporary);
        await demo.UntilAsync(() => demo.Output.Contains("first rating", StringComparison.Ordinal), "a tier change on the screen");
        var children = demo.Children;
        var watch = Stopwatch.StartNew();

        demo.Signal(signal);

        Assert.True(await demo.ExitAsync() == 0, $"{demo.Error}\n{demo.Output}");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
        Assert.Contains("rows in ClickHouse", demo.Output, StringComparison.Ordinal);
        Assert.All(children, c => Assert.False(RunningDemo.IsAlive(c.Id)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
    }

    [Fact]
    public async Task No_child_outlives_a_killed_demo_and_the_next_one_cleans_up()
    {
        EmbeddedClickHouse.Require();
        await using var demo = new RunningDemo([], _temporary);
        await demo.UntilAsync(() => demo.Output.Contains("applied", StringComparison.Ordinal), "the start");
        var children = demo.Children;
        Assert.Equal(2, children.Count);

        demo.Kill();

        await demo.UntilAsync(() => !children.Any(c => RunningDemo.IsAlive(c.Id)), "the end of the children");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_temporary, "streamengine-demo-*"));
        await using var next = new RunningDemo(["--for", "1s", "--json"], _temporary);
        await next.ExitAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary, "streamengine-demo-*"));
    }

    [Theory]
    [InlineData("run", "The engine")]
    [InlineData("clickhouse-server", "The embedded ClickHouse")]
    public async Task A_child_that_dies_is_named_and_ends_the_demo(string verb, string name)
    {
        EmbeddedClickHouse.Require();
        await using var demo = new RunningDemo([], _temporary);
        await demo.UntilAsync(() => demo.Output.Contains("applied", StringComparison.Ordinal), "the start");
        var children = demo.Children;
        var victim = children.Single(c => c.Verb == verb).Id;
        using (var process = Process.GetProcessById(victim)) process.Kill();

        Assert.Equal(1, await demo.ExitAsync());

        Assert.Contains($"error: {name} (process {victim}) was killed by signal 9.", demo.Error, StringComparison.Ordinal);
        Assert.All(children, c => Assert.False(RunningDemo.IsAlive(c.Id)));
    }

    [Fact]
    public async Task A_port_in_use_is_answered_by_another_port()
    {
        EmbeddedClickHouse.Require();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var demo = new RunningDemo(["--for", "1s", "--port", $"{port}"], _temporary);

        await demo.UntilAsync(() => demo.Output.Contains("API  ", StringComparison.Ordinal), "the start");

        Assert.DoesNotContain($"http://127.0.0.1:{port}/", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_embedded_ClickHouse_it_says_what_is_missing_and_writes_files()
    {
        await using var demo = new RunningDemo(["--for", "6s", "--json"], _temporary, ("STREAMENGINE_CHDB_LIBRARY", "/nowhere/libchdb.so"));

        Assert.Equal(0, await demo.ExitAsync());

        Assert.Contains("/nowhere/libchdb.so, which does not exist", demo.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(demo.Output.Trim());
        Assert.True(json.RootElement.GetProperty("rows_written").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rows_in_clickhouse").ValueKind);
    }

    [Theory]
    [InlineData("--for", "soon")]
    [InlineData("--crash-after", "soon")]
    [InlineData("--speed", "0")]
    [InlineData("--port", "70000")]
    public async Task A_wrong_option_is_named(string option, string value)
    {
        await using var demo = new RunningDemo([option, value], _temporary);

        Assert.Equal(2, await demo.ExitAsync());

        Assert.Contains($"{option} must be", demo.Error, StringComparison.Ordinal);
    }

    // Through a shell, as it is pasted.
    private static string TopCreators(RunningDemo demo)
    {
        var line = demo.Error.Split('\n').First(l => l.StartsWith("ClickHouse curl", StringComparison.Ordinal))["ClickHouse ".Length..];
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var answer = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return answer;
    }
}
