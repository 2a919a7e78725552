namespace StreamEngine.Kafka.Publishing;

/// <summary>Bounds what is on its way, by count and by bytes: a share is 16 KiB or a part of it. Thread-safe.</summary>
internal sealed class InFlightLimit(int shares) : IDisposable
{
    private const int ShareBytes = 16 * 1024;
    private readonly SemaphoreSlim _free = new(shares);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits until there is room for a record and returns how many shares it takes.</summary>
    public async ValueTask<int> TakeAsync(int bytes, CancellationToken stop)
    {
        var wanted = Math.Min(shares, 1 + bytes / ShareBytes);
        await _turn.WaitAsync(stop); // one at a time, or two large ones could each hold half of what both need
        var taken = 0;
        try
        {
            for (; taken < wanted; taken++) await _free.WaitAsync(stop);
            return wanted;
        }
        catch
        {
            if (taken > 0) _free.Release(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives shares back.</summary>
    public void Return(int taken) => _free.Release(taken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _turn.Dispose();
    }
}
