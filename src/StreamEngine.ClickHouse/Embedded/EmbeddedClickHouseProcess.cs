using System.Diagnostics;
using System.Globalization;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// The embedded server as a child process: started by a given command line, reached over HTTP, killed and restarted like a server. It ends when this
/// process ends, however that happens: its standard input is held open here.
/// </summary>
public sealed class EmbeddedClickHouseProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly ChildOutput _output;

    private EmbeddedClickHouseProcess(Process process, ChildOutput output, Uri address, TimeSpan startTime)
    {
        _process = process;
        _output = output;
        Address = address;
        StartTime = startTime;
    }

    /// <summary>Where the HTTP interface is, such as <c>http://127.0.0.1:8123</c>.</summary>
    public Uri Address { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>The child's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the child is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How the child ended; 128 and the signal when a signal ended it. Only once it is gone.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last line that the child printed: why it ended, if it said so.</summary>
    public string LastLine => _output.LastLine;

    /// <summary>Completes when the child is gone.</summary>
    public Task WaitForExitAsync(CancellationToken stop) => _process.WaitForExitAsync(stop);

    /// <summary>
    /// Starts <paramref name="program"/> with <paramref name="arguments"/>, which must run <see cref="EmbeddedServer.RunAsync"/> with
    /// <see cref="EmbeddedServerOptions.EndsWithStandardInput"/>, and waits until it answers.
    /// </summary>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments, each passed as it is.</param>
    /// <param name="stop">Gives up, and ends the child.</param>
    /// <exception cref="ClickHouseFault">It ended, or did not answer in time; the message has the last line that it wrote.</exception>
    public static async Task<EmbeddedClickHouseProcess> StartAsync(string program, IEnumerable<string> arguments, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        var output = new ChildOutput(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(StartLimit);
            var address = await output.AddressAsync(process, limit.Token);
            await PingAsync(address, limit.Token);
            return new EmbeddedClickHouseProcess(process, output, address, watch.Elapsed);
        }
        catch (Exception e)
        {
            await EndAsync(process);
            if (e is not OperationCanceledException || stop.IsCancellationRequested) throw;
            throw new ClickHouseFault(
                $"the embedded ClickHouse did not answer within {StartLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s: {output.LastLine}", ClickHouseFaultKind.Unreachable, e);
        }
    }

    /// <summary>Ends the child at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks the child to end, and ends it after 5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process);
        _process.Dispose();
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task PingAsync(Uri address, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var answer = await client.GetAsync(new Uri("ping", UriKind.Relative), stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the child prints: the line with its address, and the last one, which says why it ended.</summary>
    private sealed class ChildOutput
    {
        private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ChildOutput(Process process)
        {
            process.OutputDataReceived += (_, line) => Read(line.Data);
            process.ErrorDataReceived += (_, line) => Read(line.Data);
        }

        public string LastLine { get; private set; } = "it printed nothing";

        public async Task<Uri> AddressAsync(Process process, CancellationToken stop)
        {
            var exit = process.WaitForExitAsync(stop);
            if (await Task.WhenAny(_address.Task, exit) == _address.Task) return await _address.Task;
            await exit;
            throw new ClickHouseFault($"the embedded ClickHouse ended with code {process.ExitCode}: {LastLine}", ClickHouseFaultKind.Refused);
        }

        private void Read(string? line)
        {
            if (string.IsNullOrWhiteSpace(line)) return;
            LastLine = line;
            if (line.StartsWith(EmbeddedServer.Announcement, StringComparison.Ordinal)) _address.TrySetResult(new Uri(line[EmbeddedServer.Announcement.Length..]));
        }
    }
}
