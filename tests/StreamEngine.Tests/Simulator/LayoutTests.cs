using System.Text.Json;
using StreamEngine.Simulator;
using Xunit;

namespace StreamEngine.Tests.Simulator;

public sealed class LayoutTests
{
    private static readonly SimulatorOptions Plain = new() { HistoryDays = 0, MeanRate = 5, Tail = TimeSpan.FromMinutes(2), LateShare = 0.05, BrokenShare = 0.05 };

    [Fact]
    public void Shuffled_lines_are_the_same_events_in_the_same_places()
    {
        var plain = new Simulation(Plain);
        var shuffled = new Simulation(Plain with { Layout = EventLayout.Shuffled });
        int different = 0, lines = 0;
        while (plain.TryNext(out SimulatedRecord a))
        {
            Assert.True(shuffled.TryNext(out SimulatedRecord b));
            Assert.Equal((a.Partition, a.Time, a.Timestamp, a.Nature), (b.Partition, b.Time, b.Timestamp, b.Nature));
            Assert.Equal(-1, b.Value.IndexOfAny((byte)'\n', (byte)'\r'));
            lines++;
            if (!a.Value.SequenceEqual(b.Value)) different++;
            if (a.Nature == RecordNature.Broken)
            {
                Assert.True(a.Value.SequenceEqual(b.Value));
                continue;
            }
            Assert.Null(ContractCheck.Of(b.Value));
            using var respelled = JsonDocument.Parse(b.Value.ToArray());
            using var original = JsonDocument.Parse(a.Value.ToArray());
            foreach (JsonProperty field in original.RootElement.EnumerateObject())
                Assert.True(JsonElement.DeepEquals(field.Value, respelled.RootElement.GetProperty(field.Name)), field.Name);
        }
        Assert.False(shuffled.MoveNext());
        Assert.True(different > lines * 0.85);
    }
}
