using System.ComponentModel.DataAnnotations;
using StreamEngine.Pipeline;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>How the embedded ClickHouse server runs. It listens on 127.0.0.1 only.</summary>
public sealed record EmbeddedServerOptions
{
    /// <summary>Folder of the tables; made when it is not there. One server at a time.</summary>
    [Required]
    public required string Path { get; init; }

    /// <summary>Port of the HTTP interface; 0 (default) takes a free one. The line that the server prints names it.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Whether another free port is taken when <see cref="Port"/> is in use. Default false: who restarts a server wants its old port.</summary>
    public bool AnotherPortWhenTaken { get; init; }

    /// <summary>Password of the only user, <c>default</c>. Default none, as on a fresh server.</summary>
    public Secret? Password { get; init; }

    /// <summary>Memory that the engine may use; a query that wants more fails with code 241. Default 2 GiB: a demo leaves room for the rest.</summary>
    [Range(256L << 20, 1L << 44)]
    public long MemoryLimit { get; init; } = 2L << 30;

    /// <summary>Threads of one query, and of merges. Default 2: the engine shares the machine with lanes and broker.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 2;

    /// <summary>Queries that run at once; others wait. Default 8: each holds a thread of the engine while it runs.</summary>
    [Range(1, 256)]
    public int ConcurrentQueries { get; init; } = 8;

    /// <summary>Ends the server when standard input ends, so that it does not outlive the process that started it. Default false.</summary>
    public bool EndsWithStandardInput { get; init; }
}
