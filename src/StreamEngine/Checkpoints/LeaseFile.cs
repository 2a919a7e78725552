namespace StreamEngine.Checkpoints;

/// <summary>Leases as bytes.</summary>
internal static class LeaseFile
{
    private const string Format = "streamengine-lease";

    public static byte[] Write(Lease lease) => Envelope.Write(Format, lease);

    /// <summary>The lease; one that cannot be read is held by somebody unknown, who may be alive, so that it is watched as any other.</summary>
    public static Lease Read(byte[]? file, long token) =>
        (file is null ? null : Envelope.Read<Lease>(Format, file, out _)) is { } lease && lease.Token == token && lease.DurationMilliseconds >= 0
            ? lease
            : new Lease { Token = token, Holder = LeaseHolder.Unknown, DurationMilliseconds = 0, Renewals = -1 };
}
