using System.Diagnostics;
using System.Text;
using StreamEngine.Host.Cli;
using Xunit;

namespace StreamEngine.IntegrationTests.Security;

/// <summary>The built program as a process, with all that it says and all that others can see of it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // a machine that builds at the same time is slow

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Lock _gate = new();

    public RunningProgram(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ExitCode).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Standard output and error, as they came.</summary>
    public string Said
    {
        get
        {
            lock (_gate) return _said.ToString();
        }
    }

    /// <summary>Its arguments, as every user of the machine sees them.</summary>
    public string CommandLine => File.ReadAllText($"/proc/{_process.Id}/cmdline").Replace('\0', ' ');

    public bool HasExited => _process.HasExited;

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"{what} did not happen within {Patience}.\n{Said}");
            await Task.WhenAny(Task.Delay(50, CancellationToken.None));
        }
    }

    /// <summary>Its exit code, when all that it said has arrived.</summary>
    public async Task<int> ExitAsync()
    {
        await UntilAsync(() => _process.HasExited, "the end");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    public void Terminate() => Signal("TERM");

    /// <summary>Sends it a signal, by its name without SIG.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_gate)
            if (line is not null) _said.AppendLine(line);
    }
}
