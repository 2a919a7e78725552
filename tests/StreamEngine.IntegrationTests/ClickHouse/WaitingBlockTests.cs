using System.Buffers;
using System.Text;
using CsCheck;
using NodaTime;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>What is not durable yet, on its way through a checkpoint. The server is a dictionary that keeps the newest version of a key.</summary>
public sealed class WaitingBlockTests
{
    private static readonly IReadOnlyCollection<Table> Written = [Tables.TierChanges, Tables.Scores, Tables.EntityMinutes, Tables.EntityHours, Tables.EntityDays, .. CommerceSchema.All];

    private enum Step { Add, Take, Apply, Acknowledge, PutBack }

    [Fact]
    public void Whatever_the_instant_of_the_crash_a_restored_buffer_ends_in_the_same_tables()
    {
        var history = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 9]).Array[1, 60];
        Gen.Select(history, Gen.Int[0, 59]).Sample((steps, crashAt) =>
        {
            var undisturbed = new World();
            var crashed = new World();
            for (var i = 0; i < steps.Length; i++)
            {
                if (i == crashAt) crashed.Crash();
                undisturbed.Do(i, steps[i]);
                crashed.Do(i, steps[i]);
            }
            undisturbed.Drain();
            crashed.Drain();
            return undisturbed.Rows.Count == crashed.Rows.Count && undisturbed.Rows.All(r => crashed.Rows.TryGetValue(r.Key, out var found) && found == r.Value);
        });
    }

    [Fact]
    public void A_block_without_the_insert_under_way_would_be_noticed()
    {
        var (undisturbed, crashed) = (new World(), new World());
        foreach (var world in new[] { undisturbed, crashed })
        {
            world.Do(0, (Step.Add, 1, 1, 1));
            world.Do(1, (Step.Take, 0, 0, 0));
        }
        crashed.Crash(forgetUnderWay: true);
        undisturbed.Drain();
        crashed.Drain();

        Assert.Single(undisturbed.Rows.Keys, k => k.Table == "tier_changes");
        Assert.DoesNotContain(crashed.Rows.Keys, k => k.Table == "tier_changes");
    }

    [Fact]
    public void An_empty_buffer_is_an_empty_block_and_a_block_in_pieces_is_read_like_one_in_one_piece()
    {
        var buffer = NewBuffer();
        var block = new ArrayBufferWriter<byte>();
        buffer.Capture(block);
        Assert.Equal(0, block.WrittenCount);
        buffer.Restore(ReadOnlySequence<byte>.Empty);

        buffer.Add(Output(7, 1, 2, 3));
        buffer.Capture(block);
        var (whole, pieces) = (NewBuffer(), NewBuffer());
        whole.Restore(new ReadOnlySequence<byte>(block.WrittenMemory));
        pieces.Restore(Pieces(block.WrittenMemory, 3));

        Assert.Equal((buffer.Rows, buffer.Bytes, buffer.Mark().Tick), (whole.Rows, whole.Bytes, whole.Mark().Tick));
        Assert.Equal((buffer.Rows, buffer.Bytes, buffer.Mark().Tick), (pieces.Rows, pieces.Bytes, pieces.Mark().Tick));
    }

    [Fact]
    public void A_block_that_is_cut_longer_of_another_version_or_of_other_columns_is_refused_and_nothing_is_taken()
    {
        var buffer = NewBuffer();
        buffer.Add(Output(7, 1, 2, 3));
        var block = new ArrayBufferWriter<byte>();
        buffer.Capture(block);
        var bytes = block.WrittenSpan.ToArray();

        for (var length = 1; length < bytes.Length; length++) Refused(bytes[..length], "");
        Refused([.. bytes, 0], "bytes after their end");
        Refused(With(bytes, 0, (byte)'X'), "not a block of them");
        Refused(With(bytes, 4, 2), "version 2 of the block, this program reads 1");
        // The section's name begins at 18, its layout follows the name.
        Refused(With(bytes, 18, (byte)'x'), "a table that this program does not have");
        Refused(With(bytes, 18 + Tables.TierChanges.Name.Length, (byte)~bytes[18 + Tables.TierChanges.Name.Length]), "tier_changes had other columns");

        static void Refused(byte[] damaged, string reason)
        {
            var target = NewBuffer();
            var refused = Assert.Throws<InvalidDataException>(() => target.Restore(new ReadOnlySequence<byte>(damaged)));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
            Assert.Equal(0, target.Rows);
        }
    }

    [Fact]
    public void Random_damage_is_refused_or_read_but_never_anything_else()
    {
        var buffer = NewBuffer();
        for (var i = 0; i < 5; i++) buffer.Add(Output(i, i, i, i + 1));
        var block = new ArrayBufferWriter<byte>();
        buffer.Capture(block);
        Gen.Select(Gen.Int[0, block.WrittenCount - 1], Gen.Byte).Array[1, 4].Sample(damage =>
        {
            var bytes = block.WrittenSpan.ToArray();
            foreach (var (at, value) in damage) bytes[at] = value;
            try
            {
                NewBuffer().Restore(new ReadOnlySequence<byte>(bytes));
            }
            catch (InvalidDataException)
            {
            }
        });
    }

    private static RowBuffer NewBuffer() => new(DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Outputs.Indicators);

    private static TickOutput Output(int tick, int entity, int bucket, int version)
    {
        var output = Outputs.Tick(Outputs.Evening + tick * 1000, Outputs.Change("m/p" + entity, Outputs.Evening + tick * 1000));
        var hour = Outputs.Evening + bucket * 3_600_000L;
        Outputs.Add(output.Minutes, EntityKind.Merchant, "m" + entity, Outputs.Evening + bucket * 60_000L, version, 0, (Metric.Gmv, version));
        Outputs.Add(output.Hours, EntityKind.Merchant, "m" + entity, hour, version, 0, (Metric.Gmv, version), ((Metric)(version % 8), 7));
        // Months far apart, so that one insert does not hold them all once they were put back.
        Outputs.Add(output.Days, EntityKind.Brand, "b" + entity, Outputs.Midnight + bucket * 40 * 86_400_000L, version, 3, (Metric.Gmv, version));
        output.Scores.Add(new ScoreRow(EntityKind.Product, "m/p" + entity, Outputs.Evening + bucket * 60_000L, version, version, "L2", true, [50, version], 0b01));
        output.CommerceRows.Begin(CommerceTables.CampaignTotals, version).Text("618").Text("brand").Text("b" + entity).Integer(version).Integer(0).Integer(1).Integer(2).Integer(0).Integer(3);
        output.CommerceRows.Begin(CommerceTables.SubsidyChanges).Text("618").Time(output.Tick).Text("m/p" + entity).Integer(0).Text("id").Flag(true).Integer(1).Real(68.5);
        return output;
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var copy = bytes.ToArray();
        copy[at] = value;
        return copy;
    }

    private static ReadOnlySequence<byte> Pieces(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Piece(bytes[..size], 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size) last = last.Then(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }

    /// <summary>A buffer and the tables behind it.</summary>
    private sealed class World
    {
        private RowBuffer _buffer = NewBuffer();
        private InsertBatch? _underWay;

        public Dictionary<(string Table, string Key), (ulong Version, string Row)> Rows { get; } = [];

        public void Do(int tick, (Step What, int Entity, int Bucket, int Version) step)
        {
            switch (step.What)
            {
                case Step.Add:
                    _buffer.Add(Output(tick, step.Entity, step.Bucket, step.Version));
                    break;
                case Step.Take:
                    _underWay ??= _buffer.Take(long.MaxValue, 3, 1 << 20);
                    break;
                // The server has the rows, and nobody heard of it.
                case Step.Apply when _underWay is not null:
                    Apply(_underWay);
                    break;
                case Step.Acknowledge when _underWay is not null:
                    Apply(_underWay);
                    _buffer.Acknowledge();
                    _underWay = null;
                    break;
                case Step.PutBack:
                    _buffer.PutBack();
                    _underWay = null;
                    break;
            }
        }

        public void Crash(bool forgetUnderWay = false)
        {
            if (forgetUnderWay) _buffer.Acknowledge();
            var block = new ArrayBufferWriter<byte>();
            _buffer.Capture(block);
            _buffer = NewBuffer();
            _underWay = null;
            _buffer.Restore(new ReadOnlySequence<byte>(block.WrittenMemory));
        }

        public void Drain()
        {
            if (_underWay is not null) Do(0, (Step.Acknowledge, 0, 0, 0));
            while ((_underWay = _buffer.Take(long.MaxValue, 3, 1 << 20)) is not null) Do(0, (Step.Acknowledge, 0, 0, 0));
            Assert.Equal((0, 0), (_buffer.Rows, _buffer.Bytes));
        }

        private void Apply(InsertBatch batch)
        {
            Assert.Contains(batch.Table, Written);
            var receiver = new Receiver(this, batch.Table.Name);
            batch.ForEach(ref receiver);
        }

        private readonly struct Receiver(World world, string table) : IRowReceiver
        {
            public void Take(ReadOnlySpan<byte> row, in RowPlace place)
            {
                var key = (table, Encoding.Latin1.GetString(row[..place.KeyLength]));
                if (world.Rows.TryGetValue(key, out var present) && present.Version > place.Version) return;
                world.Rows[key] = (place.Version, Encoding.Latin1.GetString(row));
            }
        }
    }
}
