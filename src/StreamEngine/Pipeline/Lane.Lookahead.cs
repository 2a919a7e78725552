using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>Applying records of a large partition: the next few are decoded, then what they touch is fetched, then they are applied one by one.</summary>
internal sealed partial class Lane
{
    private int ApplyAhead(RecordBatch batch, ReadOnlySpan<RecordRef> records, int next)
    {
        var ahead = default(Lookahead);
        while (next < records.Length)
        {
            var count = Decode(batch, records[next..], ref ahead);
            State.Fetch(ref ahead, count);
            for (var i = 0; i < count; i++)
            {
                ref readonly var record = ref records[next++];
                Begin(in record);
                if (record.Length < 0) Counters.Tombstones++;
                else Apply(batch.Value(in record), in record, ahead.Outcome(i), in ahead[i], ahead.Reason(i));
                End(in record);
                // What is decoded already is decoded once more when the lane goes on.
                if (HasToHandOver) return next;
            }
        }
        return next;
    }

    /// <summary>Decodes the next few records, as many as can lie beside each other. Returns how many: at least one.</summary>
    private int Decode(RecordBatch batch, ReadOnlySpan<RecordRef> records, ref Lookahead ahead)
    {
        var most = Math.Min(Lookahead.Size, records.Length);
        var count = 0;
        do
        {
            ref readonly var record = ref records[count];
            ref var e = ref ahead[count];
            if (record.Length < 0) e = default;
            else ahead.Decode(count, _decoder, batch.Value(in record), record.Timestamp);
            if (e.IsMoney) _deduplication.Prefetch(Deduplication.HashOf(e.Id));
            count++;
        }
        while (count < most && _decoder.KeepsNothing);
        return count;
    }
}
