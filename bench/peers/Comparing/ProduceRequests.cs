using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using StreamEngine.Simulator;

namespace StreamEngine.Peers.Comparing;

/// <summary>
/// Requests to produce, whole and ready to be sent: a client that builds them while the measured engine runs takes more of two cores than the engine does.
/// Uncompressed record batches (magic 2) in requests of version 7, as the protocol's specification has them; acknowledged by the leader.
/// </summary>
internal sealed class ProduceRequests(string topic, int partitions)
{
    private const int BatchHeader = 61;
    private const int FromCrc = 21;

    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly List<byte[]> _requests = [];
    private readonly List<long> _due = [];
    private readonly MemoryStream[] _records = [.. Enumerable.Range(0, partitions).Select(_ => new MemoryStream())];
    private readonly int[] _counts = new int[partitions];
    private readonly long[] _first = new long[partitions], _latest = new long[partitions];

    /// <summary>Requests made so far.</summary>
    public int Count => _requests.Count;

    /// <summary>Adds a record to the request under way.</summary>
    public void Add(in SimulatedRecord record)
    {
        var p = record.Partition;
        if (_counts[p] == 0) (_first[p], _latest[p]) = (record.Timestamp, record.Timestamp);
        _latest[p] = Math.Max(_latest[p], record.Timestamp);
        Span<byte> head = stackalloc byte[32];
        head[0] = 0; // attributes
        var used = 1;
        used += Varint(head[used..], record.Timestamp - _first[p]);
        used += Varint(head[used..], _counts[p]++);
        used += Varint(head[used..], record.Key.Length);
        Span<byte> valueLength = stackalloc byte[10];
        var lengthUsed = Varint(valueLength, record.Value.Length);
        Span<byte> whole = stackalloc byte[10];
        var to = _records[p];
        to.Write(whole[..Varint(whole, used + record.Key.Length + lengthUsed + record.Value.Length + 1)]);
        to.Write(head[..used]);
        to.Write(record.Key);
        to.Write(valueLength[..lengthUsed]);
        to.Write(record.Value);
        to.WriteByte(0); // headers
    }

    /// <summary>Ends the request under way; it is to be sent at a time, ms since the Unix epoch.</summary>
    public void End(long due)
    {
        var busy = Enumerable.Range(0, partitions).Where(p => _counts[p] > 0).ToList();
        if (busy.Count == 0) return;
        var body = _body;
        body.ResetWrittenCount();
        Write(body, 0); // the size, known at the end
        Write(body, (short)0); // produce
        Write(body, (short)7);
        Write(body, _requests.Count); // correlation
        WriteText(body, "bench");
        Write(body, (short)-1); // no transaction
        Write(body, (short)1); // acks: the leader's
        Write(body, 30_000);
        Write(body, 1); // topics
        WriteText(body, topic);
        Write(body, busy.Count);
        foreach (var p in busy)
        {
            var batch = Batch(p);
            Write(body, p);
            Write(body, batch.Length);
            body.Write(batch);
        }
        var request = body.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - 4);
        _requests.Add(request);
        _due.Add(due);
    }

    /// <summary>Sends each when its time has come; returns when all are acknowledged, with how late one was at most, ms.</summary>
    /// <exception cref="InvalidOperationException">The broker refuses one.</exception>
    public async Task<long> SendAsync(string bootstrap, TimeProvider time)
    {
        var parts = bootstrap.Split(':');
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(parts[0], int.Parse(parts[1]));
        var stream = client.GetStream();
        var answers = ReadAnswersAsync(stream);
        long late = 0;
        for (var i = 0; i < _requests.Count; i++)
        {
            var wait = _due[i] - time.GetUtcNow().ToUnixTimeMilliseconds();
            if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait));
            late = Math.Max(late, -wait);
            await stream.WriteAsync(_requests[i]);
            if (answers.IsFaulted) break;
        }
        await answers;
        return late;
    }

    private async Task ReadAnswersAsync(NetworkStream stream)
    {
        var head = new byte[4];
        for (var i = 0; i < _requests.Count; i++)
        {
            await stream.ReadExactlyAsync(head);
            var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
            await stream.ReadExactlyAsync(answer);
            // correlation, topics, the topic's name, then per partition: index, error, base offset, time of appending, start of the log.
            var at = 4 + 4 + 2 + Encoding.UTF8.GetByteCount(topic);
            var count = BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(at));
            at += 4;
            for (var p = 0; p < count; p++, at += 30)
            {
                var error = BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(at + 4));
                if (error != 0) throw new InvalidOperationException($"the broker refused a batch: error {error}");
            }
        }
    }

    private byte[] Batch(int p)
    {
        var records = _records[p];
        var batch = new byte[BatchHeader + records.Length];
        records.GetBuffer().AsSpan(0, (int)records.Length).CopyTo(batch.AsSpan(BatchHeader));
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batch.Length - 12);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(12), -1); // leader epoch
        batch[16] = 2; // magic
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(23), _counts[p] - 1);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(27), _first[p]);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(35), _latest[p]);
        batch.AsSpan(43, 14).Fill(0xFF); // no producer id, epoch and sequence
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), _counts[p]);
        var crc = uint.MaxValue;
        foreach (var b in batch.AsSpan(FromCrc)) crc = BitOperations.Crc32C(crc, b);
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), ~crc);
        _counts[p] = 0;
        records.SetLength(0);
        return batch;
    }

    private static int Varint(Span<byte> to, long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        for (; zigzag >= 0x80; zigzag >>= 7) to[length++] = (byte)(zigzag | 0x80);
        to[length++] = (byte)zigzag;
        return length;
    }

    private static void Write(IBufferWriter<byte> to, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Write(IBufferWriter<byte> to, short value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        to.Write(bytes);
    }

    private static void WriteText(IBufferWriter<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(to, (short)bytes.Length);
        to.Write(bytes);
    }
}
