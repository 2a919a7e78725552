using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>A real Apache Kafka of a test class's own behind a wire of its own: clients reach it through the wire only, and it can be killed and started again with its data.</summary>
public sealed class FragileKafka : IAsyncLifetime
{
    private readonly TcpProxy _wire;
    private readonly RealKafka _broker;
    private int _port;

    public FragileKafka()
    {
        _wire = new TcpProxy(() => _port);
        _broker = new RealKafka($"advertised.listeners=PLAINTEXT://127.0.0.1:{_wire.Port}");
    }

    internal TcpProxy Wire => _wire;

    public async ValueTask InitializeAsync()
    {
        if (RealKafka.WhyNot() is null) _port = int.Parse((await _broker.BootstrapServersAsync()).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Kills the broker as a loss of power would.</summary>
    public Task KillAsync() => _broker.KillAsync();

    /// <summary>Starts it again, with its data and at its address.</summary>
    public Task StartAgainAsync() => _broker.StartAgainAsync();

    /// <summary>Options with topics of the test's own, through the wire; skips the test when there is no Kafka.</summary>
    public async Task<KafkaOptions> OptionsAsync(int partitions)
    {
        await _broker.BootstrapServersAsync();
        return await Brokers.OptionsAsync($"127.0.0.1:{_wire.Port}", partitions);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _wire.DisposeAsync();
    }
}
