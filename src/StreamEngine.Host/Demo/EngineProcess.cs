using System.Diagnostics;
using System.Text.Json;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Demo;

/// <summary>
/// The engine of the demo: the verb <c>run</c> of this same program in a process of its own, so that it can be killed alone. Its standard input is held open
/// here and ends with this process, however that ends; the child's <see cref="Supervision"/> ends it then.
/// </summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LastLines _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineProcess(Process process) => _process = process;

    /// <summary>The child's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it; it is not ready yet.</summary>
    /// <param name="arguments">Arguments after the program itself.</param>
    public static EngineProcess Start(IEnumerable<string> arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(ProgramCommand.Program, ProgramCommand.Prefix.Concat(arguments))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                // A child that is killed would leave the pipes of its diagnostics behind.
                Environment = { [Supervision.Variable] = "1", ["DOTNET_EnableDiagnostics"] = "0" },
            },
        };
        var engine = new EngineProcess(process);
        process.OutputDataReceived += (_, line) => engine.ReadOutput(line.Data);
        process.ErrorDataReceived += (_, line) => engine.Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return engine;
    }

    /// <summary>What it printed at its end with <c>--json</c>; null before, or when it was killed.</summary>
    public JsonElement? Summary { get; private set; }

    /// <summary>Where its API listens, as soon as it says so.</summary>
    public Task<Uri> AddressAsync(CancellationToken stop) => _address.Task.WaitAsync(stop);

    /// <summary>Throws when the engine ends by itself; ends otherwise only with <paramref name="stop"/>.</summary>
    /// <exception cref="ChildDiedException">It did.</exception>
    public async Task WatchAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop); // and for its last lines
        stop.ThrowIfCancellationRequested();
        throw new ChildDiedException($"The engine (process {Id})", _process.ExitCode, _lines.All());
    }

    /// <summary>Asks it to end, and ends it after <paramref name="patience"/>. True when it ended by itself and without failure.</summary>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        if (_process.HasExited) return _process.ExitCode == ExitCode.Success;
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(patience);
            return _process.ExitCode == ExitCode.Success;
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <summary>SIGKILL; returns when it is dead.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _process.Dispose();
    }

    private void ReadOutput(string? line)
    {
        Read(line);
        if (line?.StartsWith('{') != true) return;
        using var summary = JsonDocument.Parse(line);
        Summary = summary.RootElement.Clone();
    }

    private void Read(string? line)
    {
        _lines.Add(line);
        if (line?.StartsWith(ApiServer.Announcement, StringComparison.Ordinal) == true) _address.TrySetResult(new Uri(line[ApiServer.Announcement.Length..]));
    }
}
