using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamEngine.Kafka.Native;

/// <summary>
/// The native client behind one of Confluent.Kafka's, which it keeps to itself: partition queues need it. The package's version is pinned,
/// and a test fails when the accessor no longer fits.
/// </summary>
internal static class ClientHandle
{
    /// <summary>The native handle; valid until the client is disposed.</summary>
    public static nint Of(IClient client) => ((SafeHandle)Get(client.Handle)).DangerousGetHandle();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object Get(Handle handle);
}
