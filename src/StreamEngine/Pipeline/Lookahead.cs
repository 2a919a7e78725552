using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using StreamEngine.Events;

namespace StreamEngine.Pipeline;

/// <summary>A few records that were decoded together, ahead of being applied one by one. Lives on the stack, as events do.</summary>
internal ref struct Lookahead
{
    /// <summary>Records at most: as many as the processor can well fetch memory for at once.</summary>
    public const int Size = 16;

#pragma warning disable CS0649 // written to by references alone
    /// <summary>Two of something that cannot be in an array.</summary>
    private ref struct Two<T>
        where T : allows ref struct
    {
        public T First;
        public T Second;
    }
#pragma warning restore CS0649

    [InlineArray(Size)]
    private struct Results
    {
        private (DecodeOutcome Outcome, DeadLetterReason Reason) _first;
    }

    private Two<Two<Two<Two<LiveEvent>>>> _events;
    private Results _results;

    /// <summary>A record's event; nothing but zeros when the record is none.</summary>
    public ref LiveEvent this[int record]
    {
        [UnscopedRef, MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref Unsafe.As<Two<Two<Two<Two<LiveEvent>>>>, LiveEvent>(ref _events), record);
    }

    /// <summary>What decoding made of a record.</summary>
    public readonly DecodeOutcome Outcome(int record) => _results[record].Outcome;

    /// <summary>Why a record is a dead letter.</summary>
    public readonly DeadLetterReason Reason(int record) => _results[record].Reason;

    /// <summary>Decodes one of the records.</summary>
    public void Decode(int record, EventDecoder decoder, ReadOnlySpan<byte> value, long timestamp)
    {
        ref var result = ref _results[record];
        result.Outcome = decoder.Decode(value, timestamp, out this[record], out result.Reason);
    }
}
