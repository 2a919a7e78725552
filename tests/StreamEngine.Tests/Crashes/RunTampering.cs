using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamEngine.Pipeline;
using StreamEngine.Windows;

namespace StreamEngine.Tests.Crashes;

/// <summary>Reaches into a run before it begins, for the mutants that cannot be had from outside. The engine has no seam for it.</summary>
internal static class RunTampering
{
    /// <summary>The lanes remember no ids of money events.</summary>
    public static void ForgetIds(EngineRun run, EngineOptions options)
    {
        foreach (var lane in Lanes(run)) Ids(lane) = new Deduplication((long)options.DeduplicationWindow.TotalMilliseconds, options.DeduplicationLimit);
    }

    /// <summary>What the lanes hand to the merge goes through somebody's hands.</summary>
    public static void HandOver(EngineRun run, Func<ChannelWriter<Partial>, ChannelWriter<Partial>> through)
    {
        foreach (var queue in Partials(run)) Writer(queue) = through(Writer(queue));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lanes")]
    private static extern ref Lane[] Lanes(EngineRun run);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_partials")]
    private static extern ref PartialQueue[] Partials(EngineRun run);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref ChannelWriter<Partial> Writer(PartialQueue queue);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_deduplication")]
    private static extern ref Deduplication Ids(Lane lane);
}

/// <summary>Loses one partial in a few.</summary>
internal sealed class LosingWriter(ChannelWriter<Partial> to, Chance chance) : ChannelWriter<Partial>
{
    public override bool TryWrite(Partial item) => chance.OneIn(20) || to.TryWrite(item);

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => to.WaitToWriteAsync(cancellationToken);

    public override bool TryComplete(Exception? error = null) => to.TryComplete(error);
}

/// <summary>Keeps a partial back now and then and hands it over after the next one.</summary>
internal sealed class SwappingWriter(ChannelWriter<Partial> to, Chance chance) : ChannelWriter<Partial>
{
    private Partial? _kept;

    public override bool TryWrite(Partial item)
    {
        if (_kept is null && chance.OneIn(10))
        {
            _kept = item;
            return true;
        }
        if (!to.TryWrite(item)) return false;
        if (_kept is not null && to.TryWrite(_kept)) _kept = null;
        return true;
    }

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => to.WaitToWriteAsync(cancellationToken);

    public override bool TryComplete(Exception? error = null)
    {
        if (_kept is not null) to.TryWrite(_kept);
        return to.TryComplete(error);
    }
}
