using System.Net;
using System.Net.Sockets;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>A wire between clients and a broker of which connections can be cut in the middle of an answer, or fall silent without anybody being told.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private int _generation;
    private int _budget = int.MaxValue;
    private int _cuts;

    public TcpProxy(Func<int> target)
    {
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>From now on no answer comes over the connections that there are, which stay open. New ones work.</summary>
    public void Hang() => Interlocked.Increment(ref _generation);

    /// <summary>Resets every connection in the answer in which it has had so many bytes, or lets all of them live.</summary>
    public void CutAfter(int? bytes) => Volatile.Write(ref _budget, bytes ?? int.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections) await connection.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<int> target)
    {
        while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), target()));
    }

    private async Task ServeAsync(TcpClient client, int port)
    {
        using var broker = new TcpClient();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        {
            var generation = Volatile.Read(ref _generation);
            await broker.ConnectAsync(IPAddress.Loopback, port, ended.Token);
            var requests = client.GetStream().CopyToAsync(broker.GetStream(), ended.Token);
            var answers = AnswerAsync(broker.GetStream(), client, generation, ended.Token);
            await Task.WhenAny(requests, answers);
            await ended.CancelAsync();
            foreach (var copying in (Task[])[requests, answers]) await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(NetworkStream broker, TcpClient client, int generation, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        var to = client.GetStream();
        for (var sent = 0; await broker.ReadAsync(buffer, stop) is > 0 and var count; sent += count)
        {
            if (generation != Volatile.Read(ref _generation)) await Task.Delay(Timeout.Infinite, stop);
            var left = Volatile.Read(ref _budget) - sent;
            await to.WriteAsync(buffer.AsMemory(0, Math.Clamp(left, 0, count)), stop);
            if (left >= count) continue;
            Interlocked.Increment(ref _cuts);
            client.LingerState = new LingerOption(true, 0); // a reset, not an end
            return;
        }
    }
}
