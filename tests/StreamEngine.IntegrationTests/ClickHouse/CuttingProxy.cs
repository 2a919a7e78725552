using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Stands between the writer and a server and does what networks do: cuts a request in its middle, loses an answer, is not there.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;
    private long _cutAfter = long.MaxValue, _losing;

    public CuttingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Requests that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Answers that were lost: the server gave them, nobody got them.</summary>
    public int Lost { get; private set; }

    /// <summary>While true, connections are reset as they come.</summary>
    public bool IsDown
    {
        get;
        set
        {
            field = value;
            if (!value) return;
            foreach (var connection in _connections.Keys) Reset(connection);
        }
    }

    /// <summary>Resets the next connection on which more bytes than that are sent.</summary>
    public void CutNextRequestAfter(long bytes) => Volatile.Write(ref _cutAfter, bytes);

    /// <summary>Swallows the next answer and resets its connection.</summary>
    public void LoseNextAnswer() => Volatile.Write(ref _losing, 1);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        IsDown = true;
        await _loop;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _connections[client] = true;
        try
        {
            if (IsDown) return;
            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            await Task.WhenAny(RequestsAsync(client, server), AnswersAsync(server, client));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
        }
        finally
        {
            Reset(client);
            _connections.TryRemove(client, out _);
        }
    }

    private async Task RequestsAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[4096];
        for (long sent = 0; ;)
        {
            var read = await from.GetStream().ReadAsync(buffer, _end.Token);
            if (read == 0) return;
            if ((sent += read) > Volatile.Read(ref _cutAfter))
            {
                Volatile.Write(ref _cutAfter, long.MaxValue);
                Reset(to);
                Cuts++;
                return;
            }
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    private async Task AnswersAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var read = await from.GetStream().ReadAsync(buffer, _end.Token);
            if (read == 0) return;
            if (Interlocked.Exchange(ref _losing, 0) == 1)
            {
                Lost++;
                return;
            }
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    private static void Reset(TcpClient connection)
    {
        try
        {
            connection.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or NullReferenceException)
        {
            return;
        }
        connection.Dispose();
    }
}
