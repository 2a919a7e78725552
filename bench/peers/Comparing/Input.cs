namespace StreamEngine.Peers.Comparing;

/// <summary>A filled topic.</summary>
/// <param name="Name">What tells it from others, such as its density.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Events">Events in it, without the end markers.</param>
/// <param name="Counted">Events that add to merchants' and products' sums.</param>
/// <param name="CountedForCreators">Events that add to creators' sums.</param>
/// <param name="Bytes">Bytes of all events.</param>
/// <param name="Last">Time of the last event, ms.</param>
/// <param name="End">The event time of the end markers, ms.</param>
/// <param name="WithinAnHour">Nothing leaves a window: an hour's sums are those of everything.</param>
internal sealed record Input(
    string Name, string Topic, int Partitions, long Events, long Counted, long CountedForCreators, long Bytes, long Last, long End, bool WithinAnHour)
{
    /// <summary>The name as a legend has room for it.</summary>
    public string Short => Name.Replace(" events per second of event time", " / s", StringComparison.Ordinal);
}
