using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using StreamEngine.Host.Cli;
using Xunit;

namespace StreamEngine.IntegrationTests.Demo;

/// <summary>The built program as a process with the verb <c>demo</c>, and what it leaves behind.</summary>
internal sealed partial class RunningDemo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // a machine that builds at the same time is slow

    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();
    private readonly Lock _gate = new();

    public RunningDemo(string[] arguments, string temporary, params (string Name, string Value)[] environment)
    {
        // Tests that were started under nohup would hand on that a hang-up is to be ignored.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP", "dotnet", typeof(ExitCode).Assembly.Location, "demo", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_gate) return _output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_gate) return _error.ToString();
        }
    }

    /// <summary>Its children, by the verb that they run.</summary>
    public IReadOnlyList<(int Id, string Verb)> Children => [.. Directory.EnumerateDirectories("/proc").Select(f => Path.GetFileName(f)).Where(f => f.All(char.IsAsciiDigit))
        .Where(f => ParentOf(f) == Id).Select(f => (int.Parse(f), VerbOf(f))).Where(c => c.Item2.Length > 0)];

    public static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"{what} did not happen within {Patience}.\n{Output}\n{Error}");
            await Task.WhenAny(Task.Delay(50, CancellationToken.None));
        }
    }

    public async Task<int> ExitAsync()
    {
        await UntilAsync(() => _process.HasExited, "the end of the demo");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken); // and of its output
        return _process.ExitCode;
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Kill() => _process.Kill(entireProcessTree: false);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Keep(StringBuilder text, string? line)
    {
        lock (_gate)
            if (line is not null) text.AppendLine(line);
    }

    private static int ParentOf(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0; // gone meanwhile
        }
    }

    private static string VerbOf(string id)
    {
        try
        {
            return Verbs().Match(File.ReadAllText($"/proc/{id}/cmdline")).Groups[1].Value;
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\0(run|clickhouse-server)\0")]
    private static partial Regex Verbs();
}
