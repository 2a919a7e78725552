using System.Buffers;
using StreamEngine.Scoring;

namespace StreamEngine.Kafka.Publishing;

/// <summary>Writes a tier change as it appears on the topic.</summary>
public delegate void TierChangeWriter(IBufferWriter<byte> output, TierChange change);
