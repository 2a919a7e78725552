using System.Buffers.Binary;

namespace StreamEngine.Events;

/// <summary>
/// The 32-bit MurmurHash2 of Kafka's Java client (<c>org.apache.kafka.common.utils.Utils.murmur2</c>), bit for bit:
/// what puts a merchant's records on the partition where every other producer puts them.
/// </summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    /// <summary>The signed hash as the Java client returns it.</summary>
    public static int Hash(ReadOnlySpan<byte> key)
    {
        uint h = Seed ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
            k = (k ^ (k >> 24)) * Multiplier;
            h = (h * Multiplier) ^ k;
            key = key[4..];
        }
        if (key.Length >= 3) h ^= (uint)key[2] << 16;
        if (key.Length >= 2) h ^= (uint)key[1] << 8;
        if (key.Length >= 1) h = (h ^ key[0]) * Multiplier;
        h = (h ^ (h >> 13)) * Multiplier;
        return (int)(h ^ (h >> 15));
    }

    /// <summary>The partition of a key among <paramref name="partitions"/> (at least 1): the default partitioner's choice.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return (Hash(key) & 0x7fffffff) % partitions;
    }
}
